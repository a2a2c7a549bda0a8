import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import { canonicalJson } from '@gatehouse/contracts/json'

type Said = Pick<ChangeItem, 'severity' | 'group' | 'sentence'> & { at: string; before?: unknown; after?: unknown }

/** Collects changes of one operation (or, without one, of the whole version). */
export class ChangeList {
  readonly items: ChangeItem[]
  readonly operation: string | null
  readonly #base: string

  constructor(items: ChangeItem[], operation: string | null = null, base = '') {
    this.items = items
    this.operation = operation
    this.#base = base
  }

  /** The same list, speaking of one operation; pointers are then below `base`. */
  of(operation: string, base: string): ChangeList {
    return new ChangeList(this.items, operation, base)
  }

  add({ severity, group, sentence, at, before, after }: Said): void {
    this.items.push({
      severity,
      group,
      operation: this.operation,
      sentence,
      pointer: this.#base + at,
      before: readable(before),
      after: readable(after),
    })
  }
}

export function pointerToken(name: string | number): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1')
}

export function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null)
}

const longestSide = 20_000

/** A side of a diff as text. */
export function readable(value: unknown): string | null {
  if (value === undefined || value === null) return null
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '')
  return text.length > longestSide ? `${text.slice(0, longestSide)}\n… cut` : text
}
