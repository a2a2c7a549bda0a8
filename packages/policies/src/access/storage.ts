import { indexInsert, indexRemove } from './index.ts'
import {
  type AccessHandles,
  CREDENTIAL,
  FREE,
  HASH,
  ID,
  idSlot,
  LENGTH,
  OFFSET,
  PRESENT,
  PRODUCT,
  REFS,
  rowKinds,
  STATE,
  strides,
} from './layout.ts'

const smallest = 64
/** Text of changed rows is garbage until the next growth: room for many changes before that. */
const smallestArena = 262_144

/**
 * The buffers behind the table: rows by handle, their indexes, the arena, free handles. Grows by copying everything into a new set,
 * so that readers of the old set keep a consistent (if frozen) table until they adopt the new one.
 */
export class AccessStorage {
  rows: Int32Array[]
  doubles: Float64Array[]
  ids: Int32Array[]
  hashes: Int32Array
  arena: Uint8Array
  /** Handles in use and free below it, from 1. */
  readonly used: number[]
  readonly control: Int32Array
  arenaUsed = 0
  #generation = 1
  readonly #free: number[][] = rowKinds.map(() => [])
  readonly #controlBuffer: SharedArrayBuffer

  constructor(capacities: readonly number[] = [], arenaBytes = smallestArena) {
    this.#controlBuffer = new SharedArrayBuffer(64)
    this.control = new Int32Array(this.#controlBuffer)
    this.used = rowKinds.map(() => 1)
    const buffers = rowKinds.map((_, kind) => new SharedArrayBuffer(rowBytes(kind, capacities[kind] ?? smallest)))
    this.rows = buffers.map((buffer) => new Int32Array(buffer))
    this.doubles = buffers.map((buffer) => new Float64Array(buffer))
    this.ids = rowKinds.map((_, kind) => emptyIndex(this.capacity(kind)))
    this.hashes = emptyIndex(this.capacity(CREDENTIAL))
    this.arena = new Uint8Array(new SharedArrayBuffer(arenaBytes))
  }

  handles(): AccessHandles {
    return {
      generation: this.#generation,
      control: this.#controlBuffer,
      rows: this.rows.map((view) => view.buffer as SharedArrayBuffer),
      ids: this.ids.map((view) => view.buffer as SharedArrayBuffer),
      hashes: this.hashes.buffer as SharedArrayBuffer,
      arena: this.arena.buffer as SharedArrayBuffer,
    }
  }

  capacity(kind: number): number {
    return (this.rows[kind] as Int32Array).length / stride(kind)
  }

  base(kind: number, handle: number): number {
    return handle * stride(kind)
  }

  find(kind: number, words: Int32Array): number {
    const index = this.ids[kind] as Int32Array
    const rows = this.rows[kind] as Int32Array
    const width = stride(kind)
    const mask = index.length - 1
    for (let slot = idSlot(words[2] as number, words[3] as number, mask); ; slot = (slot + 1) & mask) {
      const handle = index[slot] as number
      if (handle === 0) return 0
      const at = handle * width
      if (
        rows[at] === words[0] &&
        rows[at + 1] === words[1] &&
        rows[at + 2] === words[2] &&
        rows[at + 3] === words[3]
      ) {
        return handle
      }
    }
  }

  /** A fresh handle for an id that is not there; call `reserve` first. */
  add(kind: number, words: Int32Array): number {
    const handle = this.#free[kind]?.pop() ?? (this.used[kind] as number)
    if (handle === this.used[kind]) this.used[kind] = handle + 1
    const rows = this.rows[kind] as Int32Array
    const at = this.base(kind, handle)
    rows.fill(0, at, at + stride(kind))
    for (let w = 0; w < 4; w += 1) rows[at + ID + w] = words[w] as number
    const index = this.ids[kind] as Int32Array
    indexInsert(index, idSlot(words[2] as number, words[3] as number, index.length - 1), handle)
    return handle
  }

  /** Gives a handle back that nothing names. */
  remove(kind: number, handle: number): void {
    const index = this.ids[kind] as Int32Array
    indexRemove(index, this.#idSlot(kind, handle, index), handle, (other) => this.#idSlot(kind, other, index))
    const rows = this.rows[kind] as Int32Array
    rows[this.base(kind, handle) + STATE] = FREE
    this.#free[kind]?.push(handle)
  }

  addHash(handle: number): void {
    indexInsert(this.hashes, this.#hashSlot(handle), handle)
  }

  removeHash(handle: number): void {
    indexRemove(this.hashes, this.#hashSlot(handle), handle, (other) => this.#hashSlot(other))
  }

  text(kind: number, handle: number): string {
    const rows = this.rows[kind] as Int32Array
    const at = this.base(kind, handle)
    const offset = rows[at + OFFSET] as number
    return Buffer.from(this.arena.slice(offset, offset + (rows[at + LENGTH] as number))).toString('utf8')
  }

  /** Stores text for a row; call `reserve` with its bytes first. */
  setText(kind: number, handle: number, bytes: Uint8Array): void {
    const rows = this.rows[kind] as Int32Array
    const at = this.base(kind, handle)
    this.arena.set(bytes, this.arenaUsed)
    rows[at + OFFSET] = this.arenaUsed
    rows[at + LENGTH] = bytes.length
    this.arenaUsed += bytes.length
  }

  /** Makes sure that one more row of each kind and so many bytes of text fit; true when all buffers were replaced. */
  reserve(textBytes: number): boolean {
    const full = rowKinds.some(
      (_, kind) => this.#free[kind]?.length === 0 && (this.used[kind] as number) >= this.capacity(kind),
    )
    const arenaFull = this.arenaUsed + textBytes > this.arena.length
    if (!full && !arenaFull) return false
    this.#grow(textBytes)
    return true
  }

  #grow(textBytes: number): void {
    for (const kind of rowKinds.keys()) {
      const tight = this.#free[kind]?.length === 0 && (this.used[kind] as number) >= this.capacity(kind)
      const buffer = new SharedArrayBuffer(rowBytes(kind, this.capacity(kind) * (tight ? 2 : 1)))
      const copy = new Int32Array(buffer)
      copy.set((this.rows[kind] as Int32Array).subarray(0, this.base(kind, this.used[kind] as number)))
      this.rows[kind] = copy
      this.doubles[kind] = new Float64Array(buffer)
    }
    this.#compactArena(textBytes)
    this.rebuildIndexes()
    this.#generation += 1
  }

  /** Copies only text that a row still names; at least half of the new arena is free. */
  #compactArena(textBytes: number): void {
    let live = textBytes
    const kinds = [...rowKinds.keys()].filter((kind) => kind >= PRODUCT)
    for (const kind of kinds) this.#eachUsed(kind, (at, rows) => (live += rows[at + LENGTH] as number))
    let size = smallestArena
    while (size < live * 2) size *= 2
    const old = this.arena
    const arena = new Uint8Array(new SharedArrayBuffer(size))
    let used = 0
    for (const kind of kinds) {
      this.#eachUsed(kind, (at, rows) => {
        const offset = rows[at + OFFSET] as number
        const length = rows[at + LENGTH] as number
        arena.set(old.subarray(offset, offset + length), used)
        rows[at + OFFSET] = used
        used += length
      })
    }
    this.arena = arena
    this.arenaUsed = used
  }

