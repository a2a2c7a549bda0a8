import { canonicalJson } from '@gatehouse/contracts/json'
import ajvEqual from 'ajv/dist/runtime/equal.js'
import ajvLength from 'ajv/dist/runtime/ucs2length.js'
import { patternOrEverything } from './linear-pattern.ts'

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
  equal: ajvEqual.default,
  length: ajvLength.default,
  pattern: patternOrEverything,
  uniqueItems,
})
