import { schemaReference, schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject } from '../subschemas.ts'
import type { Schemas } from './schema-facts.ts'

/** Keywords beside a `$ref` that add nothing to what it refers to. */
const annotations = new Set([
  '$ref',
  'title',
  'description',
  '$comment',
  'deprecated',
  'example',
  'examples',
  'default',
])

export type Heirs = ReadonlyMap<string, ReadonlySet<string>>

/** For each shared schema the names of those that inherit from it, at any distance: by `allOf`, or by a `$ref` with more beside it. */
export function heirsByParent(shared: Schemas): Heirs {
  const children = new Map<string, string[]>()
  for (const [name, schema] of Object.entries(shared))
    withParents(schema, (parent) => {
      children.set(parent, [...(children.get(parent) ?? []), name])
      return parent
    })
  const heirs = new Map<string, ReadonlySet<string>>()
  for (const parent of children.keys()) {
    const found = new Set<string>()
    const open = [parent]
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const child of children.get(at) ?? [])
        if (child !== parent && !found.has(child)) {
          found.add(child)
          open.push(child)
        }
    heirs.set(parent, found)
  }
  return heirs
}

/** The shared schema with other names for what it inherits from; `rename` is asked for each parent's name. */
export function withParents<S extends Json>(schema: S, rename: (parent: string) => string): S | JsonObject {
  if (!isObject(schema)) return schema
  const renamed = (holder: JsonObject): JsonObject => {
    const name = typeof holder.$ref === 'string' ? schemaReferenceName(holder.$ref) : undefined
    const other = name === undefined ? undefined : rename(name)
    return other === undefined || other === name ? holder : { ...holder, $ref: schemaReference(other) }
  }
  const adds = Object.keys(schema).some((key) => !annotations.has(key))
  const own = adds ? renamed(schema) : schema
  if (!Array.isArray(own.allOf)) return own
  const allOf = own.allOf.map((part) => {
    if (!isObject(part)) return part
    // What stands in place inside the list is the heir itself; what stands beside a reference there was its own already.
    return typeof part.$ref === 'string' ? renamed(part) : withParents(part, rename)
  })
  return allOf.every((part, i) => part === (own.allOf as Json[])[i]) ? own : { ...own, allOf }
}

const inPlaceLists = ['allOf', 'anyOf', 'oneOf'] as const
const inPlaceOnes = ['if', 'then', 'else', 'not'] as const

/** Whether judging a value by the shared schema comes back to judging the same value by it: that would never end. */
export function judgesItself(name: string, shared: Schemas): boolean {
  const seen = new Set<string>()
  const visit = (schema: Json | undefined): boolean => {
    if (!isObject(schema)) return false
    const to = typeof schema.$ref === 'string' ? schemaReferenceName(schema.$ref) : undefined
    if (to === name) return true
    if (to !== undefined && !seen.has(to) && Object.hasOwn(shared, to)) {
      seen.add(to)
      if (visit(shared[to])) return true
    }
    const dependent = isObject(schema.dependentSchemas) ? Object.values(schema.dependentSchemas) : []
    const lists = inPlaceLists.flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : []))
    return [...lists, ...inPlaceOnes.map((key) => schema[key]), ...dependent].some(visit)
  }
  return visit(shared[name])
}
