import { isUtf8 } from 'node:buffer'
import type { ImportOrigin } from '@gatehouse/contracts/import-origin'
import type { ImportIssue } from '@gatehouse/contracts/import-report'
import { type ImportGiven, type ImportSource, importQuestions } from '@gatehouse/contracts/import-source'
import type { ProblemError } from '@gatehouse/contracts/problems'
import type { Imported, ImportFailed } from '@gatehouse/importers/import-result'
import { importWithReferences } from '@gatehouse/importers/import-with-references'
import type { RunImportSource } from '@gatehouse/importers/run-import'
import { writeArchive } from '@gatehouse/importers/write-archive'
import { DomainError } from '../grammar/domain-error.ts'
import type { Installation } from '../grammar/installation.ts'
import { ImportNetwork } from './import-network.ts'
import { type ContractFile, importFailed, toContractFile } from './read-contract-file.ts'

/** A contract that was read, with what is stored of where it came from. */
export type ReadContract = ContractFile & {
  given: ImportGiven
  stored: { source: string; encoding: 'text' | 'base64' }
}

type Read = { source: RunImportSource; result: Imported | ImportFailed }
const bounds = { timeoutMs: 30_000, memoryMb: 512 }

/**
 * Reads an untrusted contract from where the member says: parsed in a worker thread, files elsewhere fetched only from hosts that he
 * allowed. Slow, so it stands before every transaction. Refuses with each place that is wrong, and with what he could answer.
 */
export async function readContractSource(installation: Installation, asked: ImportSource): Promise<ReadContract> {
  const network = new ImportNetwork(installation, asked)
  const { source } = asked
  const read =
    typeof source === 'string'
      ? await readText(asked, source, network)
      : source.kind === 'archive'
        ? await readArchive(asked, Buffer.from(source.base64, 'base64'), network)
        : source.kind === 'url'
          ? await readUrl(asked, source.url, network)
          : await readGit(asked, source, network)
  if (asked.sha256 !== undefined && asked.sha256 !== read.given.sha256)
    throw new DomainError('changed_meanwhile', 'What is there now is another file than the one that was looked at.')
  return read
}

function run(source: RunImportSource, network: ImportNetwork): Promise<Imported | ImportFailed> {
  return importWithReferences(source, bounds, (urls) => network.readAllowed(urls))
}

async function readText(asked: ImportSource, given: string, network: ImportNetwork): Promise<ReadContract> {
  // A file that begins with U+FEFF is the same file.
  const text = given.replace(/^\uFEFF/, '')
  const fileName = asked.fileName ?? 'pasted'
  const source = { text, fileName }
  return finish({ source, result: await run(source, network) }, network, { fileName, origin: sentBy(asked), text })
}

async function readArchive(asked: ImportSource, bytes: Buffer, network: ImportNetwork): Promise<ReadContract> {
  const fileName = asked.fileName ?? 'archive.zip'
  const source = { bytes, fileName, ...(asked.rootFile === undefined ? {} : { rootFile: asked.rootFile }) }
  return finish({ source, result: await run(source, network) }, network, {
    fileName,
    origin: sentBy(asked),
    text: null,
  })
}

function sentBy({ via, ci }: ImportSource): ImportOrigin {
  return via === 'cli' && ci !== undefined ? { kind: via, ci } : { kind: via }
}

async function readUrl(asked: ImportSource, url: string, network: ImportNetwork): Promise<ReadContract> {
  const bytes = await network.readFile(url, '/source/url')
  const fileName = asked.fileName ?? (nameIn(new URL(url).pathname) || new URL(url).hostname)
  const root = asked.rootFile === undefined ? {} : { rootFile: asked.rootFile }
  const source = isZip(bytes) ? { bytes, fileName, ...root } : { bytes, fileName, address: url }
  const result = await run(source, network)
  const origin = { kind: 'url', url } as const
  return finish({ source, result: unlessForeign(result, bytes) }, network, { fileName, origin, text: textOf(bytes) })
}

/** The file alone when that is enough, else with those of the repository that it may refer to, as an archive. */
async function readGit(
  asked: ImportSource,
  from: { url: string; ref: string; path: string },
  network: ImportNetwork,
): Promise<ReadContract> {
  const commit = await network.openGit(from.url, from.ref)
  const path = from.path.replace(/^(\.?\/)+/, '')
  const bytes = (await network.readGit(from.url, commit, [path])).get(path) ?? Buffer.alloc(0)
  const fileName = asked.fileName ?? nameIn(path)
  const origin = { kind: 'git', url: from.url, ref: from.ref, path, commit: commit.id } as const
  const alone = { bytes, fileName }
  const result = await run(alone, network)
  if (result.ok || !result.issues.some(({ rule }) => rule.startsWith('reference.')))
    return finish({ source: alone, result: unlessForeign(result, bytes) }, network, {
      fileName,
      origin,
      text: textOf(bytes),
    })
  const files = fitting(await network.readGit(from.url, commit, [path, ...neighbours(path, commit.paths)]))
  const archive = { bytes: writeArchive(files), fileName: `${fileName}.zip`, rootFile: path }
  return finish({ source: archive, result: await run(archive, network) }, network, { fileName, origin, text: null })
}

