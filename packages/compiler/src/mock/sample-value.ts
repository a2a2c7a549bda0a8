import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { fitsSchema } from './fits-schema.ts'
import { asList, type FlatSchema, flattenSchema, isObject, joined, type Schemas } from './flatten-schema.ts'
import { sampleArray, sampleObject } from './sample-container.ts'
import { sampleNumber } from './sample-number.ts'
import { sampleString } from './sample-string.ts'

/** Where in the making of one value we are. */
export type Place = {
  schemas: Schemas
  /** Values that may still be made; shared by all of one sample. */
  budget: { left: number }
  path: readonly string[]
  depth: number
  /** 0, or another number for another value of the same schema. */
  seed: number
}

/** Values of one sample; below half of it only what is required is made. */
export const mostValues = 4_000
const mostTries = 24

/**
 * A value that fits the schema, always the same one; undefined when none was found. Properties that are `writeOnly` are left out:
 * a response never carries them (OpenAPI 3.1, Schema Object).
 */
export function sampleValue(schema: Json | undefined, schemas: Schemas): Json | undefined {
  return sampleAt(schema, { schemas, budget: { left: mostValues }, path: [], depth: 0, seed: 0 })
}

/** The same inside of another value. */
export function sampleAt(schema: Json | undefined, place: Place): Json | undefined {
  place.budget.left -= 1
  if (place.budget.left < 0 || place.depth > 40) return undefined
  const flat = flattenSchema(schema, place.schemas, place.path)
  if (flat === undefined) return undefined
  let tries = 0
  for (const candidate of candidates(flat, { ...place, path: flat.path })) {
    tries += 1
    if (tries > mostTries) return undefined
    if (!candidate.sure && !fitsSchema(candidate.value, schema, place.schemas)) continue
    return candidate.value
  }
  return undefined
}

type Candidate = { value: Json; sure: boolean }

/** Keywords whose outcome is not built in, but looked at afterwards. */
const looked = [
  'not',
  'if',
  'contains',
  'dependentSchemas',
  'dependentRequired',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
]

function* candidates(flat: FlatSchema, place: Place): Generator<Candidate> {
  const { base } = flat
  if (base.const !== undefined) yield { value: base.const, sure: false }
  if (Array.isArray(base.enum)) {
    const values = base.enum
    const start = place.seed % Math.max(1, values.length)
    for (const value of [...values.slice(start), ...values.slice(0, start)]) yield { value, sure: false }
    return
  }
  if (place.seed === 0) {
    for (const value of examplesOf(base)) yield { value, sure: false }
  }
  const [choice, ...rest] = flat.choices
  if (choice !== undefined) {
    for (const branch of choice.branches) {
      for (const variant of new Set([named(branch, choice.discriminator), branch])) {
        const chosen = flattenSchema(variant, place.schemas, flat.path)
        const both = joined({ base, choices: rest, path: flat.path }, chosen)
        if (both === undefined) continue
        for (const { value } of candidates(both, { ...place, path: both.path })) yield { value, sure: false }
      }
    }
    return
  }
  const { then: whenTrue, else: whenFalse } = base
  for (const part of [whenTrue, whenFalse]) {
    if (base.if === undefined || part === undefined) continue
    const { if: _if, then: _then, else: _else, ...plain } = base
    const branch = part === whenTrue ? { allOf: [part, base.if] } : part
    const both = joined({ base: plain, choices: [], path: flat.path }, flattenSchema(branch, place.schemas, flat.path))
    if (both !== undefined) for (const { value } of candidates(both, place)) yield { value, sure: false }
  }
  const sure = !looked.some((keyword) => base[keyword] !== undefined)
  for (const seed of sure ? [place.seed] : [place.seed, place.seed + 1, place.seed + 2]) {
    for (const type of typesOf(base)) {
      const value = valueOfType(type, base, { ...place, seed })
      if (value !== undefined) yield { value, sure }
    }
  }
}

function examplesOf(base: JsonObject): Json[] {
  const many = Array.isArray(base.examples) ? base.examples.slice(0, 3) : []
  return [base.example, ...many, base.default].filter((value) => value !== undefined)
}

/** The branch of a discriminator says its own name, where the mapping or the reference gives it one. */
function named(branch: Json, discriminator: JsonObject | undefined): Json {
  if (!isObject(branch) || typeof branch.$ref !== 'string' || typeof discriminator?.propertyName !== 'string')
    return branch
  const target = branch.$ref
  const mapping = isObject(discriminator.mapping) ? Object.entries(discriminator.mapping) : []
  const value = mapping.find(([, to]) => to === target)?.[0] ?? decodeURIComponent(target.split('/').at(-1) ?? '')
  const property = discriminator.propertyName
  return { allOf: [branch, { properties: { [property]: { const: value } }, required: [property] }] }
}

function typesOf(base: JsonObject): Json[] {
  if (base.type !== undefined) {
    const types = asList(base.type)
    return [...types.filter((type) => type !== 'null'), ...types.filter((type) => type === 'null')]
  }
  const has = (...keywords: string[]) => keywords.some((keyword) => base[keyword] !== undefined)
  if (has('properties', 'required', 'additionalProperties', 'minProperties', 'patternProperties')) return ['object']
  if (has('items', 'prefixItems', 'minItems', 'contains')) return ['array']
  if (has('minimum', 'maximum', 'multipleOf', 'exclusiveMinimum', 'exclusiveMaximum')) return ['number']
  return ['string', 'object', 'number', 'boolean', 'null']
}

function valueOfType(type: Json, base: JsonObject, place: Place): Json | undefined {
  switch (type) {
    case 'object':
      return sampleObject(base, place)
    case 'array':
      return sampleArray(base, place)
    case 'string':
      return sampleString(base, place.seed)
    case 'number':
    case 'integer':
      return sampleNumber(base, type === 'integer', place.seed)
    case 'boolean':
      return place.seed % 2 === 0
    case 'null':
      return null
    default:
      return undefined
  }
}
