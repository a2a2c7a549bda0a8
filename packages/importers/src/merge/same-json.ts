import type { Json } from '@gatehouse/contracts/json'
import { isObject } from '../source-tree.ts'

/** Whether two values are the same JSON: order of members is no difference, a member that is `undefined` is none. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a).filter((name) => a[name] !== undefined)
  if (names.length !== Object.keys(b).filter((name) => b[name] !== undefined).length) return false
  return names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
}
