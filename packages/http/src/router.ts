import type { Route } from './route.ts'

type Node = { fixed: Map<string, Node>; parameter: Node | undefined; routes: Map<string, Leaf> }
type Leaf = { route: Route; names: readonly string[] }

export type Match =
  | { found: true; route: Route; params: Record<string, string> }
  | { found: false; allow: readonly string[] }

export type Router = { match: (method: string, path: string) => Match }

const newNode = (): Node => ({ fixed: new Map(), parameter: undefined, routes: new Map() })

/**
 * Makes a router: a tree by path segments, fixed segments before parameters. Throws when two routes have the same method and path,
 * so that none is ever shadowed. `allow` is empty for an unknown path.
 */
export function createRouter(routes: readonly Route[]): Router {
  const root = newNode()
  for (const route of routes) add(root, route)
  return {
    match(method, path) {
      const values: string[] = []
      const node = walk(root, path.split('/').slice(1), 0, values)
      if (node === undefined) return { found: false, allow: [] }
      const leaf = node.routes.get(method) ?? (method === 'HEAD' ? node.routes.get('GET') : undefined)
      if (leaf === undefined) return { found: false, allow: allowed(node) }
      return {
        found: true,
        route: leaf.route,
        params: Object.fromEntries(leaf.names.map((n, i) => [n, values[i] ?? ''])),
      }
    },
  }
}

function add(root: Node, route: Route): void {
  const names: string[] = []
  let node = root
  for (const segment of route.endpoint.path.split('/').slice(1)) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (name === undefined) {
      const next = node.fixed.get(segment) ?? newNode()
      node.fixed.set(segment, next)
      node = next
    } else {
      names.push(name)
      node.parameter ??= newNode()
      node = node.parameter
    }
  }
  if (node.routes.has(route.endpoint.method)) {
    throw new Error(`two routes for ${route.endpoint.method} ${route.endpoint.path}`)
  }
  node.routes.set(route.endpoint.method, { route, names })
}

/** The node of a path. Goes back when a fixed segment led nowhere, so `/people/invitations` does not hide `/people/{id}/deactivate`. */
function walk(node: Node, segments: readonly string[], at: number, values: string[]): Node | undefined {
  const segment = segments[at]
  if (segment === undefined) return node.routes.size > 0 ? node : undefined
  const fixed = node.fixed.get(segment)
  if (fixed) {
    const found = walk(fixed, segments, at + 1, values)
    if (found) return found
  }
  if (node.parameter === undefined) return undefined
  const value = decode(segment)
  if (value === undefined || value === '') return undefined
  values.push(value)
  const found = walk(node.parameter, segments, at + 1, values)
  if (!found) values.pop()
  return found
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

function allowed(node: Node): string[] {
  const methods = [...node.routes.keys()]
  return methods.includes('GET') ? [...methods, 'HEAD'].sort() : methods.sort()
}
