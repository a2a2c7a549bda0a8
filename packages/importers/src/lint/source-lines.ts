import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { readJson } from '../json-source.ts'
import { defaultImportLimits } from '../limits.ts'
import { isObject, member, type SourceTree } from '../source-tree.ts'
import { readYaml } from '../yaml-source.ts'

/** The line of the imported file at which a finding's place stands, or the nearest part above it. */
export type LineOf = (place: string) => number | undefined

const nowhere: LineOf = () => undefined

/**
 * Finds lines in the file that was imported last. OpenAPI and Swagger files, and RAML files without includes, are followed key by
 * key; what people added since has no line. Never throws: a file that cannot be read again has no lines.
 */
export function sourceLines(text: string): LineOf {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  const tree = readTree(plain)
  if (tree === undefined || !isObject(tree.value)) return nowhere
  const root = tree.value
  const walk = plain.startsWith('#%RAML') ? ramlSteps(root) : openApiSteps(root)
  return (place) => {
    const tokens = place
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    const start = walk(tokens)
    if (start === undefined) return undefined
    const cursor = new Cursor(tree, root)
    for (const step of start.into) if (!cursor.enter(step)) return start.needed ? undefined : cursor.line
    for (const token of start.rest) if (!cursor.enter(token)) break
    return cursor.line
  }
}

function readTree(text: string): SourceTree | undefined {
  try {
    const first = text.trimStart()[0]
    return first === '{' || first === '[' ? readJson(text, defaultImportLimits) : readYaml(text, defaultImportLimits)
  } catch {
    return undefined
  }
}

/** Goes down the source, through references into the same file, and knows the line of the last member that was there. */
class Cursor {
  readonly #tree: SourceTree
  readonly #root: JsonObject
  #at: Json
  line: number | undefined

  constructor(tree: SourceTree, root: JsonObject) {
    this.#tree = tree
    this.#root = root
    this.#at = root
  }

  /** `query:limit` finds the item of a list by `in` and `name`; any other name an item by `url` or `name`. */
  enter(token: string): boolean {
    const container = this.#resolved(this.#at)
    if (Array.isArray(container)) {
      const index = container.findIndex((item) => isNamed(this.#resolved(item), token))
      return this.#step(container, index === -1 ? token : String(index))
    }
    return isObject(container) && this.#step(container, token)
  }

  #step(container: JsonObject | Json[], key: string): boolean {
    const value = Array.isArray(container) ? container[Number(key)] : member(container, key)
    if (value === undefined) return false
    this.line = this.#tree.lineOf(container, key) ?? this.line
    this.#at = value
    return true
  }

  #resolved(value: Json | undefined): Json | undefined {
    let node = value
    for (
      let steps = 0;
      steps < 10 && isObject(node) && typeof node.$ref === 'string' && node.$ref.startsWith('#/');
      steps += 1
    ) {
      let target: Json | undefined = this.#root
      for (const token of node.$ref.slice(2).split('/')) {
        const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
        target = isObject(target) ? member(target, name) : undefined
      }
      node = target
    }
    return node
  }
}

function isNamed(item: Json | undefined, token: string): boolean {
  if (!isObject(item)) return false
  return (
    item.url === token || item.name === token || (typeof item.name === 'string' && `${item.in}:${item.name}` === token)
  )
}

/** Where to begin: members to enter from the top, then as far as the rest goes. `needed`: the first part must be there. */
type Start = { into: string[]; rest: string[]; needed: boolean }

function openApiSteps(root: JsonObject): (tokens: string[]) => Start | undefined {
  const components = isObject(root.components)
  return ([group = '', name = '', ...rest]) => {
    switch (group) {
      case 'operations': {
        const space = name.indexOf(' ')
        const method = name.slice(0, space).toLowerCase()
        const path = name.slice(space + 1)
        const item = isObject(root.paths) ? member(root.paths, path) : undefined
        // A parameter of the path item is shared by its operations.
        const operation = isObject(item) ? member(item, method) : undefined
        const shared = rest[0] === 'parameters' && isObject(operation) && !hasParameter(operation, rest[1])
        const into = shared || rest[0] === 'path' ? ['paths', path] : ['paths', path, method]
        return { into, rest: rest[0] === 'path' ? [] : rest, needed: true }
      }
      case 'schemas':
        return { into: [...(components ? ['components', 'schemas'] : ['definitions']), name], rest, needed: true }
      case 'securitySchemes':
        return { into: [...(components ? ['components', group] : ['securityDefinitions']), name], rest, needed: true }
      case 'servers':
      case 'tags':
        return { into: [group], rest: name === '' ? rest : [name, ...rest], needed: false }
      default:
        return {
          into: ['info'],
          rest: group === '' ? [] : [group, name, ...rest].filter((token) => token !== ''),
          needed: false,
        }
    }
  }
}

function hasParameter(operation: JsonObject, token: string | undefined): boolean {
  if (token === undefined || !Array.isArray(operation.parameters)) return false
  return operation.parameters.some((item) => isNamed(item, token) || (isObject(item) && typeof item.$ref === 'string'))
}

function ramlSteps(root: JsonObject): (tokens: string[]) => Start | undefined {
  return ([group = '', name = '', ...rest]) => {
    if (group === 'schemas') return { into: [root.types === undefined ? 'schemas' : 'types', name], rest, needed: true }
    if (group === 'securitySchemes') return { into: [group, name], rest, needed: true }
    if (group !== 'operations') return { into: group === '' ? ['title'] : [group], rest: [], needed: true }
    const space = name.indexOf(' ')
    const resources = ramlResources(root, name.slice(space + 1))
    if (resources === undefined) return undefined
    const inner = rest[0] === 'description' ? ['description'] : rest[0] === 'responses' ? rest.slice(0, 2) : []
    return { into: [...resources, name.slice(0, space).toLowerCase()], rest: inner, needed: false }
  }
}

/** `/orders/{id}` is `/orders:` with `/{id}:` below it, or `/orders/{id}:` at once. */
function ramlResources(container: JsonObject, path: string): string[] | undefined {
  for (const [key, value] of Object.entries(container)) {
    if (!key.startsWith('/') || !(path === key || path.startsWith(`${key}/`) || key === '/')) continue
    if (path === key) return [key]
    const deeper = isObject(value) ? ramlResources(value, key === '/' ? path : path.slice(key.length)) : undefined
    if (deeper) return [key, ...deeper]
  }
  return undefined
}