  /** Indexes and free lists follow from the rows; also used after a restore. */
  rebuildIndexes(): void {
    for (const kind of rowKinds.keys()) {
      const index = emptyIndex(this.capacity(kind))
      this.ids[kind] = index
      const free: number[] = []
      const rows = this.rows[kind] as Int32Array
      for (let handle = (this.used[kind] as number) - 1; handle > 0; handle -= 1) {
        if (rows[this.base(kind, handle) + STATE] === FREE) free.push(handle)
        else indexInsert(index, this.#idSlot(kind, handle, index), handle)
      }
      this.#free[kind] = free
    }
    this.hashes = emptyIndex(this.capacity(CREDENTIAL))
    this.#eachUsed(CREDENTIAL, (at, rows, handle) => {
      if (rows[at + STATE] === PRESENT) this.addHash(handle)
    })
  }

  /** Calls for each handle that is not free. */
  #eachUsed(kind: number, visit: (at: number, rows: Int32Array, handle: number) => void): void {
    const rows = this.rows[kind] as Int32Array
    const width = stride(kind)
    const end = this.used[kind] as number
    for (let handle = 1; handle < end; handle += 1) {
      if (rows[handle * width + STATE] !== FREE) visit(handle * width, rows, handle)
    }
  }

  isUnused(kind: number, handle: number): boolean {
    const rows = this.rows[kind] as Int32Array
    const at = this.base(kind, handle)
    return rows[at + STATE] !== PRESENT && rows[at + REFS] === 0
  }

  #idSlot(kind: number, handle: number, index: Int32Array): number {
    const rows = this.rows[kind] as Int32Array
    const at = this.base(kind, handle)
    return idSlot(rows[at + 2] as number, rows[at + 3] as number, index.length - 1)
  }

  #hashSlot(handle: number): number {
    const rows = this.rows[CREDENTIAL] as Int32Array
    return (rows[this.base(CREDENTIAL, handle) + HASH] as number) & (this.hashes.length - 1)
  }
}

function stride(kind: number): number {
  return strides[kind] ?? 0
}

function rowBytes(kind: number, capacity: number): number {
  return capacity * stride(kind) * 4
}

function emptyIndex(capacity: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(2 ** Math.ceil(Math.log2(capacity * 2)) * 4))
}
