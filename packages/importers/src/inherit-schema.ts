import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject } from './source-tree.ts'

const composed = ['$ref', 'anyOf', 'oneOf', 'allOf', 'not'] as const

/** Members of a parent that name or describe it, not what it allows. */
const notInherited = ['title', 'description', 'default', 'examples', 'deprecated', 'discriminator'] as const

/**
 * A type with what its parents say: properties are joined, what the type says of itself goes first. Joined in one object and
 * not by `allOf`, because `additionalProperties: false` of a parent would refuse the properties that the type adds.
 */
export function inheritSchema(parents: JsonObject[], own: JsonObject): JsonObject {
  const bases = parents.map((parent) => {
    const copy = { ...parent }
    for (const key of notInherited) delete copy[key]
    return copy
  })
  const [first, ...others] = bases
  if (first === undefined) return own
  if (others.length === 0 && !('allOf' in first) && !('$ref' in first)) return joined(first, own)
  if (bases.every((base) => composed.every((key) => base[key] === undefined)))
    return joined(others.reduce(joined, first), own)
  return { ...own, allOf: bases }
}

function joined(parent: JsonObject, own: JsonObject): JsonObject {
  const out: JsonObject = { ...parent, ...own }
  for (const key of ['properties', 'patternProperties'] as const) {
    if (isObject(parent[key]) || isObject(own[key])) out[key] = { ...objectOf(parent[key]), ...objectOf(own[key]) }
  }
  const required = [
    ...namesOf(parent.required).filter((name) => !Object.hasOwn(objectOf(own.properties), name)),
    ...namesOf(own.required),
  ]
  if (required.length > 0) out.required = [...new Set(required)]
  else delete out.required
  // A value of the child must match the patterns of both.
  if (typeof parent.pattern === 'string' && typeof own.pattern === 'string' && parent.pattern !== own.pattern) {
    out.allOf = [...(Array.isArray(out.allOf) ? out.allOf : []), { pattern: parent.pattern }]
  }
  return out
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function namesOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
}
