const reference = /\{\{([^{}]{1,200})\}\}/g
const deepest = 5
const longest = 20_000

/** What a file says of its variables; values may name others. One for a whole file: all that it puts in is bounded. */
export class Variables {
  readonly #values: ReadonlyMap<string, string>
  #left = 5_000_000

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  /** As the file has it. */
  valueOf(name: string): string | undefined {
    return this.#values.get(name)
  }

  /** Puts in what variables stand for; those that nothing says, or that never end, are noted. */
  fillIn(text: string, unknown: Set<string>, depth = 0): string {
    return text.replaceAll(reference, (written, inside: string) => {
      const name = inside.trim()
      const value = this.#values.get(name)?.slice(0, longest)
      this.#left -= 1 + (value?.length ?? 0)
      if (value === undefined || depth >= deepest || this.#left < 0) {
        unknown.add(name)
        return written
      }
      return this.fillIn(value, unknown, depth + 1).slice(0, longest)
    })
  }
}
