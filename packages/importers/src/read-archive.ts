import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import type { ImportLimits } from './limits.ts'
import { ImportRefused } from './source-tree.ts'

/** True for bytes that begin as a zip archive does, also an empty one. */
export function isArchive(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))
}

/** A directory, or what systems put beside the files of people. */
const ignored = /\/$|(^|\/)(__MACOSX|\.git)\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/

/**
 * The files of a zip archive by their paths, in memory. Nothing is written to a disk, yet what only an attack has is refused as a
 * whole: paths that leave the archive (zip slip), links, encrypted entries, two entries of one name, more entries or bytes than the
 * limits, and content out of proportion to its packed size (42.zip). Archives inside the archive are not opened. Throws ImportRefused.
 */
export async function readArchive(bytes: Uint8Array, limits: ImportLimits): Promise<Map<string, Uint8Array>> {
  const zip = await opened(bytes)
  if (zip.entryCount > limits.maxFiles)
    refuse(
      'limits.files',
      `The archive has ${zip.entryCount} entries; an import takes up to ${limits.maxFiles}.`,
      'Leave out what the description does not refer to.',
    )
  const files = new Map<string, Uint8Array>()
  let total = 0
  for (let entry = await nextEntry(zip); entry !== undefined; entry = await nextEntry(zip)) {
    const name = entry.fileName
    judgeEntry(entry)
    if (ignored.test(name)) continue
    total += entry.uncompressedSize
    judgeSize(entry, total, bytes.byteLength, limits)
    if (files.has(name))
      refuse('archive.duplicate', `The archive has two files of the name \`${shown(name)}\`.`, 'Keep one of the two.')
    files.set(name, await contentOf(zip, entry))
  }
  return files
}

function judgeEntry(entry: Entry): void {
  const name = shown(entry.fileName)
  // The upper half of the attributes is the Unix mode; its file type is a symbolic link.
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000)
    refuse(
      'archive.link',
      `\`${name}\` in the archive is a link to another file.`,
      'Put the file itself into the archive.',
    )
  if (entry.isEncrypted())
    refuse(
      'archive.encrypted',
      `\`${name}\` in the archive is encrypted.`,
      'Make the archive again without a password.',
    )
  if (!entry.canDecodeFileData())
    refuse(
      'archive.method',
      `\`${name}\` in the archive is packed in a way that an import does not read.`,
      'Make the archive with the usual method (deflate).',
    )
}

function judgeSize(entry: Entry, total: number, packed: number, limits: ImportLimits): void {
  const mb = (size: number) => `${Math.round(size / 1024 / 1024)} MB`
  const smaller = 'Leave out what the description does not refer to.'
  if (entry.uncompressedSize > limits.maxBytes)
    refuse(
      'limits.bytes',
      `\`${shown(entry.fileName)}\` in the archive has ${mb(entry.uncompressedSize)}; an import takes files up to ${mb(limits.maxBytes)}.`,
      smaller,
    )
  if (total > limits.maxBundleBytes)
    refuse('limits.bundle', `The files of the archive have more than ${mb(limits.maxBundleBytes)} together.`, smaller)
  // Descriptions shrink to a tenth or less, seldom to a fortieth; below a megabyte it does not matter.
  if (total > 1024 * 1024 && total > packed * limits.maxArchiveRatio)
    refuse('limits.ratio', `The archive unpacks to more than ${limits.maxArchiveRatio} times its size.`, smaller)
}

function opened(bytes: Uint8Array): Promise<ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return new Promise((settle, fail) => {
    fromBuffer(buffer, { lazyEntries: true }, (error, zip) => (error ? fail(brokenArchive(error)) : settle(zip)))
  })
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((settle, fail) => {
    zip.removeAllListeners()
    zip.once('entry', (entry: Entry) => settle(entry))
    zip.once('end', () => settle(undefined))
    zip.once('error', (error: Error) => fail(brokenArchive(error)))
    zip.readEntry()
  })
}

/** The library ends the stream when an entry holds another number of bytes than it says, so the sizes judged before are true. */
function contentOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  return new Promise((settle, fail) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return fail(brokenArchive(error))
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('end', () => settle(Buffer.concat(chunks)))
      stream.once('error', (fault: Error) => fail(brokenArchive(fault)))
    })
  })
}

function brokenArchive(error: Error): ImportRefused {
  const path = /^(absolute path|invalid relative path|invalid characters in fileName): (.*)$/s.exec(error.message)
  if (path !== null)
    return new ImportRefused({
      rule: 'archive.path',
      message: `The path \`${shown(path[2] ?? '')}\` leads out of the archive.`,
      fix: 'Make the archive from inside the folder that holds the files.',
    })
  return new ImportRefused({
    rule: 'archive.broken',
    message: `The zip archive can not be read: ${shown(error.message)}.`,
    fix: 'Make it again, or give the description as one file.',
  })
}

function refuse(rule: string, message: string, fix: string): never {
  throw new ImportRefused({ rule, message, fix })
}

function shown(text: string): string {
  return text.slice(0, 200)
}
