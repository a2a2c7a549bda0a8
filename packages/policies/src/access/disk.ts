import { createHash } from 'node:crypto'
import { rowKinds, strides } from './layout.ts'
import { AccessStorage } from './storage.ts'
import { type AccessSummary, AccessTable } from './table.ts'

const magic = 'GHACCESS1\n'

/**
 * The table for the disk: a line of JSON (kinds, widths, counts, the caller's `meta`), the rows as they lie in memory, the arena, and
 * a SHA-256 over all before it. Holds hashes of keys, never keys. Returned in pieces so that nothing is copied twice.
 */
export function serializeAccess(table: AccessTable, meta: string): Uint8Array[] {
  const storage = table.storage
  const header = {
    kinds: rowKinds,
    strides,
    used: storage.used,
    arena: storage.arenaUsed,
    little: littleEndian,
    summary: table.summary(),
    meta,
  }
  const pieces: Uint8Array[] = [Buffer.from(`${magic}${JSON.stringify(header)}\n`)]
  for (const kind of rowKinds.keys()) {
    const rows = storage.rows[kind] as Int32Array
    pieces.push(new Uint8Array(rows.buffer, 0, storage.base(kind, storage.used[kind] as number) * 4))
  }
  pieces.push(storage.arena.subarray(0, storage.arenaUsed))
  const digest = createHash('sha256')
  for (const piece of pieces) digest.update(piece)
  pieces.push(digest.digest())
  return pieces
}

/** Reads back what `serializeAccess` wrote; null when a byte is missing or changed, or another layout wrote it. */
export function restoreAccess(bytes: Uint8Array): { table: AccessTable; meta: string } | null {
  if (bytes.length < magic.length + 32) return null
  const body = bytes.subarray(0, bytes.length - 32)
  if (
    !createHash('sha256')
      .update(body)
      .digest()
      .equals(bytes.subarray(bytes.length - 32))
  )
    return null
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 65_536)).toString('latin1')
  const end = text.indexOf('\n', magic.length)
  if (!text.startsWith(magic) || end < 0) return null
  const header = JSON.parse(Buffer.from(body.subarray(magic.length, end)).toString('utf8')) as Header
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  if (!same(header.kinds, rowKinds) || !same(header.strides, strides) || header.little !== littleEndian) return null
  const capacities = header.used.map((used) => 2 ** Math.max(6, Math.ceil(Math.log2(used + 1))))
  const storage = new AccessStorage(capacities, 2 ** Math.max(18, Math.ceil(Math.log2(header.arena * 2 + 1))))
  let at = end + 1
  for (const kind of rowKinds.keys()) {
    const used = header.used[kind] ?? 1
    const size = storage.base(kind, used) * 4
    new Uint8Array((storage.rows[kind] as Int32Array).buffer).set(body.subarray(at, at + size))
    storage.used[kind] = used
    at += size
  }
  storage.arena.set(body.subarray(at, at + header.arena))
  storage.arenaUsed = header.arena
  storage.rebuildIndexes()
  return { table: new AccessTable(storage, header.summary), meta: header.meta }
}

type Header = {
  kinds: unknown
  strides: unknown
  used: number[]
  arena: number
  little: boolean
  summary: AccessSummary
  meta: string
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1
