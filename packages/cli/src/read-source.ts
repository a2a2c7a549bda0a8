import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { ImportIssue } from '@gatehouse/contracts/import-report'
import { runImport } from '@gatehouse/importers/run-import'
import { writeArchive } from '@gatehouse/importers/write-archive'
import { CommandFailure } from './command.ts'

/** A contract from the disk: a text, or the bytes of an archive (a folder becomes one). */
export type LocalSource = { fileName: string } & ({ text: string } | { bytes: Uint8Array })

const largest = 10 * 1024 * 1024
const parts = /\.(json|ya?ml|raml|apib|md|xsd|txt)$/i
const left = new Set(['node_modules', '.git'])

export async function readLocal(path: string): Promise<LocalSource> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new CommandFailure(`There is no file or folder ${path}.`)
  const fileName = basename(join(process.cwd(), path))
  if (found.isDirectory()) return { fileName: `${fileName}.zip`, bytes: writeArchive(await readFolder(path)) }
  if (found.size > largest)
    throw new CommandFailure(`${path} is larger than 10 MB, which is the most that an import takes.`)
  const bytes = await readFile(path)
  return bytes[0] === 0x50 && bytes[1] === 0x4b ? { fileName, bytes } : { fileName, text: bytes.toString('utf8') }
}

/** Files that contracts are made of; links are not followed. */
async function readFolder(path: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  let size = 0
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const place = join(entry.parentPath, entry.name)
    const name = relative(path, place).split(sep).join('/')
    if (!entry.isFile() || !parts.test(name) || name.split('/').some((part) => left.has(part))) continue
    const bytes = await readFile(place)
    size += bytes.byteLength
    if (size > largest || files.size >= 2_000)
      throw new CommandFailure(`${path} holds more than 10 MB or 2,000 files. Name the folder of the contract alone.`)
    files.set(name, bytes)
  }
  return files
}

/** What a local contract says, or each place that is wrong. */
export async function readDescription(
  path: string,
  rootFile?: string,
): Promise<{ description: ApiDescription; text?: string }> {
  const source = await readLocal(path)
  const result = await runImport(
    { ...source, ...(rootFile === undefined ? {} : { rootFile }) },
    { timeoutMs: 30_000, memoryMb: 512 },
  )
  if (!result.ok) throw new CommandFailure(`${path} cannot be read.\n${result.issues.map(issueLine).join('\n')}`)
  return { description: result.description, ...('text' in source ? { text: source.text } : {}) }
}

function issueLine({ file, line, message, fix }: ImportIssue): string {
  const place = [file, line === undefined ? undefined : `line ${line}`].filter(Boolean).join(', ')
  return `  ${place === '' ? '' : `${place}: `}${[message, fix].filter(Boolean).join(' ')}`
}
