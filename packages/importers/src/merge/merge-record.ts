import type { Json } from '@gatehouse/contracts/json'
import { pointerToken } from '../source-tree.ts'
import type { Sides } from './merge-shapes.ts'
import { placeInWords } from './place-words.ts'

export type MergeSide = 'file' | 'mine'

/** One place of the contract that the merge had to decide about, with what each side says; absent: the side has nothing there. */
export interface MergeEntry {
  /** Into the merged contract, items of lists by name: `/operations/GET ~1orders/parameters/query status`. */
  pointer: string
  /** `GET /orders`, where it is about one operation. */
  operation?: string
  /** The place in words, in Markdown with inline code only. */
  place: string
  base?: Json
  mine?: Json
  file?: Json
}

/** Both sides changed it, in different ways. */
export interface MergeConflict extends MergeEntry {
  chosen: MergeSide
  /** Whether somebody chose; otherwise it is what holds without a choice. */
  resolved: boolean
}

/** An operation that the file had and no longer has. */
export interface MergeRemoval extends MergeEntry {
  operation: string
  /** People changed its contract since the last import. */
  touched: boolean
  /** It stays, because somebody chose so. */
  kept: boolean
  resolved: boolean
}

export interface MergeChoices {
  /** Choice by pointer of a conflict or of a removed operation. */
  resolutions?: Readonly<Record<string, MergeSide>>
  /** What holds where nobody chose; the file's unless said. */
  otherwise?: MergeSide
}

/** What a merge decided, in the order of the contract. */
export class MergeRecord {
  readonly taken: MergeEntry[] = []
  readonly kept: MergeEntry[] = []
  readonly conflicts: MergeConflict[] = []
  readonly removals: MergeRemoval[] = []
  readonly #choices: MergeChoices

  constructor(choices: MergeChoices) {
    this.#choices = choices
  }

  take(path: readonly string[], sides: Sides): void {
    this.taken.push(entry(path, sides))
  }

  keep(path: readonly string[], sides: Sides): void {
    this.kept.push(entry(path, sides))
  }

  conflict(path: readonly string[], sides: Sides): MergeSide {
    const found = entry(path, sides)
    const choice = this.#choice(found.pointer)
    const chosen = choice ?? this.#choices.otherwise ?? 'file'
    this.conflicts.push({ ...found, chosen, resolved: choice !== undefined })
    return chosen
  }

  /** Whether an operation that the file no longer has stays. */
  remove(path: readonly string[], operation: string, sides: Sides, touched: boolean): boolean {
    const found = entry(path, sides)
    const choice = this.#choice(found.pointer)
    const kept = (choice ?? (touched ? this.#choices.otherwise : undefined)) === 'mine'
    this.removals.push({ ...found, operation, touched, kept, resolved: choice !== undefined })
    return kept
  }

  #choice(pointer: string): MergeSide | undefined {
    const { resolutions } = this.#choices
    return resolutions && Object.hasOwn(resolutions, pointer) ? resolutions[pointer] : undefined
  }
}

function entry(path: readonly string[], { base, mine, file }: Sides): MergeEntry {
  const operation = path[0] === 'operations' ? path[1] : undefined
  return {
    pointer: path.map((name) => `/${pointerToken(name)}`).join(''),
    ...(operation !== undefined && { operation }),
    place: placeInWords(path),
    ...(base !== undefined && { base }),
    ...(mine !== undefined && { mine }),
    ...(file !== undefined && { file }),
  }
}
