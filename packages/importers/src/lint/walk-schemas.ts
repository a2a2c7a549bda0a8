import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject, pointerToken } from '../source-tree.ts'
import { below, type Place, type TargetLists } from './targets.ts'

type Direction = 'request' | 'response'

const single = [
  'items',
  'additionalProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
]
const listed = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const named = ['properties', 'patternProperties', 'dependentSchemas', '$defs']

/** The schemas directly inside of one: keyword, member, schema. */
export function* innerSchemas(
  node: JsonObject,
): Generator<[keyword: string, member: string | undefined, schema: Json]> {
  for (const [keyword, value] of Object.entries(node)) {
    if (single.includes(keyword)) yield [keyword, undefined, value]
    else if (listed.includes(keyword) && Array.isArray(value))
      for (const [index, inner] of value.entries()) yield [keyword, String(index), inner]
    else if (named.includes(keyword) && isObject(value))
      for (const [name, inner] of Object.entries(value)) yield [keyword, name, inner]
  }
}

/** Visits schemas in place first, then the shared ones, which by then are known to be sent, answered, or neither. */
export class SchemaWalk {
  readonly #schemas: Record<string, JsonSchema>
  readonly #lists: TargetLists
  readonly #used: Record<Direction, Set<string>> = { request: new Set(), response: new Set() }

  constructor(schemas: Record<string, JsonSchema>, lists: TargetLists) {
    this.#schemas = schemas
    this.#lists = lists
  }

  inline(at: Place, schema: JsonSchema, direction: Direction): void {
    if (!isObject(schema)) return
    this.#visit(at, schema, { request: direction === 'request', response: direction === 'response' })
    this.#use(schema, direction)
  }

  shared(at: Place): void {
    for (const [name, schema] of Object.entries(this.#schemas)) {
      if (!isObject(schema)) continue
      const place = below(at, pointerToken(name))
      this.#visit(
        place,
        schema,
        { request: this.#used.request.has(name), response: this.#used.response.has(name) },
        name,
      )
    }
  }

  /** Marks what a schema refers to, and what that refers to. */
  #use(schema: JsonObject, direction: Direction): void {
    const waiting: Json[] = [schema]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (!isObject(node)) continue
      const name = typeof node.$ref === 'string' ? schemaReferenceName(node.$ref) : undefined
      if (name !== undefined && Object.hasOwn(this.#schemas, name) && !this.#used[direction].has(name)) {
        this.#used[direction].add(name)
        const target = this.#schemas[name]
        if (target !== undefined) waiting.push(target)
      }
      for (const [, , inner] of innerSchemas(node)) waiting.push(inner)
    }
  }

  #visit(at: Place, node: JsonObject, used: { request: boolean; response: boolean }, name?: string): void {
    this.#lists.schema.push({ ...at, node, ...used, ...(name !== undefined && { name }) })
    if (typeof node.description === 'string' && node.description !== '')
      this.#lists.text.push({ ...below(at, 'description'), text: node.description })
    if (Array.isArray(node.examples))
      for (const [index, value] of node.examples.entries())
        this.#lists.example.push({
          ...below(below(at, 'examples'), String(index)),
          value,
          schema: node,
          kind: 'example',
        })
    if (node.default !== undefined)
      this.#lists.example.push({ ...below(at, 'default'), value: node.default, schema: node, kind: 'default' })
    for (const [keyword, member, inner] of innerSchemas(node)) {
      const place = member === undefined ? below(at, keyword) : below(below(at, keyword), pointerToken(member))
      if (keyword === 'properties' && member !== undefined && (isObject(inner) || typeof inner === 'boolean'))
        this.#lists.property.push({ ...place, name: member, schema: inner, ...used })
      if (isObject(inner)) this.#visit(place, inner, used)
    }
  }
}
