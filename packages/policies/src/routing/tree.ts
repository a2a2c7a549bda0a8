import { matchMixed, type TemplateSegment, templateShape } from './template.ts'

export type Route<T> = { segments: readonly TemplateSegment[]; method: string; value: T }

type Leaf<T> = { methods: Map<string, T> }
type Node<T> = {
  statics: Map<string, Node<T>> | null
  /** Most literal text first. */
  mixed: { texts: readonly string[]; node: Node<T> }[]
  parameter: Node<T> | null
  leaf: Leaf<T> | null
}

const emptyNode = <T>(): Node<T> => ({ statics: null, mixed: [], parameter: null, leaf: null })

/**
 * Routes of one deployment. At each segment text goes before mixed before parameter; a branch that ends nowhere is given up for the
 * next. A path that several templates match takes the first that has the verb, so `DELETE /users/me` may be `/users/{id}`.
 */
export class RouteTree<T> {
  readonly #root: Node<T> = emptyNode()
  /** Raw values of the matched template's parameters, in order; valid until the next call. */
  readonly captures: string[] = []
  /** After a null: verbs of the path that was found, for `Allow`; empty when there is no such path. */
  readonly allow: Set<string> = new Set()

  /** Throws when two routes match the same paths with the same verb; the message names both. */
  add(route: Route<T>): void {
    let node = this.#root
    for (const segment of route.segments) node = childFor(node, segment)
    node.leaf ??= { methods: new Map() }
    if (node.leaf.methods.has(route.method)) {
      throw new RouteConflict(route.method, templateShape(route.segments))
    }
    node.leaf.methods.set(route.method, route.value)
  }

  /** `path` is canonical; matching begins at `from`, where a slash stands. */
  find(method: string, path: string, from: number): T | null {
    this.captures.length = 0
    if (this.allow.size > 0) this.allow.clear()
    return this.#walk(this.#root, method, path, from)
  }

  #walk(node: Node<T>, method: string, path: string, from: number): T | null {
    if (from >= path.length) return node.leaf === null ? null : this.#pick(node.leaf, method)
    let end = path.indexOf('/', from + 1)
    if (end < 0) end = path.length
    const segment = path.slice(from + 1, end)
    const child = node.statics?.get(segment)
    if (child !== undefined) {
      const found = this.#walk(child, method, path, end)
      if (found !== null) return found
    }
    if (segment === '') return null
    const depth = this.captures.length
    for (const { texts, node: next } of node.mixed) {
      if (!matchMixed(texts, segment, this.captures)) continue
      const found = this.#walk(next, method, path, end)
      if (found !== null) return found
      this.captures.length = depth
    }
    if (node.parameter === null) return null
    this.captures.push(segment)
    const found = this.#walk(node.parameter, method, path, end)
    if (found === null) this.captures.length = depth
    return found
  }

  #pick(leaf: Leaf<T>, method: string): T | null {
    const found = leaf.methods.get(method) ?? (method === 'HEAD' ? leaf.methods.get('GET') : undefined)
    if (found !== undefined) return found
    for (const known of leaf.methods.keys()) {
      this.allow.add(known)
      if (known === 'GET') this.allow.add('HEAD')
    }
    return null
  }
}

export class RouteConflict extends Error {
  constructor(method: string, shape: string) {
    super(`Two operations match ${method} /${shape}.`)
  }
}

function childFor<T>(node: Node<T>, segment: TemplateSegment): Node<T> {
  if (segment.kind === 'static') {
    node.statics ??= new Map()
    let child = node.statics.get(segment.text)
    if (child === undefined) {
      child = emptyNode<T>()
      node.statics.set(segment.text, child)
    }
    return child
  }
  if (segment.kind === 'parameter') {
    node.parameter ??= emptyNode<T>()
    return node.parameter
  }
  const same = node.mixed.find(({ texts }) => texts.join('{}') === segment.texts.join('{}'))
  if (same !== undefined) return same.node
  const added = { texts: segment.texts, node: emptyNode<T>() }
  node.mixed.push(added)
  node.mixed.sort((a, b) => literals(b.texts) - literals(a.texts) || (a.texts.join('{}') < b.texts.join('{}') ? -1 : 1))
  return added.node
}

function literals(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
}
