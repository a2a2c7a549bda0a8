import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { findSchemaLoop } from '../find-schema-loop.ts'
import type { BundleImporter, ImportBundle } from '../import-bundle.ts'
import type { BundleResult } from '../import-result.ts'
import type { ImportLimits } from '../limits.ts'
import { type PartFate, SourceLedger } from '../source-ledger.ts'
import { ImportRefused } from '../source-tree.ts'
import { RamlContext } from './raml-context.ts'
import { RamlDeclarations } from './raml-declarations.ts'
import { RamlFiles } from './raml-files.ts'
import { asMap, type RamlMap } from './raml-node.ts'
import { readDefaultMediaTypes } from './read-bodies.ts'
import { ResourceReader } from './read-resources.ts'
import { claimDeclarations, readRoot } from './read-root.ts'
import { RamlSecurity } from './read-security.ts'
import { TypeTranslator } from './translate-type.ts'

/** RAML 0.8 or 1.0, with the files that it includes, to a description and the report of what became of each of its keys. */
export const importRamlBundle: BundleImporter = (bundle, limits) => importRamlWithFates(bundle, limits).result

/** The same with the uncut list of fates, for tests that hold the report to its word. */
export function importRamlWithFates(
  bundle: ImportBundle,
  limits: ImportLimits,
): { result: BundleResult; fates: PartFate[] } {
  const ledger = new SourceLedger()
  const files = new RamlFiles(bundle, limits, ledger)
  try {
    const version = versionOf(files.headerOf(bundle.root))
    const root = asMap(files.readRoot())
    if (root === undefined)
      throw new ImportRefused({ rule: 'raml.root', message: 'The RAML description is no object of keys.', line: 1 })
    const declarations = new RamlDeclarations(files, ledger)
    declarations.read(bundle.root, root)
    const ctx = new RamlContext(version, files, ledger, limits, declarations)
    const description = describe(ctx, root)
    if (ledger.issues.length > 0) return { result: refused(ledger, files), fates: [] }
    const report = ledger.report(`raml-${version}`, description.operations.length)
    return { result: { ok: true, description, report }, fates: ledger.fates() }
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error
    ledger.issue(error.issue)
    return { result: refused(ledger, files), fates: [] }
  }
}

function refused(ledger: SourceLedger, files: RamlFiles): BundleResult {
  const needs = [...files.needs].sort()
  return { ok: false, issues: ledger.issues.slice(0, 200), ...(needs.length > 0 && { needs }) }
}

function describe(ctx: RamlContext, root: RamlMap): ApiDescription {
  const info = readRoot(ctx, root)
  claimDeclarations(ctx, root)
  const types = new TypeTranslator(ctx)
  const security = new RamlSecurity(ctx)
  const mediaTypes = readDefaultMediaTypes(ctx, root)
  const resources = new ResourceReader(types, security, { mediaTypes, security: security.required(root) ?? [] })
  resources.readRoot(root)
  const schemas = types.shared()
  const loop = findSchemaLoop(schemas)
  if (loop !== undefined) {
    const declared = ctx.declarations.all.find(({ id }) => id === loop)
    const message = `The type \`${loop}\` is made of itself: it would be judged for ever.`
    ctx.issue(
      'raml.type-loop',
      message,
      declared?.entry,
      declared?.entry.value,
      'Let it refer to itself in a property or as items.',
    )
  }
  return { ...info, tags: resources.tags, securitySchemes: security.schemes, operations: resources.operations, schemas }
}

function versionOf(header: string): '0.8' | '1.0' {
  const [, version, fragment] = /^#%RAML\s+(\d\.\d)(?:\s+(\w+))?\s*$/.exec(header) ?? []
  if (fragment === 'Overlay' || fragment === 'Extension') {
    throw new ImportRefused({
      rule: 'raml.fragment',
      message: `This is a RAML ${fragment}: it changes another description and is none itself.`,
      line: 1,
      fix: 'Apply it to its master first and import the result, or import the master.',
    })
  }
  if (fragment !== undefined) {
    throw new ImportRefused({
      rule: 'raml.fragment',
      message: `This is a RAML ${fragment.slice(0, 40)}, a part that descriptions include.`,
      line: 1,
      fix: 'Import the file that begins with `#%RAML 1.0` alone, in an archive with this one.',
    })
  }
  if (version === '0.8' || version === '1.0') return version
  throw new ImportRefused({
    rule: 'raml.version',
    message: 'The first line names no version of RAML that can be imported.',
    line: 1,
    fix: 'Begin the file with `#%RAML 1.0` or `#%RAML 0.8`.',
  })
}
