import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { wholeRecordsEnd } from './record-frame.ts'

/**
 * A usage log on disk: a folder named by its random logId, holding segments named by the log offset of their first byte.
 * Offsets never start again within a log; a trimmed segment is a deleted file.
 */
export type Segment = { path: string; from: number; to: number }

const pattern = /^(\d{16})\.log$/

/** File name of the segment that begins at `from`. */
export function segmentName(from: number): string {
  return `${String(from).padStart(16, '0')}.log`
}

/** The segments of a log in order, with their ends as the files' sizes say (a torn tail included). */
export async function listSegments(folder: string): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const name of (await readdir(folder)).sort()) {
    const match = pattern.exec(name)
    if (!match) continue
    const path = join(folder, name)
    const file = await open(path, 'r')
    const { size } = await file.stat()
    await file.close()
    const from = Number(match[1])
    segments.push({ path, from, to: from + size })
  }
  return segments
}

/** Cuts a segment to its last whole record; returns the log offset behind it. Run at start, when nobody writes. */
export async function repairSegment(segment: Segment): Promise<number> {
  const file = await open(segment.path, 'r+')
  try {
    const bytes = await readAll(file)
    const end = wholeRecordsEnd(bytes)
    if (end !== bytes.length) {
      await file.truncate(end)
      await file.sync()
    }
    return segment.from + end
  } finally {
    await file.close()
  }
}

async function readAll(file: FileHandle): Promise<Buffer> {
  return await file.readFile()
}
