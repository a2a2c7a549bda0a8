import type { Json, JsonObject } from '@gatehouse/contracts/json'

/** What judges a value in each case that a discriminator tells apart. */
export type Cases = {
  property: string
  choices: { values: Json[]; schema: Json }[]
  /** Objects without the property. */
  absent: Json
  /** Objects whose property has none of the values; undefined: they are refused with the list of the values. */
  unknown: Json | undefined
  /** All but objects. */
  others: Json
}

/**
 * Members of an `allOf` by which exactly one case judges. Plain JSON Schema, so all that reads the compiled contract – validators,
 * declared properties, tools for agents – understands it alike.
 */
export function chooseByValue({ property, choices, absent, unknown, others }: Cases): JsonObject[] {
  const all = choices.flatMap(({ values }) => values)
  const has = (values: Json[]): JsonObject => ({
    type: 'object',
    required: [property],
    properties: { [property]: values.length === 1 ? { const: values[0] ?? null } : { enum: values } },
  })
  // Nothing is said of the other properties: which of them are declared, the value would have told.
  const refused: JsonObject = { properties: { [property]: { enum: all } }, additionalProperties: true }
  const choice = choices.map(({ values, schema }) => condition(has(values), schema))
  const whichObject = condition({ type: 'object' }, absent, others)
  const unchosen = condition({ type: 'object', required: [property] }, unknown ?? refused, whichObject)
  return [...choice, condition(has(all), undefined, unchosen)]
}

/** Not written as an object: a value with a member of this name is taken for a promise. */
function condition(test: Json, held: Json | undefined, failed?: Json): JsonObject {
  const members: [string, Json | undefined][] = [
    ['if', test],
    ['then', held],
    ['else', failed],
  ]
  return Object.fromEntries(members.flatMap(([key, schema]) => (schema === undefined ? [] : [[key, schema]])))
}