function finish(
  { source, result }: Read,
  network: ImportNetwork,
  given: Pick<ImportGiven, 'fileName' | 'origin' | 'text'>,
): ReadContract {
  if (!result.ok) throw refusalOf(result, network)
  const file = toContractFile(result, given.text ?? '')
  const stored =
    given.text === null && 'bytes' in source
      ? ({ source: Buffer.from(source.bytes).toString('base64'), encoding: 'base64' } as const)
      : ({ source: given.text ?? '', encoding: 'text' } as const)
  return { ...file, given: { ...given, fileName: given.fileName.slice(0, 200), sha256: file.sha256 }, stored }
}

/** What the member can answer stands first: hosts to allow, the file of an archive to begin with. */
function refusalOf(result: ImportFailed, network: ImportNetwork): DomainError {
  const hosts = [
    ...new Set((result.needs ?? []).filter((url) => !network.isAllowed(url)).map((url) => new URL(url).host)),
  ]
  const ask =
    (pointer: string, rule: string) =>
    (expected: string): ProblemError => ({ in: 'body', pointer, rule, expected })
  return importFailed(result.issues.map(withoutForeignBytes), [
    ...hosts.slice(0, 20).map(ask('/allowHosts', importQuestions.host)),
    ...(result.candidates ?? []).map(ask('/rootFile', importQuestions.rootFile)),
  ])
}

/** Messages about broken syntax quote what stands there. Of a file that was fetched and is no part of a contract nothing is quoted. */
function withoutForeignBytes(issue: ImportIssue): ImportIssue {
  const fetched = issue.file !== undefined && /^https?:/i.test(issue.file)
  if (!fetched || !/^(json|yaml|format|encoding|openapi)\./.test(issue.rule)) return issue
  return { rule: issue.rule, message: `What ${issue.file} answers is no JSON or YAML that can be read.` }
}

/** What an address answered that does not even begin as a contract is not told about in detail. */
function unlessForeign<R extends Imported | ImportFailed>(result: R, bytes: Uint8Array): R | ImportFailed {
  if (result.ok || isZip(bytes)) return result
  const start = Buffer.from(bytes.subarray(0, 20_000)).toString('utf8')
  if (/^#%RAML\s|^FORMAT:\s*1A|["']?(openapi|swagger)["']?\s*:|^#+\s.*\[.*\]/m.test(start)) return result
  const page = /^\s*<(!doctype html|html|head|body)/i.test(start)
  return {
    ok: false,
    issues: [
      {
        rule: 'format.other',
        message: `The address answers ${page ? 'a web page' : 'something'} that is no description of an API. Gatehouse imports OpenAPI 2.0 to 3.2, API Blueprint, and RAML 0.8 and 1.0.`,
        fix: page ? 'Give the address of the raw file.' : 'Check the address.',
      },
    ],
  }
}

const mostFiles = 1_500
const mostBytes = 9 * 1024 * 1024

/** Files that contracts are made of, those that share most of the way with the root first. */
function neighbours(root: string, paths: readonly string[]): string[] {
  const shared = (path: string) => {
    const [one, other] = [root.split('/'), path.split('/')]
    const at = one.findIndex((part, index) => part !== other[index])
    return at === -1 ? one.length : at
  }
  return paths
    .filter((path) => path !== root && /\.(json|ya?ml|raml|apib|md|xsd|txt)$/i.test(path))
    .map((path) => ({ path, near: shared(path) }))
    .sort((a, b) => b.near - a.near)
    .slice(0, mostFiles)
    .map(({ path }) => path)
}

/** As many as an archive may hold; the root is the first. */
function fitting(files: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const kept = new Map<string, Buffer>()
  let bytes = 0
  for (const [path, body] of files) {
    bytes += body.byteLength
    if (kept.size > 0 && bytes > mostBytes) break
    kept.set(path, body)
  }
  return kept
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b
}

function textOf(bytes: Uint8Array): string | null {
  return !isZip(bytes) && isUtf8(bytes)
    ? Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, '')
    : null
}

function nameIn(path: string): string {
  const last = path.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last).trim()
  } catch {
    return last
  }
}
