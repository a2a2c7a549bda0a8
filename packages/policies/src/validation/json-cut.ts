/** Members to take out of a JSON text: by name or index, down to `cut`. */
export type CutTree = Map<string | number, CutTree | 'cut'>

/** Paths of members as a tree; a path below one that is cut already adds nothing. */
export function cutTree(paths: readonly (readonly (string | number)[])[]): CutTree {
  const root: CutTree = new Map()
  for (const path of paths) {
    let at = root
    path.forEach((step, i) => {
      const next = at.get(step)
      if (next === 'cut') return
      if (i === path.length - 1) at.set(step, 'cut')
      else {
        const deeper = next ?? new Map()
        at.set(step, deeper)
        at = deeper
      }
    })
  }
  return root
}

/**
 * The text without those members, every other byte as it was: numbers keep their digits, texts their escapes. `bytes` must be JSON
 * that was parsed before.
 */
export function cutMembers(bytes: Uint8Array, tree: CutTree): Buffer {
  const cuts: [number, number][] = []
  new Cutter(bytes, cuts).value(0, tree)
  const kept: Uint8Array[] = []
  let from = 0
  for (const [start, end] of cuts) {
    kept.push(bytes.subarray(from, start))
    from = end
  }
  kept.push(bytes.subarray(from))
  return Buffer.concat(kept)
}

class Cutter {
  readonly #bytes: Uint8Array
  readonly #cuts: [number, number][]

  constructor(bytes: Uint8Array, cuts: [number, number][]) {
    this.#bytes = bytes
    this.#cuts = cuts
  }

  /** Walks the value at or after `from`; where it ends. */
  value(from: number, tree: CutTree | undefined): number {
    const at = this.#skipSpace(from)
    const byte = this.#bytes[at]
    if (tree === undefined || (byte !== 0x7b && byte !== 0x5b)) return this.#skipValue(at)
    return byte === 0x7b ? this.#object(at, tree) : this.#array(at, tree)
  }

  #object(start: number, tree: CutTree): number {
    let keptEnd = -1
    let lastEnd = -1
    let cutFrom = -1
    let at = this.#skipSpace(start + 1)
    while (this.#bytes[at] !== 0x7d) {
      const memberStart = at
      const nameEnd = this.#skipText(at)
      const name = this.#name(at, nameEnd)
      const then = tree.get(name)
      const colon = this.#skipSpace(nameEnd)
      const end = this.value(colon + 1, then === 'cut' ? undefined : then)
      if (then === 'cut') {
        // After a kept member its comma goes too; before the first kept one, the comma behind goes.
        if (keptEnd >= 0) this.#cuts.push([lastEnd, end])
        else if (cutFrom < 0) cutFrom = memberStart
      } else {
        if (cutFrom >= 0) this.#insert(cutFrom, memberStart)
        cutFrom = -1
        keptEnd = end
      }
      lastEnd = end
      at = this.#skipSpace(end)
      if (this.#bytes[at] === 0x2c) at = this.#skipSpace(at + 1)
    }
    if (cutFrom >= 0) this.#insert(cutFrom, lastEnd)
    return at + 1
  }

  /** Cuts before the first kept member are found once that member's own are noted: put in their order. */
  #insert(start: number, end: number): void {
    let place = this.#cuts.length
    while (place > 0 && (this.#cuts[place - 1] as [number, number])[0] > start) place -= 1
    this.#cuts.splice(place, 0, [start, end])
  }

  #array(start: number, tree: CutTree): number {
    let at = this.#skipSpace(start + 1)
    for (let index = 0; this.#bytes[at] !== 0x5d; index += 1) {
      const then = tree.get(index)
      at = this.#skipSpace(this.value(at, then === 'cut' ? undefined : then))
      if (this.#bytes[at] === 0x2c) at = this.#skipSpace(at + 1)
    }
    return at + 1
  }

  #skipSpace(from: number): number {
    let at = from
    for (;;) {
      const byte = this.#bytes[at]
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
      at += 1
    }
  }

  #skipText(from: number): number {
    let at = from + 1
    while (this.#bytes[at] !== 0x22) at += this.#bytes[at] === 0x5c ? 2 : 1
    return at + 1
  }

  #skipValue(from: number): number {
    let depth = 0
    let at = from
    for (;;) {
      const byte = this.#bytes[at]
      if (byte === 0x22) at = this.#skipText(at)
      else if (byte === 0x7b || byte === 0x5b) {
        depth += 1
        at += 1
      } else if (byte === 0x7d || byte === 0x5d) {
        // The end of what stands around a number or a word.
        if (depth === 0) return at
        depth -= 1
        at += 1
      } else if (byte === undefined || (depth === 0 && (byte === 0x2c || byte <= 0x20))) return at
      else {
        at += 1
        continue
      }
      if (depth === 0) return at
    }
  }

  #name(from: number, end: number): string {
    return JSON.parse(Buffer.from(this.#bytes.subarray(from, end)).toString('utf8')) as string
  }
}
