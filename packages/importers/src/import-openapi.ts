import { buildReport, type ReportFile } from './build-report.ts'
import { eachSourceKey, type Fate } from './fates.ts'
import type { ImportBundle } from './import-bundle.ts'
import { ImportContext, type OpenApiVersion } from './import-context.ts'
import type { BundleResult, ImportResult } from './import-result.ts'
import { defaultImportLimits, type ImportLimits } from './limits.ts'
import { readExtensions, withoutAddedScheme } from './read-extensions.ts'
import { readOpenApi3 } from './read-openapi3.ts'
import { sourceIdentity } from './read-source.ts'
import { readSwagger } from './read-swagger.ts'
import { recogniseDocument } from './recognise-format.ts'
import { SourceFiles } from './source-files.ts'
import { ImportRefused, isObject, member, type SourceTree } from './source-tree.ts'

export interface ImportSource {
  text: string
  /** Decides between JSON and YAML only where the text does not. */
  fileName?: string
}

/** The fate of each key of the source, uncut: file (absent: the root), pointer and fate, in source order. */
export type FateList = { file?: string; pointer: string; fate: Fate }[]

/**
 * One text of OpenAPI 2.0, 3.0, 3.1 or 3.2, JSON or YAML, to a description and the report of what became of each of its keys. Pure:
 * reads no file, calls no address. For untrusted text use `runImport`, which also bounds time and memory.
 */
export function importOpenApi(source: ImportSource, limits?: Partial<ImportLimits>): ImportResult {
  const result = importAll(bundleOf(source), { ...defaultImportLimits, ...limits }).result
  return result.ok ? { ...result, source: sourceIdentity(source.text) } : result
}

/** The importer of the family `openapi`: the root and the files that its references lead to. */
export function importOpenApiBundle(bundle: ImportBundle, limits: ImportLimits): BundleResult {
  return importAll(bundle, limits).result
}

/** The same with the uncut list of fates, for tests that hold the report to its word. */
export function importOpenApiWithFates(
  source: ImportSource | ImportBundle,
  limits?: Partial<ImportLimits>,
): { result: BundleResult; fates: FateList } {
  const bundle = 'files' in source ? source : bundleOf(source)
  const { result, context } = importAll(bundle, { ...defaultImportLimits, ...limits })
  const fates: FateList = []
  for (const { name, tree } of context ? reportFiles(context) : [])
    if (context)
      eachSourceKey(tree, context.fates, ({ pointer, claim }) =>
        fates.push({ ...(name !== undefined && { file: name }), pointer, fate: claim.fate }),
      )
  return { result, fates }
}

function bundleOf({ text, fileName = 'description' }: ImportSource): ImportBundle {
  return { root: fileName, files: new Map([[fileName, text]]) }
}

function importAll(bundle: ImportBundle, limits: ImportLimits): { result: BundleResult; context?: ImportContext } {
  try {
    const files = new SourceFiles(bundle, limits)
    const version = versionOf(files.root.tree)
    const context = new ImportContext(files, version)
    const read = version === '2.0' ? readSwagger(context, limits) : readOpenApi3(context, limits)
    if (context.issues.length > 0) return { result: refusal(context), context }
    const extensions = readExtensions(context, read)
    const description = extensions ? withoutAddedScheme(read) : read
    noteUnreadFiles(context)
    const report = buildReport(
      `openapi-${version}`,
      reportFiles(context),
      context.fates,
      description.operations.length,
      context.notes,
    )
    return { result: { ok: true, description, report, ...(extensions && { extensions }) }, context }
  } catch (error) {
    if (error instanceof ImportRefused) return { result: { ok: false, issues: [error.issue] } }
    throw error
  }
}

function refusal(ctx: ImportContext): BundleResult {
  const needs = [...ctx.needs].toSorted()
  return { ok: false, issues: ctx.issues.slice(0, 200), ...(needs.length > 0 && { needs }) }
}

function reportFiles(ctx: ImportContext): ReportFile[] {
  const { read, root } = ctx.files
  return read.map((file) =>
    file === root
      ? { tree: file.tree }
      : { name: file.name, tree: file.tree, unknown: 'nothing that OpenAPI knows refers to it' },
  )
}

function noteUnreadFiles(ctx: ImportContext): void {
  for (const name of ctx.files.unread.slice(0, 100))
    ctx.notes.push({
      fate: 'dropped',
      pointer: '',
      file: name,
      construct: `File \`${name}\``,
      reason: 'the description does not refer to it',
    })
}

function versionOf(tree: SourceTree): OpenApiVersion {
  const { value } = tree
  const key = isObject(value) && member(value, 'openapi') === undefined ? 'swagger' : 'openapi'
  const given = isObject(value) ? member(value, key) : undefined
  const text = typeof given === 'number' && isObject(value) ? (tree.rawOf(value, key) ?? String(given)) : given
  const found = recogniseDocument(value, typeof text === 'string' ? text : undefined)
  if (typeof found !== 'string') throw new ImportRefused(found)
  return found
}
