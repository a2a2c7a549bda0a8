import { type PatternNode, parsePattern } from './pattern-tree.ts'

const longestText = 10_000
/** Steps of one match; beyond, the answer is unknown. */
const mostSteps = 50_000

/**
 * A text that matches `pattern` and has `min` to `max` characters; `seed` gives another one where there is one. Undefined when none
 * was found.
 */
export function textOfPattern(pattern: string, min: number, max: number, seed: number): string | undefined {
  const tree = parsePattern(pattern)
  if (tree === undefined) return undefined
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
      case 'start':
      case 'end':
        return ''
      case 'set': {
        const code = pick(node, this.#seed)
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

type SetNode = Extract<PatternNode, { kind: 'set' }>

/** Of a negated set, one of the plain characters that are left. */
const plain = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.,:;/!#'].map(
  (character) => character.codePointAt(0) ?? 0,
)

function pick(set: SetNode, seed: number): number | undefined {
  const readable = plain.filter((code) => isIn(set, code))
  if (readable.length > 0) return readable[seed % readable.length]
  return set.negated ? undefined : set.ranges[0]?.[0]
}

function isIn({ ranges, negated }: SetNode, code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to) !== negated
}

/** Whether `text` matches anywhere, as `pattern` does in JSON Schema; undefined when that cannot be said. */
export function patternAccepts(pattern: string, text: string): boolean | undefined {
  const tree = parsePattern(pattern)
  if (tree === undefined) return undefined
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const match = new Match(codes)
  for (let start = 0; start <= codes.length; start += 1) {
    if (match.run(tree, start, () => true)) return true
    if (match.steps > mostSteps) return undefined
  }
  return false
}

class Match {
  steps = 0
  #depth = 0
  readonly #codes: readonly number[]

  constructor(codes: readonly number[]) {
    this.#codes = codes
  }

  run(node: PatternNode, at: number, next: (at: number) => boolean): boolean {
    this.steps += 1
    if (this.steps > mostSteps || this.#depth > 2_000) {
      this.steps = mostSteps + 1
      return false
    }
    this.#depth += 1
    const matched = this.#step(node, at, next)
    this.#depth -= 1
    return matched
  }

  #step(node: PatternNode, at: number, next: (at: number) => boolean): boolean {
    switch (node.kind) {
      case 'start':
        return at === 0 && next(at)
      case 'end':
        return at === this.#codes.length && next(at)
      case 'set': {
        const code = this.#codes[at]
        return code !== undefined && isIn(node, code) && next(at + 1)
      }
      case 'sequence':
        return this.#items(node.items, 0, at, next)
      case 'choice':
        return node.branches.some((branch) => this.run(branch, at, next))
      case 'repeat':
        return this.#repeat(node, 0, at, next)
    }
  }

  #items(items: readonly PatternNode[], index: number, at: number, next: (at: number) => boolean): boolean {
    const item = items[index]
    if (item === undefined) return next(at)
    return this.run(item, at, (after) => this.#items(items, index + 1, after, next))
  }

  #repeat(
    node: Extract<PatternNode, { kind: 'repeat' }>,
    count: number,
    at: number,
    next: (at: number) => boolean,
  ): boolean {
    const goOn =
      count < node.max &&
      this.run(node.of, at, (after) => (after > at || count < node.min) && this.#repeat(node, count + 1, after, next))
    return goOn || (count >= node.min && next(at))
  }
}
