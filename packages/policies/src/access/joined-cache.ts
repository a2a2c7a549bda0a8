import type { KnownCredential } from './known-credential.ts'

/** Joined credentials as of a state of the table, at fixed places: what comes later to a place takes it. */
export class JoinedCache {
  readonly #mask: number
  readonly #keys: string[]
  readonly #stamps: Int32Array
  readonly #values: (KnownCredential | null)[]

  /** `size`: a power of two. */
  constructor(size: number) {
    this.#mask = size - 1
    this.#keys = new Array<string>(size).fill('')
    this.#stamps = new Int32Array(size).fill(1)
    this.#values = new Array<KnownCredential | null>(size).fill(null)
  }

  find(hash: number, stamp: number, key: string): KnownCredential | null {
    const at = hash & this.#mask
    return this.#stamps[at] === stamp && this.#keys[at] === key ? (this.#values[at] ?? null) : null
  }

  /** A value read at a later stamp under an earlier one is only read again sooner; the reverse would be stale. Odd: while being written. */
  keep(hash: number, stamp: number, key: string, value: KnownCredential): void {
    if ((stamp & 1) === 1) return
    const at = hash & this.#mask
    this.#keys[at] = key
    this.#stamps[at] = stamp
    this.#values[at] = value
  }

  clear(): void {
    this.#stamps.fill(1)
  }
}
