import { schemaReference } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject } from '../subschemas.ts'
import { type Candidate, choiceTable, type Discriminator, discriminatorOf } from './choice-table.ts'
import { alternativeCases, alternativesOf, unionOf } from './choose-alternative.ts'
import type { Cases } from './choose-by-value.ts'
import type { Heirs } from './inheritance.ts'
import { certainParts, type Schemas } from './schema-facts.ts'

/** A shared schema with a discriminator from which others inherit. */
export type Parent = {
  /** Name of what heirs refer to in its place: what it says itself, without the choice. */
  base: string
  /** What judges in each case. */
  cases: Cases
  /** Heirs that may be chosen and those between: they must not come back to the choice. */
  entered: ReadonlySet<string>
}

/** Undefined when the schema chooses among nothing that inherits from it, and is nobody's parent by a mapping either. */
export function parentOf(name: string, base: string, shared: Schemas, allHeirs: Heirs): Parent | undefined {
  const schema = shared[name]
  const discriminator = isObject(schema) ? discriminatorOf(schema) : undefined
  if (!isObject(schema) || discriminator === undefined) return undefined
  const heirs = allHeirs.get(name) ?? new Set()
  const own: Json = { $ref: schemaReference(base) }
  if (unionOf(schema) !== undefined) {
    const named = new Set(alternativesOf(schema).flatMap((one) => one.name ?? []))
    const entered = [...heirs].filter((heir) => named.has(heir) || [...(allHeirs.get(heir) ?? [])].some(isIn(named)))
    const cases = entered.length === 0 ? undefined : alternativeCases(schema, shared)
    if (cases === undefined) return undefined
    const chosen = new Map(alternativesOf(schema).map((one) => [one.schema, one.name ?? '']))
    const whole = (judge: Json): Json => (heirs.has(chosen.get(judge) ?? '') ? judge : { allOf: [own, judge] })
    return { base, cases: mapped(cases, whole), entered: new Set(entered) }
  }
  const cases = heirCases(name, discriminator, own, shared, allHeirs)
  return cases === undefined ? undefined : { base, cases, entered: heirs }
}

function isIn(names: ReadonlySet<string>): (name: string) => boolean {
  return (name) => names.has(name)
}

function mapped(cases: Cases, change: (judge: Json) => Json): Cases {
  return {
    property: cases.property,
    choices: cases.choices.map(({ values, schema }) => ({ values, schema: change(schema) })),
    absent: change(cases.absent),
    unknown: cases.unknown === undefined ? undefined : change(cases.unknown),
    others: change(cases.others),
  }
}

/** OpenAPI 3.1, Discriminator Object, "Models with Polymorphism": the parent stands for itself and all that inherit from it. */
function heirCases(
  name: string,
  discriminator: Discriminator,
  own: Json,
  shared: Schemas,
  allHeirs: Heirs,
): Cases | undefined {
  const heirs = allHeirs.get(name) ?? new Set()
  const { choices } = choiceTable(discriminator, inheritors(name, discriminator, heirs, shared), shared)
  if (!choices.some(({ chosen }) => chosen.some((one) => one.name !== name))) return undefined
  const judgedBy = ({ name: target = '', schema }: Candidate): Json => {
    if (target === name) return own
    return heirs.has(target) || repeats(target, name, shared) ? schema : { allOf: [own, schema] }
  }
  const fallback = discriminator.fallback === undefined ? undefined : judgedBy(candidateNamed(discriminator.fallback))
  return {
    property: discriminator.property,
    choices: choices.map(({ values, chosen }) => {
      // An heir says more than its parents do; what may still mean several is judged by what they share.
      const [only, ...more] = chosen.filter((one) => !chosen.some(isHeirOf(one, allHeirs)))
      return { values, schema: only !== undefined && more.length === 0 ? judgedBy(only) : own }
    }),
    absent: fallback ?? own,
    unknown: fallback,
    others: own,
  }
}

function isHeirOf(parent: Candidate, allHeirs: Heirs): (other: Candidate) => boolean {
  return (other) => other !== parent && allHeirs.get(parent.name ?? '')?.has(other.name ?? '') === true
}

/** Heirs, targets of the mapping, and the parent by its own name unless a mapping says what the values are. */
function inheritors(
  name: string,
  { mapping }: Discriminator,
  heirs: ReadonlySet<string>,
  shared: Schemas,
): Candidate[] {
  const targets = [...mapping.values()].flatMap((target) =>
    target !== undefined && Object.hasOwn(shared, target) ? [target] : [],
  )
  const names = new Set([...heirs, ...targets])
  if (mapping.size === 0) names.add(name)
  return [...names].sort().map(candidateNamed)
}

function candidateNamed(name: string): Candidate {
  return { name, schema: { $ref: schemaReference(name) } }
}

/** Whether a schema says itself which properties the parent has: formats without `allOf` write heirs out. */
function repeats(target: string, parent: string, shared: Schemas): boolean {
  const said = new Set(propertiesOf(shared[target], shared))
  return propertiesOf(shared[parent], shared).every(isIn(said))
}

function propertiesOf(schema: Json | undefined, shared: Schemas): string[] {
  return certainParts(schema, shared).flatMap(({ properties }: JsonObject) =>
    isObject(properties) ? Object.keys(properties) : [],
  )
}
