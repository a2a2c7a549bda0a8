/** Where a sentence cannot be read any further, and what could stand there. Offsets in UTF-16 code units, as editors count. */
export class SentenceError extends Error {
  readonly at: number
  readonly end: number
  readonly expected: readonly string[]

  constructor(at: number, end: number, message: string, expected: readonly string[] = []) {
    super(message)
    this.at = at
    this.end = end
    this.expected = expected
  }
}

/**
 * What would not be seen, would turn the writing around, or would break a line. A reviewer must see every character that counts, so
 * these are written by number.
 */
const unseen = /^\p{M}|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}|[\\“”]/gu

/** A text in quotation marks, whole on one line. */
export function quoted(text: string): string {
  return `“${text.replace(unseen, (character) =>
    character === '\\' || character === '“' || character === '”'
      ? `\\${character}`
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )}”`
}

const closers: Readonly<Record<string, string>> = { '“': '”', '"': '"', '„': '“' }

/** Reads a sentence from left to right. Words in any case, spaces in any number. */
export class SentenceReader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get atEnd(): boolean {
    this.#skip()
    return this.at >= this.text.length
  }

  fail(message: string, expected: readonly string[] = []): never {
    this.#skip()
    const rest = /^[\p{L}\p{N}_-]+/u.exec(this.text.slice(this.at))?.[0].length ?? 1
    throw new SentenceError(this.at, Math.min(this.text.length, this.at + rest), message, expected)
  }

  /** Takes these words if they stand here, whole. */
  take(words: string): boolean {
    this.#skip()
    let at = this.at
    for (const word of words.split(' ')) {
      while (isSpace(this.text[at])) at += 1
      if (this.text.slice(at, at + word.length).toLowerCase() !== word.toLowerCase()) return false
      at += word.length
      if (isLetter(word.at(-1)) && isLetter(this.text[at])) return false
    }
    this.at = at
    return true
  }

  need(words: string): void {
    if (!this.take(words)) this.fail(`“${words}” should stand here.`, [words])
  }

  /** The first of these that stands here. */
  choose<T>(choices: readonly (readonly [words: string, value: T])[]): T | undefined {
    for (const [words, value] of choices) if (this.take(words)) return value
    return undefined
  }

  /** Takes what a pattern finds here; it must be sticky. */
  match(pattern: RegExp): string | undefined {
    this.#skip()
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }

  get isQuote(): boolean {
    this.#skip()
    return Object.hasOwn(closers, this.text[this.at] ?? '')
  }

  /** A text in quotation marks, of either kind. */
  quoted(what: string): string {
    this.#skip()
    const start = this.at
    const close = closers[this.text[start] ?? '']
    if (close === undefined) return this.fail(`${what} should stand here, in quotation marks.`, ['“…”'])
    let value = ''
    this.at += 1
    for (;;) {
      const character = this.text[this.at]
      if (character === undefined)
        throw new SentenceError(start, this.text.length, `The quotation mark “${close}” at its end is missing.`, [
          close,
        ])
      if (character === close) {
        this.at += 1
        return value
      }
      value += character === '\\' ? this.#escaped() : character
      if (character !== '\\') this.at += 1
    }
  }

  #escaped(): string {
    const rest = this.text.slice(this.at)
    const [, point] = /^\\u\{([0-9a-fA-F]{1,6})\}/.exec(rest) ?? []
    if (point !== undefined && Number.parseInt(point, 16) <= 0x10ffff) {
      this.at += point.length + 4
      return String.fromCodePoint(Number.parseInt(point, 16))
    }
    const [, plain] = /^\\([\\“”"„])/.exec(rest) ?? []
    if (plain === undefined)
      throw new SentenceError(
        this.at,
        this.at + 2,
        'After “\\” stands “\\”, a quotation mark, or u{…} with a number.',
        ['\\\\', '\\”', '\\u{…}'],
      )
    this.at += 2
    return plain
  }

  /** At least one of what `read` reads, with commas, “and”, “or” between; goes back where behind one of these no other begins. */
  list<T>(begins: () => boolean, read: () => T): T[] {
    const found = [read()]
    for (;;) {
      const before = this.at
      const comma = this.take(',')
      const word = this.take('or') || this.take('and')
      if (!(comma || word) || !begins()) {
        this.at = before
        return found
      }
      found.push(read())
    }
  }

  /** Whether something stands here, without taking it. */
  sees(pattern: RegExp): boolean {
    this.#skip()
    pattern.lastIndex = this.at
    return pattern.test(this.text)
  }

  #skip(): void {
    while (isSpace(this.text[this.at])) this.at += 1
  }
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character)
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}

/** “a”; “a or b”; “a, b or c”. */
export function inWords(items: readonly string[], word: 'and' | 'or'): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`
}
