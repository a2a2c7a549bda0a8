import type { CodePoints } from '../code-points/code-points.ts'
import type { PatternNode } from '../syntax/pattern-node.ts'
import { Alphabet, narrowLimit } from './alphabet.ts'

/**
 * A text of characters of one set and of a length within bounds: `^[a-z]{1,64}$`. Most patterns of contracts are of this kind, and with
 * large bounds no automaton would be as quick.
 */
export class WholeText {
  readonly #alphabet: Alphabet
  readonly #members: Uint8Array
  readonly #min: number
  readonly #max: number

  constructor(set: CodePoints, min: number, max: number) {
    this.#alphabet = new Alphabet([set], [])
    this.#members = this.#alphabet.membersOf(set)
    this.#min = min
    this.#max = max
  }

  test(text: string): boolean {
    const alphabet = this.#alphabet
    const members = this.#members
    let count = text.length
    // Two code units make a character at most.
    if (count < this.#min || count > 2 * this.#max) return false
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      let letter: number
      if (unit < narrowLimit) letter = alphabet.narrow[unit] as number
      else {
        const point = text.codePointAt(at) as number
        if (point > 0xffff) {
          at += 1
          count -= 1
        }
        letter = alphabet.letterOf(point)
      }
      if (members[letter] === 0) return false
    }
    return count >= this.#min && count <= this.#max
  }
}

/** The pattern as one of whole texts, if it is one. */
export function wholeText(node: PatternNode): WholeText | undefined {
  if (node.kind !== 'sequence' || node.items.length !== 3) return undefined
  const [start, middle, end] = node.items
  if (start?.kind !== 'assertion' || start.assertion !== 'text-start') return undefined
  if (end?.kind !== 'assertion' || end.assertion !== 'text-end') return undefined
  if (middle?.kind === 'set') return new WholeText(middle.set, 1, 1)
  if (middle?.kind !== 'repeat' || middle.of.kind !== 'set') return undefined
  return new WholeText(middle.of.set, middle.min, middle.max)
}
