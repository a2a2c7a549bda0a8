import { crc32c } from './crc32c.ts'

/**
 * Framing of the usage log, on disk and on the wire alike: `u32le length · u32le CRC32C(payload) · payload`.
 * A record is whole when its length fits and its checksum holds; everything behind the first record that is not is a torn tail.
 */

export const frameHeaderBytes = 8
/** No encoder writes a longer payload; a longer length is damage, not data. */
export const maxPayloadBytes = 64 * 1024

/** Writes the frame's header before a payload that already stands at `at + 8`. Returns the offset behind the record. */
export function sealFrame(bytes: Buffer, at: number, payloadBytes: number): number {
  const start = at + frameHeaderBytes
  bytes.writeUInt32LE(payloadBytes, at)
  bytes.writeUInt32LE(crc32c(bytes, start, start + payloadBytes), at + 4)
  return start + payloadBytes
}

/** Frames one payload in a buffer of its own. */
export function frameRecord(payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(frameHeaderBytes + payload.length)
  bytes.set(payload, frameHeaderBytes)
  sealFrame(bytes, 0, payload.length)
  return bytes
}

/** Length of the whole record at `at`, or 0 when it is cut off, damaged, or there is none. */
export function wholeRecordBytes(bytes: Buffer, at: number, checkSum = true): number {
  const start = at + frameHeaderBytes
  if (start > bytes.length) return 0
  const length = bytes.readUInt32LE(at)
  if (length === 0 || length > maxPayloadBytes || start + length > bytes.length) return 0
  if (checkSum && crc32c(bytes, start, start + length) !== bytes.readUInt32LE(at + 4)) return 0
  return frameHeaderBytes + length
}

/** Offset behind the last whole record: what a torn file is cut to. `checkSum` false trusts the lengths (data just written here). */
export function wholeRecordsEnd(bytes: Buffer, checkSum = true): number {
  let at = 0
  for (;;) {
    const length = wholeRecordBytes(bytes, at, checkSum)
    if (length === 0) return at
    at += length
  }
}

/** One record of a batch: its payload, or why it is not one. `offset` counts from the batch's first byte. */
export type FramedRecord = { offset: number; payload: Buffer }

/**
 * Splits a batch into payloads (views, not copies). `end` is the offset behind the last whole record; it equals the length
 * when nothing is torn.
 */
export function readRecords(bytes: Buffer): { records: FramedRecord[]; end: number } {
  const records: FramedRecord[] = []
  let at = 0
  for (;;) {
    const length = wholeRecordBytes(bytes, at)
    if (length === 0) return { records, end: at }
    records.push({ offset: at, payload: bytes.subarray(at + frameHeaderBytes, at + length) })
    at += length
  }
}
