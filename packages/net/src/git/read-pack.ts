import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { GitFailure } from './git-failure.ts'

export type GitObject = { readonly type: 'commit' | 'tree' | 'blob' | 'tag'; readonly body: Buffer }

export type PackLimits = {
  /** Objects of one pack. */
  readonly maxObjects: number
  /** Bytes of one object. */
  readonly maxObjectBytes: number
  /** Bytes of all objects, unpacked. */
  readonly maxUnpackedBytes: number
}

const types = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' } as const
type Entry = GitObject & { id: string }

/**
 * The objects of a packfile (`gitformat-pack`, version 2) by their SHA-1, in memory and within the limits: sizes are judged before
 * anything is unpacked, deltas included. The pack's own checksum must hold.
 */
export function readPack(pack: Buffer, limits: PackLimits): Map<string, GitObject> {
  if (pack.length < 32 || pack.toString('latin1', 0, 4) !== 'PACK' || pack.readUInt32BE(4) !== 2) damaged()
  const end = pack.length - 20
  if (!createHash('sha1').update(pack.subarray(0, end)).digest().equals(pack.subarray(end))) damaged()
  const count = pack.readUInt32BE(8)
  if (count > limits.maxObjects) tooLarge()
  const byOffset = new Map<number, Entry>()
  const byId = new Map<string, Entry>()
  let unpacked = 0
  let at = 12
  for (let index = 0; index < count; index += 1) {
    const start = at
    const head = readHead(pack, at)
    const base = baseOf(pack, head.type, head.next, start, byOffset, byId)
    if (head.size > limits.maxObjectBytes) tooLarge()
    const inflated = inflate(pack.subarray(base.next, end), head.size)
    at = base.next + inflated.consumed
    const plain = base.entry === undefined
    const body = base.entry === undefined ? inflated.bytes : applyDelta(base.entry.body, inflated.bytes, limits)
    const type = base.entry?.type ?? types[head.type as 1 | 2 | 3 | 4]
    if (type === undefined || (plain && body.length !== head.size)) damaged()
    unpacked += body.length
    if (unpacked > limits.maxUnpackedBytes) tooLarge()
    const entry: Entry = { type, body, id: objectId(type, body) }
    byOffset.set(start, entry)
    byId.set(entry.id, entry)
  }
  if (at !== end) damaged()
  return byId
}

function objectId(type: string, body: Buffer): string {
  return createHash('sha1').update(`${type} ${body.length}\0`).update(body).digest('hex')
}

/** Type and size: 3 bits of type, 4 bits of size, then 7 bits of size per byte, lowest first. */
function readHead(pack: Buffer, from: number): { type: number; size: number; next: number } {
  let at = from
  let byte = byteAt(pack, at++)
  const type = (byte >> 4) & 7
  let size = byte & 15
  for (let scale = 16; byte & 0x80; scale *= 128) {
    byte = byteAt(pack, at++)
    size += (byte & 0x7f) * scale
    if (!Number.isSafeInteger(size)) damaged()
  }
  return { type, size, next: at }
}

/** The object that a delta changes: 6 names it by its distance in the pack, 7 by its id. */
function baseOf(
  pack: Buffer,
  type: number,
  from: number,
  start: number,
  byOffset: ReadonlyMap<number, Entry>,
  byId: ReadonlyMap<string, Entry>,
): { next: number; entry?: Entry } {
  if (type !== 6 && type !== 7) return { next: from }
  if (type === 7) {
    const entry = byId.get(pack.toString('hex', from, from + 20))
    return entry === undefined ? damaged() : { next: from + 20, entry }
  }
  let at = from
  let byte = byteAt(pack, at++)
  let distance = byte & 0x7f
  while (byte & 0x80) {
    byte = byteAt(pack, at++)
    distance = (distance + 1) * 128 + (byte & 0x7f)
    if (distance > start) damaged()
  }
  const entry = byOffset.get(start - distance)
  return entry === undefined ? damaged() : { next: at, entry }
}

function inflate(bytes: Buffer, size: number): { bytes: Buffer; consumed: number } {
  try {
    // With `info` the answer says how much of the input was the stream, which is all that a pack says of it.
    const result: unknown = inflateSync(bytes, { info: true, maxOutputLength: Math.max(size, 1) })
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } }
    if (buffer.length !== size) damaged()
    return { bytes: buffer, consumed: engine.bytesWritten }
  } catch {
    return damaged()
  }
}

/** `gitformat-pack`: sizes of both sides, then copies from the base and insertions. */
function applyDelta(base: Buffer, delta: Buffer, limits: PackLimits): Buffer {
  let at = 0
  const size = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = byteAt(delta, at++)
      value += (byte & 0x7f) * scale
      if (!Number.isSafeInteger(value)) damaged()
      if ((byte & 0x80) === 0) return value
    }
  }
  if (size() !== base.length) damaged()
  const total = size()
  if (total > limits.maxObjectBytes) tooLarge()
  const out = Buffer.alloc(total)
  let filled = 0
  while (at < delta.length) {
    const code = byteAt(delta, at++)
    if (code === 0) damaged()
    let from = delta
    let offset = at
    let length = code
    if (code & 0x80) {
      const number = (bits: readonly number[]) =>
        bits.reduce((value, bit, index) => (code & bit ? value + byteAt(delta, at++) * 256 ** index : value), 0)
      offset = number([1, 2, 4, 8])
      length = number([16, 32, 64]) || 0x10000
      from = base
    } else at += length
    if (filled + length > total || offset + length > from.length) damaged()
    from.copy(out, filled, offset, offset + length)
    filled += length
  }
  if (filled !== total) damaged()
  return out
}

function byteAt(bytes: Buffer, at: number): number {
  return bytes[at] ?? damaged()
}

function damaged(): never {
  throw new GitFailure('damaged')
}

function tooLarge(): never {
  throw new GitFailure('too-large')
}
