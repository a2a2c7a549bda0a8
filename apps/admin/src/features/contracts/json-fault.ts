export type JsonFault = { position: number; message: string }

/** Where a text stops being JSON (RFC 8259), and what should stand there. Browsers say neither alike nor always. */
export function findJsonFault(text: string): JsonFault | undefined {
  const scanner = new Scanner(text)
  try {
    scanner.document()
    return undefined
  } catch (error) {
    if (error instanceof Fault) return { position: error.position, message: error.message }
    throw error
  }
}

class Fault extends Error {
  readonly position: number

  constructor(position: number, message: string) {
    super(message)
    this.position = position
  }
}

class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): void {
    this.#value(0)
    this.#space()
    if (this.#at < this.#text.length) this.#fail('nothing more: the value has ended')
  }

  #value(depth: number): void {
    this.#space()
    if (depth > 500) this.#fail('less nesting')
    const character = this.#text[this.#at]
    if (character === '{') this.#members('}', depth, () => this.#name())
    else if (character === '[') this.#members(']', depth, () => undefined)
    else if (character === '"') this.#string()
    else if (!this.#take(/(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y))
      this.#fail(
        character === undefined
          ? 'more: the text ends too early'
          : 'a value: text in quotes, number, true, false, null, { or [',
      )
  }

  #members(end: '}' | ']', depth: number, before: () => void): void {
    this.#at += 1
    this.#space()
    if (this.#text[this.#at] === end) {
      this.#at += 1
      return
    }
    for (;;) {
      before()
      this.#value(depth + 1)
      this.#space()
      const character = this.#text[this.#at]
      if (character !== ',' && character !== end) this.#fail(`a comma or ${end}`)
      this.#at += 1
      if (character === end) return
    }
  }

  #name(): void {
    this.#space()
    if (this.#text[this.#at] !== '"') this.#fail('a name in double quotes')
    this.#string()
    this.#space()
    if (this.#text[this.#at] !== ':') this.#fail('a colon')
    this.#at += 1
  }

  #string(): void {
    const from = this.#at
    // A text ends on its own line; what follows an open quote is not its fault.
    if (this.#take(/"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy)) return
    this.#at = from
    this.#fail('a text that ends with a double quote on the same line, with \\ before " and \\')
  }

  #space(): void {
    this.#take(/[ \t\r\n]*/y)
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.#text)) return false
    this.#at = pattern.lastIndex
    return true
  }

  #fail(expected: string): never {
    throw new Fault(this.#at, `expected ${expected}`)
  }
}
