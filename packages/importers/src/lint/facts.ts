import {
  type ApiDescription,
  type OperationDescription,
  schemaReferenceName,
} from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { LintCasing } from '@gatehouse/contracts/lint'
import { isObject } from '../source-tree.ts'
import { prevailingCasing } from './casing.ts'
import type { TargetLists } from './targets.ts'

/** What rules need to know of the whole description, computed once and only when a rule asks. */
export class Facts {
  readonly description: ApiDescription
  readonly lists: TargetLists
  readonly #known = new Map<string, unknown>()
  readonly #proposed = new Set<string>()

  constructor(description: ApiDescription, lists: TargetLists) {
    this.description = description
    this.lists = lists
  }

  #once<T>(name: string, compute: () => T): T {
    if (!this.#known.has(name)) this.#known.set(name, compute())
    return this.#known.get(name) as T
  }

  /** How many operations have this operationId. */
  operationIdCount(id: string): number {
    return (
      this.#once('operationIds', () => {
        const counts = new Map<string, number>()
        for (const { operationId } of this.description.operations)
          if (operationId !== undefined) counts.set(operationId, (counts.get(operationId) ?? 0) + 1)
        return counts
      }).get(id) ?? 0
    )
  }

  /** An operationId that nothing has yet: `getOrderById`-like, from method and path. Asked in order, so it is the same every time. */
  freeOperationId(operation: OperationDescription): string {
    const wanted = operationIdFor(operation)
    let id = wanted
    for (let n = 2; this.operationIdCount(id) > 0 || this.#proposed.has(id); n += 1) id = `${wanted}${n}`
    this.#proposed.add(id)
    return id
  }

  get operationIdCasing(): LintCasing | undefined {
    return this.#once('operationIdCasing', () =>
      prevailingCasing(this.description.operations.flatMap(({ operationId }) => operationId ?? [])),
    )
  }

  get propertyCasing(): LintCasing | undefined {
    return this.#once('propertyCasing', () => prevailingCasing(this.lists.property.map(({ name }) => name)))
  }

  get queryCasing(): LintCasing | undefined {
    return this.#once('queryCasing', () =>
      prevailingCasing(this.lists.parameter.flatMap(({ node }) => (node.in === 'query' ? [node.name] : []))),
    )
  }

  get declaredTags(): ReadonlySet<string> {
    return this.#once('tags', () => new Set(this.description.tags.map(({ name }) => name)))
  }

  /** The schema with its references followed, when it is an object. */
  resolve(schema: Json | undefined): JsonObject | undefined {
    let node = schema
    for (let steps = 0; steps < 20; steps += 1) {
      if (!isObject(node)) return undefined
      const name = typeof node.$ref === 'string' ? schemaReferenceName(node.$ref) : undefined
      if (name === undefined) return node
      node = Object.hasOwn(this.description.schemas, name) ? this.description.schemas[name] : undefined
    }
    return undefined
  }

  /** Own tags, security and paths in the order of the operations that share a shape, `/orders/{}`. */
  sameShape(operation: OperationDescription): OperationDescription[] {
    const shapeOf = ({ method, path }: OperationDescription) => `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`
    return (
      this.#once('shapes', () => {
        const shapes = new Map<string, OperationDescription[]>()
        for (const each of this.description.operations)
          shapes.set(shapeOf(each), [...(shapes.get(shapeOf(each)) ?? []), each])
        return shapes
      }).get(shapeOf(operation)) ?? []
    )
  }
}

const verbs: Record<string, string> = { GET: 'get', POST: 'create', PUT: 'replace', PATCH: 'update', DELETE: 'delete' }

function operationIdFor({ method, path }: OperationDescription): string {
  const words: string[] = []
  const parameters: string[] = []
  for (const segment of path.split('/')) {
    const name = /^\{(.*)\}$/.exec(segment)?.[1]
    if (name === undefined) words.push(...segment.split(/[^A-Za-z0-9]+/))
    else parameters.push(...name.split(/[^A-Za-z0-9]+/))
  }
  const last = path.endsWith('}')
  const verb = method === 'GET' && !last ? 'list' : (verbs[method] ?? method.toLowerCase())
  const upper = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
  const named = words.filter((word) => word !== '').map(upper)
  const by = last
    ? [
        'By',
        ...parameters
          .slice(-2)
          .filter((word) => word !== '')
          .map(upper),
      ]
    : []
  return `${verb}${named.join('')}${by.length > 1 ? by.join('') : ''}`
}

/** "listOpenOrders" → "List open orders". */
export function wordsOf(id: string): string {
  const words = id
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => (/^[A-Z0-9]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
