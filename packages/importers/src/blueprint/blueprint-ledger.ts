import type { Claim } from '../fates.ts'
import type { Use } from '../import-context.ts'
import type { SourceLedger, SourcePart } from '../source-ledger.ts'
import { pointerToken } from '../source-tree.ts'
import type { Line } from './blueprint-blocks.ts'

/**
 * Which construct each line of a blueprint belongs to. A line is part of one construct only; what nobody took at the end was
 * dropped, so no line of the source is lost.
 */
export class BlueprintLedger {
  readonly ledger: SourceLedger
  readonly #lines: readonly Line[]
  readonly #owners: (SourcePart | undefined)[]

  constructor(ledger: SourceLedger, lines: readonly Line[]) {
    this.ledger = ledger
    this.#lines = lines
    this.#owners = lines.map(() => undefined)
  }

  /** Claims lines that belong together; the part that they are, or already were. Lines of another part are left alone. */
  claim(lines: readonly Line[], path: readonly string[], claim: Claim): SourcePart | undefined {
    let part: SourcePart | undefined
    for (const line of lines) {
      if (line.text === '') continue
      const owner = this.#owners[line.number - 1]
      if (owner !== undefined) {
        if (part === undefined) part = owner
        if (owner !== part) continue
        continue
      }
      if (part === undefined || part.end === undefined || !this.#continues(part, line))
        part = this.#begin(line, path, claim)
      part.end = line.number
      this.#owners[line.number - 1] = part
    }
    this.ledger.claim(part, claim)
    return part
  }

  use(lines: readonly Line[], path: readonly string[], use: Use, construct: string): SourcePart | undefined {
    return this.claim(lines, path, { ...use, construct })
  }

  show(
    lines: readonly Line[],
    path: readonly string[],
    construct: string,
    reason = shownReason,
  ): SourcePart | undefined {
    return this.claim(lines, path, { fate: 'documented', construct, reason })
  }

  drop(lines: readonly Line[], path: readonly string[], construct: string, reason: string): SourcePart | undefined {
    return this.claim(lines, path, { fate: 'dropped', construct, reason })
  }

  issue(rule: string, message: string, line: Line, path: readonly string[], fix: string): void {
    this.ledger.issue({ rule, message, pointer: pointerOf(path), line: line.number, fix })
  }

  /** Lines that no reader took: one part for each run of them. */
  dropRest(): void {
    const rest = this.#lines.filter((line) => line.text !== '' && this.#owners[line.number - 1] === undefined)
    let run: Line[] = []
    const flush = () => {
      if (run.length > 0) this.drop(run, [], 'Text', 'API Blueprint gives it no meaning in this place')
      run = []
    }
    for (const line of rest) {
      const last = run.at(-1)
      if (last !== undefined && line.number !== last.number + 1) flush()
      run.push(line)
    }
    flush()
  }

  /** True when only blank lines stand between a part and a line. */
  #continues(part: SourcePart, line: Line): boolean {
    for (let number = (part.end ?? part.line) + 1; number < line.number; number += 1)
      if (this.#lines[number - 1]?.text !== '') return false
    return true
  }

  #begin(line: Line, path: readonly string[], claim: Claim): SourcePart {
    const text = line.text.replace(/^(#+|[+*-])\s+/, '')
    const known = path.at(-1)
    return this.ledger.add({
      pointer: pointerOf(known !== undefined && text.startsWith(known) ? path : [...path, text.slice(0, 60)]),
      line: line.number,
      end: line.number,
      name: claim.construct,
      claim,
    })
  }
}

export const shownReason = 'shown in the reference, decides nothing'

function pointerOf(path: readonly string[]): string {
  return path.map((token) => `/${pointerToken(token)}`).join('')
}
