import { breachOf, type LimitBreach, type StructuralLimits } from './structural-limits.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Whether a body of that length and that many names could be beyond a limit at all: ordinary bodies need no second look. */
export function mayExceed(length: number, colons: number, limits: StructuralLimits): boolean {
  return colons > limits.jsonKeys || length > 2 * limits.arrayItems || length > limits.stringLength
}

/**
 * Keys of each object, items of each array, length of each text, counted over the bytes before anything is built from them. The text
 * need not be JSON yet; `at` is the offset of the place that is beyond its limit.
 */
export function exceeds(bytes: Uint8Array, limits: StructuralLimits): { breach: LimitBreach; at: number } | null {
  /** Colons, or commas, of each open object or array. */
  const counts: number[] = [0]
  let top = 0
  const length = bytes.length
  for (let i = 0; i < length; i += 1) {
    switch (bytes[i]) {
      case QUOTE: {
        const start = i
        for (i += 1; i < length && bytes[i] !== QUOTE; i += 1) if (bytes[i] === BACKSLASH) i += 1
        if (i - start - 1 > limits.stringLength && codeUnits(bytes, start + 1, i) > limits.stringLength) {
          return { breach: breachOf('stringLength', limits), at: start }
        }
        break
      }
      case 0x7b:
      case 0x5b:
        counts[++top] = 0
        break
      case 0x7d:
      case 0x5d:
        if (top > 0) top -= 1
        break
      case 0x3a: {
        // In an object commas do not count, so a colon's count is the keys'.
        const keys = Math.max(0, counts[top] as number) + 1
        counts[top] = keys
        if (keys > limits.jsonKeys) return { breach: breachOf('jsonKeys', limits), at: i }
        break
      }
      case 0x2c: {
        // Negative: items of an array, less one.
        const commas = counts[top] as number
        if (commas > 0) break
        counts[top] = commas - 1
        if (1 - commas >= limits.arrayItems) return { breach: breachOf('arrayItems', limits), at: i }
        break
      }
      default:
    }
  }
  return null
}

/** UTF-16 code units of a JSON text between its quotes. */
function codeUnits(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] as number
    if (byte === BACKSLASH) {
      i += bytes[i + 1] === 0x75 ? 5 : 1
      count += 1
    } else if (byte >= 0xf0) count += 2
    else if ((byte & 0xc0) !== 0x80) count += 1
  }
  return count
}
