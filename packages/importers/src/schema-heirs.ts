import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ImportContext } from './import-context.ts'
import { peek } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'

/** Which components inherit from a schema by `allOf`, at any distance. Found at the first question: few descriptions ask. */
export class SchemaHeirs {
  readonly #ctx: ImportContext
  readonly #components: JsonObject
  #children: Map<object, { name: string; schema: JsonObject }[]> | undefined

  constructor(ctx: ImportContext, components: JsonObject) {
    this.#ctx = ctx
    this.#components = components
  }

  /** Names of components. */
  of(parent: JsonObject): string[] {
    this.#children ??= this.#childrenByParent()
    const found = new Set<string>()
    const open: JsonObject[] = [parent]
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const { name, schema } of this.#children.get(at) ?? [])
        if (!found.has(name) && schema !== parent) {
          found.add(name)
          open.push(schema)
        }
    return [...found]
  }

  #childrenByParent(): Map<object, { name: string; schema: JsonObject }[]> {
    const children = new Map<object, { name: string; schema: JsonObject }[]>()
    for (const [name, component] of Object.entries(this.#components)) {
      const alone = isObject(component) && Object.keys(component).length === 1
      const schema = alone ? peek(this.#ctx, component) : component
      if (!isObject(schema)) continue
      for (const parent of this.#parentsOf(schema, 0))
        children.set(parent, [...(children.get(parent) ?? []), { name, schema }])
    }
    return children
  }

  /** What stands beside a reference adds to it since 3.1; before, it is ignored, and so names no heir that matters. */
  #parentsOf(schema: JsonObject, depth: number): JsonObject[] {
    const list = member(schema, 'allOf')
    const inner = (Array.isArray(list) ? list : []).filter(isObject)
    const referring = (one: JsonObject): Json | undefined =>
      typeof one.$ref === 'string' ? peek(this.#ctx, one) : undefined
    const parents = [schema, ...inner].map(referring).filter(isObject)
    if (depth >= deepest) return parents
    return [...parents, ...inner.flatMap((one) => (referring(one) ? [] : this.#parentsOf(one, depth + 1)))]
  }
}

const deepest = 8
