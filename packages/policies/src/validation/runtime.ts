import { canonicalJson } from '@gatehouse/contracts/json'
import { patternOrEverything } from './judging-pattern.ts'

/** Characters as Unicode code points, as JSON Schema counts them. */
function length(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length - 1; i += 1) {
    const code = text.charCodeAt(i)
    if (code < 0xd800 || code > 0xdbff || (text.charCodeAt(i + 1) & 0xfc00) !== 0xdc00) continue
    count -= 1
    i += 1
  }
  return count
}

/** Equality of JSON values, whatever the order of members. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return canonicalJson(a) === canonicalJson(b)
}

/** Ajv's own takes quadratic time on objects; this compares canonical texts. Numbers and strings never share a text. */
function uniqueItems(items: readonly unknown[]): boolean {
  const seen = new Set<string>()
  for (const item of items) {
    const text = canonicalJson(item)
    if (seen.has(text)) return false
    seen.add(text)
  }
  return true
}

/** Helpers that generated validator code finds under `rt`, beside the formats. */
export const validatorRuntime = Object.freeze({
  equal,
  length,
  pattern: patternOrEverything,
  uniqueItems,
})
