import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { breakSchemaLoops } from './break-schema-loops.ts'
import { buildReport } from './build-report.ts'
import { eachSourceKey, type Fate } from './fates.ts'
import type { ImportBundle } from './import-bundle.ts'
import { ImportContext, shown } from './import-context.ts'
import type { BundleResult, ImportResult } from './import-result.ts'
import { defaultImportLimits, type ImportLimits } from './limits.ts'
import { dropKnown, readExternalDocs, readInfo, readServers, readTags } from './read-info.ts'
import { readPaths } from './read-paths.ts'
import { readSecuritySchemes } from './read-security.ts'
import { decodeSource, readSource } from './read-source.ts'
import { recogniseDocument } from './recognise-format.ts'
import { ImportRefused, isObject, member, type SourceTree } from './source-tree.ts'
import { SchemaTranslator } from './translate-schema.ts'

export interface ImportSource {
  text: string
  /** Decides between JSON and YAML only where the text does not. */
  fileName?: string
}

/** The fate of each key of the source, uncut: pointer and fate, in source order. */
export type FateList = { pointer: string; fate: Fate }[]

/**
 * OpenAPI 3.0.x or 3.1.x, JSON or YAML, to a description and the report of what became of each of its keys. Pure: reads no file,
 * calls no address. For untrusted text use `runImport`, which also bounds time and memory.
 */
export function importOpenApi(source: ImportSource, limits?: Partial<ImportLimits>): ImportResult {
  return importAll(source, limits).result
}

/** The importer of the family `openapi`. */
export function importOpenApiBundle(bundle: ImportBundle, limits: ImportLimits): BundleResult {
  const given = bundle.files.get(bundle.root) ?? ''
  const decoded = typeof given === 'string' ? { text: given } : decodeSource(given)
  if ('issue' in decoded) return { ok: false, issues: [decoded.issue] }
  return importOpenApi({ text: decoded.text, fileName: bundle.root }, limits)
}

/** The same with the uncut list of fates, for tests that hold the report to its word. */
export function importOpenApiWithFates(
  source: ImportSource,
  limits?: Partial<ImportLimits>,
): { result: ImportResult; fates: FateList } {
  const { result, context } = importAll(source, limits)
  const fates: FateList = []
  if (context)
    eachSourceKey(context.tree, context.fates, ({ pointer, claim }) => fates.push({ pointer, fate: claim.fate }))
  return { result, fates }
}

function importAll(
  source: ImportSource,
  partial: Partial<ImportLimits> | undefined,
): { result: ImportResult; context?: ImportContext } {
  const limits = { ...defaultImportLimits, ...partial }
  try {
    const { tree, identity } = readSource(source.text, source.fileName, limits)
    const version = versionOf(tree)
    const context = new ImportContext(tree, version)
    const description = readDocument(context, limits)
    if (context.issues.length > 0) return { result: { ok: false, issues: context.issues.slice(0, 200) } }
    const report = buildReport(`openapi-${version}`, tree, context.fates, description.operations.length, context.notes)
    return { result: { ok: true, description, report, source: identity }, context }
  } catch (error) {
    if (error instanceof ImportRefused) return { result: { ok: false, issues: [error.issue] } }
    throw error
  }
}

function versionOf(tree: SourceTree): '3.0' | '3.1' {
  const value = isObject(tree.value) ? member(tree.value, 'openapi') : undefined
  const text =
    typeof value === 'number' && isObject(tree.value) ? (tree.rawOf(tree.value, 'openapi') ?? String(value)) : value
  const issue = recogniseDocument(tree.value, typeof text === 'string' ? text : undefined)
  if (issue) throw new ImportRefused(issue)
  return String(text).startsWith('3.0') ? '3.0' : '3.1'
}

function readDocument(ctx: ImportContext, limits: ImportLimits): ApiDescription {
  const { root } = ctx
  ctx.text(root, 'openapi', shown('Version of OpenAPI', 'tells how to read the file'))
  const info = readInfo(ctx)
  const servers = readServers(ctx)
  const tags = readTags(ctx)
  const externalDocs = readExternalDocs(ctx, root, 'the API')
  const securitySchemes = readSecuritySchemes(ctx)
  const schemas = new SchemaTranslator(ctx)
  const operations = readPaths(ctx, schemas, limits.maxOperations)
  const shared = schemas.shared()
  breakSchemaLoops(ctx, shared, schemas.origins)
  dropKnown(
    ctx,
    root,
    {
      webhooks: 'your backend sends them; they do not pass the gateway',
      jsonSchemaDialect: 'all schemas are read as JSON Schema 2020-12',
      $self: 'read from OpenAPI 3.2 on',
    },
    'the description',
  )
  dropUnusedComponents(ctx)
  return { ...info, ...(externalDocs && { externalDocs }), servers, tags, securitySchemes, operations, schemas: shared }
}

/** Components are read where they are used; what nothing uses is dropped with that reason. */
function dropUnusedComponents(ctx: ImportContext): void {
  const components = member(ctx.root, 'components')
  if (!isObject(components)) return
  const groups = [
    'responses',
    'parameters',
    'examples',
    'requestBodies',
    'headers',
    'links',
    'callbacks',
    'pathItems',
    'mediaTypes',
  ]
  for (const group of groups) {
    const members = member(components, group)
    if (!isObject(members)) continue
    const reason = group === 'links' || group === 'callbacks' ? `${group} are not shown` : 'no operation uses it'
    for (const name of Object.keys(members)) ctx.drop(members, name, `Component \`${name}\` in \`${group}\``, reason)
    ctx.document(components, group, 'Components', 'shared parts of the description')
  }
  ctx.document(ctx.root, 'components', 'Components', 'shared parts of the description')
}
