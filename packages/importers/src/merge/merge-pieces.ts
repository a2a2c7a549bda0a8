import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { listPieces } from '../result-pieces.ts'
import type { MergeResult } from './merge-descriptions.ts'

/** A merge as its caller needs it: of what comes from the file only the number, since the changes say it better. */
export type MergeOutcome = Omit<MergeResult, 'taken'> & { fromFile: number }

export function outcomeOf({ taken, ...result }: MergeResult): MergeOutcome {
  return { ...result, fromFile: taken.length }
}

const parts = ['operations', 'schemas', 'kept', 'conflicts', 'removals'] as const
type Part = (typeof parts)[number]

/** An outcome on its way between threads, in pieces of some 200 kB: the frame first, then what fills its lists. */
export function* mergePieces(outcome: MergeOutcome): Generator<string> {
  const { description, kept, conflicts, removals } = outcome
  const frame: MergeOutcome = {
    ...outcome,
    description: { ...description, operations: [], schemas: {} },
    kept: [],
    conflicts: [],
    removals: [],
  }
  yield JSON.stringify(frame)
  const lists: Record<Part, readonly unknown[]> = {
    operations: description.operations,
    schemas: Object.entries(description.schemas),
    kept,
    conflicts,
    removals,
  }
  for (const part of parts) for (const list of listPieces(lists[part])) yield `{"part":"${part}","list":${list}}`
}

/** Puts the pieces together again, in the order they were made. */
export class MergeAssembly {
  #outcome: MergeOutcome | undefined

  add(text: string): void {
    // Trusted: made by mergePieces in our own thread.
    const piece = JSON.parse(text)
    if (this.#outcome === undefined) {
      this.#outcome = piece
      return
    }
    const { description, ...lists } = this.#outcome
    const part: Part = piece.part
    if (part === 'schemas') {
      const schemas: ApiDescription['schemas'] = Object.fromEntries(piece.list)
      description.schemas = { ...description.schemas, ...schemas }
    } else if (part === 'operations') for (const operation of piece.list) description.operations.push(operation)
    else for (const entry of piece.list) lists[part].push(entry)
  }

  get outcome(): MergeOutcome | undefined {
    return this.#outcome
  }
}
