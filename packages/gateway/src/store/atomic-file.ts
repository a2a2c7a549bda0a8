import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Written whole or not at all: temporary file, fsync, rename, fsync of the folder. Mode 0600. */
export async function writeFileAtomically(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    for (const piece of pieces) await file.writeFile(piece)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

/** Makes renames and removals in a folder last. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** The present file becomes `previous`; then the new one is written. */
export async function rotateAndWrite(path: string, previous: string, pieces: readonly Uint8Array[]): Promise<void> {
  await rename(path, previous).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await writeFileAtomically(path, pieces)
}

/** JSON with a checksum line in front, so that a damaged file is known as such. */
export function sealedJson(value: unknown): Buffer {
  const text = JSON.stringify(value)
  return Buffer.from(`${createHash('sha256').update(text).digest('hex')}\n${text}`)
}

/** What `sealedJson` wrote, or undefined when the file is missing or damaged. */
export async function readSealedJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const body = text.slice(65)
  if (text.charAt(64) !== '\n' || createHash('sha256').update(body).digest('hex') !== text.slice(0, 64))
    return undefined
  return JSON.parse(body)
}
