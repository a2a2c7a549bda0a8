import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import { asList, flattenSchema, isObject } from './flatten-schema.ts'
import { patternAccepts, textOfPattern } from './pattern-text.ts'
import { mostValues, type Place, sampleAt } from './sample-value.ts'

const mostItems = 1_000
/** Below this depth optional members are left out. */
const deepOptional = 6

const inside = (place: Place, seed = place.seed): Place => ({ ...place, depth: place.depth + 1, seed })
const spare = (place: Place) => place.depth < deepOptional && place.budget.left > mostValues / 2

/** An object with what is required and, while it is not deep, what may be there; undefined when something required cannot be made. */
export function sampleObject(schema: JsonObject, place: Place): JsonObject | undefined {
  const properties = isObject(schema.properties) ? schema.properties : {}
  const required = new Set(asList(schema.required).map(String))
  const most = typeof schema.maxProperties === 'number' ? schema.maxProperties : Number.POSITIVE_INFINITY
  const least = typeof schema.minProperties === 'number' ? schema.minProperties : 0
  if (required.size > most || least > mostItems) return undefined
  const out = new Map<string, Json>()
  for (const name of required) {
    const member = memberSchema(schema, name)
    if (isWriteOnly(member, place)) continue
    const value = sampleAt(member, inside(place))
    if (value === undefined) return undefined
    out.set(name, value)
  }
  const optional = Object.keys(properties).filter((name) => !required.has(name))
  for (const name of optional) {
    if (out.size >= most || !(spare(place) || out.size < least)) break
    if (isWriteOnly(properties[name], place)) continue
    const value = sampleAt(properties[name], inside(place))
    if (value !== undefined) out.set(name, value)
  }
  fillOthers(schema, place, out, Math.min(most, Math.max(least, showsOthers(schema) && spare(place) ? 1 : 0)))
  if (out.size < least) return undefined
  // As the contract orders them, whichever were required.
  const order = [...Object.keys(properties), ...out.keys()]
  return Object.fromEntries(
    [...new Set(order)].flatMap((name) => {
      const value = out.get(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** A map, `additionalProperties` with a schema and nothing named, shows one member. */
function showsOthers(schema: JsonObject): boolean {
  return isObject(schema.additionalProperties) && !isObject(schema.properties)
}

function fillOthers(schema: JsonObject, place: Place, out: Map<string, Json>, until: number): void {
  const [pattern] = Object.keys(isObject(schema.patternProperties) ? schema.patternProperties : {})
  for (let count = 1; out.size < until && count <= until + 5; count += 1) {
    const name =
      schema.additionalProperties === false && pattern !== undefined
        ? textOfPattern(pattern, 0, 200, count)
        : nameOf(schema, place, count)
    if (name === undefined || out.has(name)) continue
    const value = sampleAt(memberSchema(schema, name), inside(place, count))
    if (value === undefined) return
    out.set(name, value)
  }
}

function nameOf(schema: JsonObject, place: Place, count: number): string | undefined {
  if (schema.propertyNames === undefined) return `property${count}`
  const name = sampleAt({ allOf: [{ type: 'string' }, schema.propertyNames] }, inside(place, count - 1))
  return typeof name === 'string' ? name : undefined
}

/** What a member of this name must fit. */
function memberSchema(schema: JsonObject, name: string): Json | undefined {
  const own =
    isObject(schema.properties) && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
  const matching = Object.entries(isObject(schema.patternProperties) ? schema.patternProperties : {}).flatMap(
    ([pattern, member]) => (patternAccepts(pattern, name) === false ? [] : [member]),
  )
  const parts = own === undefined ? matching : [own, ...matching]
  return parts.length === 0 ? schema.additionalProperties : parts.length === 1 ? parts[0] : { allOf: parts }
}

function isWriteOnly(schema: Json | undefined, place: Place): boolean {
  return flattenSchema(schema, place.schemas, place.path)?.base.writeOnly === true
}

/** An array of one item, or as many as it must have. */
export function sampleArray(schema: JsonObject, place: Place): Json[] | undefined {
  const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : []
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY
  const contained = schema.contains === undefined ? 0 : typeof schema.minContains === 'number' ? schema.minContains : 1
  const wanted = Math.max(least, contained, Math.min(spare(place) ? Math.max(1, prefix.length) : 0, most))
  if (wanted > mostItems || least > most) return undefined
  const items: Json[] = []
  const seen = new Set<string>()
  for (let index = 0; index < wanted; index += 1) {
    const wish = index < prefix.length ? prefix[index] : schema.items
    const both = index < contained ? { allOf: [schema.contains ?? true, wish ?? true] } : wish
    const item = another(both, place, schema.uniqueItems === true ? seen : undefined)
    if (item === undefined) return items.length >= Math.max(least, contained) ? items : undefined
    items.push(item)
  }
  return items
}

/** An item that is not in `seen` yet; undefined `seen`: any. */
function another(schema: Json | undefined, place: Place, seen: Set<string> | undefined): Json | undefined {
  if (seen === undefined) return sampleAt(schema, inside(place))
  for (let tries = 0; tries < 4; tries += 1) {
    const item = sampleAt(schema, inside(place, place.seed + seen.size + tries))
    if (item === undefined) return undefined
    const text = canonicalJson(item)
    if (seen.has(text)) continue
    seen.add(text)
    return item
  }
  return undefined
}
