/**
 * Regular expressions (ECMA-262, as JSON Schema's `pattern` takes them) as a tree, so that a mock can write a text that matches and
 * judge one without running a stranger's expression. What has no simple text (look-around, back references, word boundaries) is unknown.
 */
export type PatternNode =
  | { kind: 'set'; ranges: readonly (readonly [number, number])[]; negated: boolean }
  | { kind: 'sequence'; items: readonly PatternNode[] }
  | { kind: 'choice'; branches: readonly PatternNode[] }
  | { kind: 'repeat'; of: PatternNode; min: number; max: number }
  | { kind: 'start' }
  | { kind: 'end' }

class Unknown extends Error {}

type Range = readonly [number, number]
const digits: readonly Range[] = [[48, 57]]
const words: readonly Range[] = [
  [97, 122],
  [65, 90],
  [48, 57],
  [95, 95],
]
const spaces: readonly Range[] = [
  [32, 32],
  [9, 13],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]
const lineEnds: readonly Range[] = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
]
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 }
const longestPattern = 2_000

/** The tree of a pattern, or undefined when it has something that this reader does not know. */
export function parsePattern(source: string): PatternNode | undefined {
  if (source.length > longestPattern) return undefined
  try {
    return new Reader(source).whole()
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

class Reader {
  readonly #text: string[]
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#text = [...source]
  }

  whole(): PatternNode {
    const node = this.#choice()
    if (this.#at < this.#text.length) throw new Unknown()
    return node
  }

  #choice(): PatternNode {
    this.#depth += 1
    if (this.#depth > 50) throw new Unknown()
    const branches = [this.#sequence()]
    while (this.#take('|')) branches.push(this.#sequence())
    this.#depth -= 1
    return branches.length === 1 && branches[0] ? branches[0] : { kind: 'choice', branches }
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = []
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      items.push(this.#quantified(this.#atom()))
    }
    return { kind: 'sequence', items }
  }

  #atom(): PatternNode {
    const character = this.#next()
    switch (character) {
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '.':
        return { kind: 'set', ranges: lineEnds, negated: true }
      case '[':
        return this.#set()
      case '(':
        return this.#group()
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw new Unknown()
      default:
        return one(codeOf(character))
    }
  }

  #group(): PatternNode {
    if (this.#take('?')) {
      if (this.#take('<')) {
        const first = this.#peek()
        if (first === '=' || first === '!') throw new Unknown()
        while (this.#next() !== '>');
      } else if (!this.#take(':')) throw new Unknown()
    }
    const inner = this.#choice()
    if (!this.#take(')')) throw new Unknown()
    return inner
  }

  #quantified(node: PatternNode): PatternNode {
    let [min, max] = [1, 1]
    const next = this.#peek()
    if (next === '*') [min, max] = [0, Number.POSITIVE_INFINITY]
    else if (next === '+') [min, max] = [1, Number.POSITIVE_INFINITY]
    else if (next === '?') [min, max] = [0, 1]
    else if (next === '{') {
      const counts = /^\{(\d{1,6})(,(\d{0,6}))?\}/.exec(this.#text.slice(this.#at, this.#at + 16).join(''))
      if (!counts) return node
      min = Number(counts[1])
      max = counts[2] === undefined ? min : counts[3] ? Number(counts[3]) : Number.POSITIVE_INFINITY
      this.#at += counts[0].length - 1
    } else return node
    if (node.kind === 'start' || node.kind === 'end') throw new Unknown()
    this.#at += 1
    this.#take('?')
    return { kind: 'repeat', of: node, min, max }
  }

  #set(): PatternNode {
    const negated = this.#take('^')
    const ranges: Range[] = []
    while (!this.#take(']')) {
      const from = this.#setItem()
      const range = this.#peek() === '-' && this.#text[this.#at + 1] !== ']' && this.#text[this.#at + 1] !== undefined
      if (typeof from !== 'number' || !range) {
        ranges.push(...(typeof from === 'number' ? [[from, from] as const] : from))
        continue
      }
      this.#at += 1
      const to = this.#setItem()
      if (typeof to !== 'number' || to < from) throw new Unknown()
      ranges.push([from, to])
    }
    return { kind: 'set', ranges, negated }
  }

  #setItem(): number | readonly Range[] {
    const character = this.#next()
    if (character !== '\\') return codeOf(character)
    if (this.#peek() === 'b') {
      this.#at += 1
      return 8
    }
    const node = this.#escape()
    if (node.kind !== 'set' || node.negated) throw new Unknown()
    const [only] = node.ranges
    return node.ranges.length === 1 && only && only[0] === only[1] ? only[0] : node.ranges
  }

  #escape(): PatternNode {
    const character = this.#next()
    switch (character) {
      case 'd':
        return { kind: 'set', ranges: digits, negated: false }
      case 'D':
        return { kind: 'set', ranges: digits, negated: true }
      case 'w':
        return { kind: 'set', ranges: words, negated: false }
      case 'W':
        return { kind: 'set', ranges: words, negated: true }
      case 's':
        return { kind: 'set', ranges: spaces, negated: false }
      case 'S':
        return { kind: 'set', ranges: spaces, negated: true }
      case 'x':
        return one(this.#hexadecimal(2))
      case 'u':
        return one(this.#hexadecimal(4))
      default: {
        const control = controls[character]
        if (control !== undefined) return one(control)
        if (/[A-Za-z0-9]/.test(character)) throw new Unknown()
        return one(codeOf(character))
      }
    }
  }

  #hexadecimal(length: number): number {
    const text = this.#text.slice(this.#at, this.#at + length).join('')
    if (!new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(text)) throw new Unknown()
    this.#at += length
    return Number.parseInt(text, 16)
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }

  #next(): string {
    const character = this.#text[this.#at]
    if (character === undefined) throw new Unknown()
    this.#at += 1
    return character
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }
}

function one(code: number): PatternNode {
  return { kind: 'set', ranges: [[code, code]], negated: false }
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
