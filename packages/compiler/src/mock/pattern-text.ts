import { type CodePoints, codePoints, complement, rangesOf, union } from '@gatehouse/patterns/code-points/code-points'
import { compilePattern } from '@gatehouse/patterns/linear-pattern'
import { parsePattern } from '@gatehouse/patterns/syntax/parse-pattern'
import type { PatternNode } from '@gatehouse/patterns/syntax/pattern-node'

const longestText = 10_000

/**
 * A text that matches `pattern` and has `min` to `max` characters; `seed` gives another one where there is one. Undefined when none
 * was found.
 */
export function textOfPattern(pattern: string, min: number, max: number, seed: number): string | undefined {
  const parsed = parsePattern(pattern)
  if ('fault' in parsed) return undefined
  const tree = parsed.node
  for (const branch of [0, 1, 2]) {
    const shortest = new Writer(0, seed, branch).write(tree)
    if (shortest === undefined) continue
    const missing = Math.max(0, min - shortest.length)
    const text = missing === 0 ? shortest : new Writer(missing, seed, branch).write(tree)
    for (const candidate of [text, shortest, text?.padEnd(min, 'a'), text?.padStart(min, 'a')]) {
      if (candidate === undefined) continue
      const length = [...candidate].length
      if (length >= min && length <= max && patternAccepts(pattern, candidate)) return candidate
    }
  }
  return undefined
}

class Writer {
  /** Characters that repeats shall add beyond their least. */
  #missing: number
  #length = 0
  readonly #seed: number
  readonly #branch: number

  constructor(missing: number, seed: number, branch: number) {
    this.#missing = missing
    this.#seed = seed
    this.#branch = branch
  }

  write(node: PatternNode): string | undefined {
    if (this.#length > longestText) return undefined
    switch (node.kind) {
      case 'assertion':
        return ''
      case 'set': {
        const code = pick(node.set, this.#seed)
        if (code === undefined) return undefined
        this.#length += 1
        return String.fromCodePoint(code)
      }
      case 'sequence':
        return this.#all(node.items)
      case 'choice': {
        const chosen = node.branches[(this.#seed + this.#branch) % node.branches.length]
        return chosen === undefined ? '' : this.write(chosen)
      }
      case 'repeat': {
        if (node.min > longestText) return undefined
        let text = this.#all(Array.from({ length: node.min }, () => node.of))
        for (let count = node.min; text !== undefined && this.#missing > 0 && count < node.max; count += 1) {
          const more = this.write(node.of)
          if (more === undefined || more === '') break
          text += more
          this.#missing -= more.length
        }
        return text
      }
    }
  }

  #all(nodes: readonly PatternNode[]): string | undefined {
    let text = ''
    for (const node of nodes) {
      const part = this.write(node)
      if (part === undefined) return undefined
      text += part
    }
    return text
  }
}

/** What a reader knows at sight; of sets without one of these the first printable character. */
const plain = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.,:;/!#'].map(
  (character) => character.codePointAt(0) ?? 0,
)
const printable = complement(
  codePoints([
    [0, 0x1f],
    [0x7f, 0xa0],
    [0xd800, 0xdfff],
  ]),
)

function pick(set: CodePoints, seed: number): number | undefined {
  const readable = plain.filter((code) => isIn(set, code))
  if (readable.length > 0) return readable[seed % readable.length]
  const [first] = complement(union([complement(set), complement(printable)]))
  return first ?? set[0]
}

function isIn(set: CodePoints, code: number): boolean {
  return rangesOf(set).some(([first, last]) => code >= first && code <= last)
}

/** Whether `text` matches, as the gateway would say; undefined where it does not judge by the pattern. */
export function patternAccepts(pattern: string, text: string): boolean | undefined {
  return compilePattern(pattern)?.test(text)
}
