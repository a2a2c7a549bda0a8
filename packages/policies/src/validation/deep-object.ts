import { read } from './coerce.ts'
import type { Shape } from './schema-shape.ts'

/** `a[b][c]` → `['b', 'c']`; `a[]` → `['']`; null when the brackets do not close or do not end the name. */
export function bracketPath(name: string, base: string): string[] | null {
  if (name.charCodeAt(base.length) !== 0x5b || !name.endsWith(']')) return null
  const inside = name.slice(base.length + 1, -1)
  const path = inside.split('][')
  return path.length > deepest || path.some((step) => /[[\]]/.test(step)) ? null : path
}

const deepest = 16

type Tree = { texts: string[]; members: Map<string, Tree> }

/**
 * The object that bracketed names stand for, as forms and query strings are really written: nested (`a[b][c]=1`), lists by repeated
 * names (`a[b]=1&a[b]=2`), by empty brackets (`a[b][]=1`) and by numbers (`a[b][0]=1`) where the schema says array.
 */
export function deepObject(pairs: readonly (readonly [string[], string])[], shape: Shape): unknown {
  const root: Tree = { texts: [], members: new Map() }
  for (const [path, text] of pairs) {
    let at = root
    for (const step of path) {
      let next = at.members.get(step)
      if (next === undefined) {
        next = { texts: [], members: new Map() }
        at.members.set(step, next)
      }
      at = next
    }
    at.texts.push(text)
  }
  return valueOfTree(root, shape)
}

function valueOfTree(tree: Tree, shape: Shape | null | undefined): unknown {
  const { texts, members } = tree
  const wantsArray = shape?.types.has('array') ?? false
  if (members.size === 0) {
    if (wantsArray) return texts.map((text) => read(text, shape?.items))
    return read(texts[texts.length - 1] ?? '', shape)
  }
  const onlyEmpty = members.size === 1 && members.has('')
  if (onlyEmpty || (wantsArray && isList(members))) {
    return [...members.values()].flatMap((member) =>
      member.members.size === 0
        ? member.texts.map((text) => read(text, shape?.items))
        : [valueOfTree(member, shape?.items)],
    )
  }
  const object: Record<string, unknown> = {}
  for (const [name, member] of members) {
    const value = valueOfTree(member, shape?.properties.get(name) ?? shape?.additional)
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}

/** Empty steps, or `0`, `1`, `2` in their order. */
function isList(members: ReadonlyMap<string, Tree>): boolean {
  let index = 0
  for (const step of members.keys()) {
    if (step !== '' && step !== String(index)) return false
    index += 1
  }
  return true
}
