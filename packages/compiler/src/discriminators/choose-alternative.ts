import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject } from '../subschemas.ts'
import { type Candidate, choiceTable, discriminatorOf } from './choice-table.ts'
import type { Cases } from './choose-by-value.ts'
import { refusesObjects, requiresProperty, type Schemas, takesObjectsOnly } from './schema-facts.ts'

export type Union = 'oneOf' | 'anyOf'

/** The keyword whose alternatives a discriminator tells apart. */
export function unionOf(schema: JsonObject): Union | undefined {
  if (Array.isArray(schema.oneOf)) return 'oneOf'
  return Array.isArray(schema.anyOf) ? 'anyOf' : undefined
}

/** The alternatives of a schema; those that are references have the name that these lead to. */
export function alternativesOf(schema: JsonObject): Candidate[] {
  const union = unionOf(schema)
  const list = union === undefined ? [] : schema[union]
  return (Array.isArray(list) ? list : []).map((alternative) => {
    const name =
      isObject(alternative) && typeof alternative.$ref === 'string' ? schemaReferenceName(alternative.$ref) : undefined
    return name === undefined ? { schema: alternative } : { name, schema: alternative }
  })
}

/** What judges in each case where alternatives stand beside a discriminator. Undefined when no value chooses any of them. */
export function alternativeCases(schema: JsonObject, shared: Schemas): Cases | undefined {
  const discriminator = discriminatorOf(schema)
  const union = unionOf(schema)
  if (discriminator === undefined || union === undefined) return undefined
  const { property } = discriminator
  const candidates = alternativesOf(schema)
  const { choices, unnamed } = choiceTable(discriminator, candidates, shared)
  if (choices.length === 0) return undefined
  const judgedBy = (some: Candidate[], none: Json): Json => {
    const [first, ...more] = some
    if (first === undefined) return none
    return more.length === 0 ? first.schema : { [union]: some.map((one) => one.schema) }
  }
  const fallback = candidates.find(({ name }) => name !== undefined && name === discriminator.fallback)?.schema
  const forObjects = candidates.filter((one) => !refusesObjects(one.schema, shared))
  const withoutProperty = forObjects.filter((one) => !requiresProperty(one.schema, property, shared))
  const withoutValue = forObjects.filter((one) => unnamed.includes(one))
  const forOthers = candidates.filter((one) => !takesObjectsOnly(one.schema, shared))
  return {
    property,
    choices: choices.map(({ values, chosen }) => ({ values, schema: judgedBy(chosen, true) })),
    absent: fallback ?? judgedBy(withoutProperty, { required: [property] }),
    unknown: fallback ?? (withoutValue.length === 0 ? undefined : judgedBy(withoutValue, true)),
    others: judgedBy(forOthers, { type: 'object' }),
  }
}
