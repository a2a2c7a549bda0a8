import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject, withSubschemas } from '../subschemas.ts'
import { alternativeCases, unionOf } from './choose-alternative.ts'
import { chooseByValue } from './choose-by-value.ts'
import { type Parent, parentOf } from './choose-heir.ts'
import { heirsByParent, judgesItself, withParents } from './inheritance.ts'
import type { Schemas } from './schema-facts.ts'

export type Dispatch = {
  /** All shared schemas, and those that heirs refer to instead of a parent that chooses among them. */
  shared: Record<string, JsonSchema>
  /** The same for a schema that stands in place. */
  apply(schema: JsonSchema): JsonSchema
}

/**
 * Schemas in which a `discriminator` decides: its value chooses the one schema that judges, so the findings are those of what was meant
 * and not of each alternative; a value that chooses none is refused with the list. Where a contract leaves open what a value means,
 * the alternatives in question are judged as `oneOf` and `anyOf` say.
 */
export function dispatchDiscriminators(shared: Schemas): Dispatch {
  const within = (schema: Json): Json =>
    isObject(schema) ? withChosenAlternative(withSubschemas(schema, within), shared) : schema
  const parents = parentsOf(shared)
  const out: Record<string, JsonSchema> = {}
  const written = new Map<string, JsonSchema>()
  for (const [name, schema] of Object.entries(shared)) {
    const inherited = withParents(schema, (parent) => {
      const choosing = parents.get(parent)
      return choosing?.entered.has(name) ? choosing.base : parent
    })
    const parent = parents.get(name)
    if (parent === undefined || !isObject(inherited)) {
      out[name] = within(inherited) as JsonSchema
      continue
    }
    out[parent.base] = within(withoutChoice(inherited)) as JsonSchema
    out[name] = within({ allOf: chooseByValue(parent.cases) }) as JsonSchema
    written.set(name, within(inherited) as JsonSchema)
  }
  // A target that comes back to its parent in some other way: the parent stays as it is written.
  for (const [name, schema] of written) if (judgesItself(name, out)) out[name] = schema
  return { shared: out, apply: (schema) => within(schema) as JsonSchema }
}

function parentsOf(shared: Schemas): ReadonlyMap<string, Parent> {
  const heirs = heirsByParent(shared)
  const parents = new Map<string, Parent>()
  for (const name of Object.keys(shared)) {
    let base = `${name}.base`
    while (Object.hasOwn(shared, base)) base += '_'
    const parent = parentOf(name, base, shared, heirs)
    if (parent !== undefined) parents.set(name, parent)
  }
  return parents
}

function withChosenAlternative(schema: JsonObject, shared: Schemas): JsonObject {
  const cases = alternativeCases(schema, shared)
  if (cases === undefined) return schema
  const rest = withoutChoice(schema)
  return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), ...chooseByValue(cases)] }
}

function withoutChoice(schema: JsonObject): JsonObject {
  const { discriminator: _, ...rest } = schema
  const union = unionOf(rest)
  if (union === undefined) return rest
  const { [union]: _alternatives, ...without } = rest
  return without
}
