import type { ImportIssue } from '@gatehouse/contracts/import-report'
import { chooseRoot } from './choose-root.ts'
import type { ImportBundle } from './import-bundle.ts'
import type { BundleResult, ImportFailed, ImportResult } from './import-result.ts'
import { importers } from './importers.ts'
import type { ImportLimits } from './limits.ts'
import { isArchive, readArchive } from './read-archive.ts'
import { decodeSource, sourceIdentity, tooLarge } from './read-source.ts'
import { recogniseFamily } from './recognise-format.ts'
import { ImportRefused } from './source-tree.ts'

/** What the thread is given: a text, or the bytes of a file or zip archive, and the files that were fetched for it. */
export interface ImportJob {
  kind: 'import'
  text?: string
  bytes?: Uint8Array
  fileName?: string
  address?: string
  fetched?: ReadonlyMap<string, Uint8Array | string>
  rootFile?: string
  limits: ImportLimits
}

/** Source to result, in this thread: opens an archive, chooses its root, recognises the format, and imports. */
export async function runImportJob(job: ImportJob): Promise<ImportResult> {
  try {
    return await importGiven(job)
  } catch (error) {
    if (error instanceof ImportRefused) return { ok: false, issues: [error.issue] }
    throw error
  }
}

async function importGiven(job: ImportJob): Promise<ImportResult> {
  const given = job.bytes ?? job.text ?? ''
  const large = tooLarge(typeof given === 'string' ? Buffer.byteLength(given) : given.byteLength, job.limits)
  if (large) return refused(large)
  const archive = typeof given !== 'string' && isArchive(given)
  const opened = archive ? await readArchive(given, job.limits) : new Map([[nameOf(job), given]])
  const chosen = archive ? chooseRoot(opened, job.rootFile) : { root: nameOf(job) }
  if ('ok' in chosen) return chosen
  const fetchedTooMuch = judgeFetched(job)
  if (fetchedTooMuch) return refused(fetchedTooMuch)
  const bundle: ImportBundle = { root: chosen.root, files: new Map([...opened, ...(job.fetched ?? [])]) }
  const result = await importBundle(bundle, job.limits)
  const named = archive ? withRootNamed(result, chosen.root) : result
  return named.ok ? { ...named, source: sourceIdentity(given) } : named
}

/** Imports a bundle with the importer of its root's format. */
async function importBundle(bundle: ImportBundle, limits: ImportLimits): Promise<BundleResult> {
  const given = bundle.files.get(bundle.root) ?? ''
  const decoded = typeof given === 'string' ? { text: given } : decodeSource(given)
  if ('issue' in decoded) return refused(decoded.issue)
  const family = recogniseFamily(decoded.text, bundle.root)
  const load = importers[family] ?? importers.openapi
  if (load === undefined) throw new Error(`no importer for ${family}`)
  const importer = await load()
  return importer({ root: bundle.root, files: new Map([...bundle.files, [bundle.root, decoded.text]]) }, limits)
}

function nameOf({ address, fileName }: ImportJob): string {
  return address ?? (fileName?.split(/[\\/]/).at(-1) || 'description')
}

function judgeFetched({ fetched, limits }: ImportJob): ImportIssue | undefined {
  let total = 0
  for (const given of fetched?.values() ?? []) {
    const size = typeof given === 'string' ? Buffer.byteLength(given) : given.byteLength
    const large = tooLarge(size, limits)
    if (large) return large
    total += size
  }
  if (total <= limits.maxBundleBytes && (fetched?.size ?? 0) <= limits.maxFiles) return undefined
  return {
    rule: 'limits.bundle',
    message: 'The description refers to more files at other addresses than an import takes.',
    fix: 'Bundle the files into one first.',
  }
}

/** In an archive every place names its file: there is no other "given file" that a place without one could mean. */
function withRootNamed(result: BundleResult, root: string): BundleResult {
  if (!result.ok) {
    const issues = result.issues.map((issue) =>
      issue.pointer === undefined && issue.line === undefined ? issue : { ...issue, file: issue.file ?? root },
    )
    return { ...result, issues }
  }
  const items = result.report.items.map((item) => ({ ...item, file: item.file ?? root }))
  return { ...result, report: { ...result.report, items } }
}

function refused(issue: ImportIssue): ImportFailed {
  return { ok: false, issues: [issue] }
}
