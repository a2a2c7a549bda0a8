import { posix } from 'node:path'
import {
  browserFiles,
  databaseUsers,
  databaseUsersFreely,
  type ImportRule,
  importTable,
  partRules,
  soleImporters,
} from './import-table.ts'
import { type Import, readImports, withoutComments, withoutStrings } from './read-imports.ts'
import type { Finding, SourceFiles } from './source-files.ts'

export interface BoundaryRules {
  readonly table: readonly ImportRule[]
  readonly parts: readonly ImportRule[]
  readonly soleImporters: Readonly<Record<string, readonly string[]>>
  readonly browser: { readonly folders: readonly string[]; readonly may: readonly string[] }
  readonly databaseUsers: readonly string[]
}

export const boundaryRules: BoundaryRules = {
  table: importTable,
  parts: partRules,
  soleImporters,
  browser: browserFiles,
  databaseUsers: [...databaseUsers, ...databaseUsersFreely],
}

const scope = '@gatehouse/'

/** Every import, `process.env` and database use that the architecture does not allow. Tests may use real neighbours. */
export function findBoundaryBreaches(files: SourceFiles, rules: BoundaryRules = boundaryRules): Finding[] {
  const imports = new Map(
    [...files].filter(([file]) => /\.(ts|tsx|mts)$/.test(file)).map(([file, text]) => [file, readImports(text)]),
  )
  const graph = new ImportGraph(files, imports)
  return [...imports].flatMap(([file, found]) => [
    ...(isTest(file)
      ? []
      : [
          ...tableBreaches(file, found, rules),
          ...databaseBreaches(file, found, rules),
          ...reachBreaches(file, graph, rules),
        ]),
    ...soleBreaches(file, found, rules),
    ...browserBreaches(file, graph, rules),
    ...environmentBreaches(file, files.get(file) ?? ''),
  ])
}

function tableBreaches(file: string, imports: readonly Import[], { table, parts }: BoundaryRules): Finding[] {
  const owner = ruleFor(file, table)
  if (!owner) return [{ file, message: 'belongs to no package of the import table' }]
  const rule = ruleFor(file, parts) ?? owner
  return imports.flatMap(({ specifier, line }) => {
    const at = `${file}:${line}`
    if (leavesPackage(file, specifier, owner))
      return [{ file: at, message: `reaches into another package by the path ${specifier}` }]
    const external = rule.never?.find((name) => isPackage(specifier, name))
    if (external) return [{ file: at, message: `must never import ${external}` }]
    const inner = internalName(specifier)
    if (inner === undefined || rule.may === 'anything' || isOwn(inner, owner, rule) || allowed(inner, rule.may))
      return []
    return [
      { file: at, message: `may not import ${specifier} (allowed: ${rule.may.join(', ') || 'nothing internal'})` },
    ]
  })
}

function databaseBreaches(file: string, imports: readonly Import[], { databaseUsers }: BoundaryRules): Finding[] {
  if (databaseUsers.some((place) => isIn(file, place))) return []
  return imports
    .filter(({ specifier, typeOnly }) => !typeOnly && allowed(internalName(specifier) ?? '', ['db']))
    .map(({ line }) => ({
      file: `${file}:${line}`,
      message: 'uses the database beside the verbs and is not listed for it',
    }))
}

function soleBreaches(file: string, imports: readonly Import[], { soleImporters }: BoundaryRules): Finding[] {
  return imports.flatMap(({ specifier, line }) =>
    Object.entries(soleImporters)
      .filter(([name, places]) => isPackage(specifier, name) && !places.some((place) => isIn(file, place)))
      .map(([name, places]) => ({
        file: `${file}:${line}`,
        message: `imports ${name}, which only ${places.join(', ')} may`,
      })),
  )
}

function reachBreaches(file: string, graph: ImportGraph, { table, parts }: BoundaryRules): Finding[] {
  const never = (ruleFor(file, parts) ?? ruleFor(file, table))?.neverReaches
  if (!never) return []
  const { externals } = graph.reach(file)
  return [...externals]
    .filter(([specifier]) => never.some((name) => isPackage(specifier, name)))
    .map(([specifier, by]) => ({
      file,
      message: by === file ? `must never import ${specifier}` : `reaches ${specifier} through ${by}`,
    }))
}

function browserBreaches(file: string, graph: ImportGraph, { browser }: BoundaryRules): Finding[] {
  if (!browser.folders.some((folder) => isIn(file, folder)) || !graph.isForBrowser(file)) return []
  return graph.ownReach(file).flatMap(([from, { specifier, typeOnly }]) => {
    const inner = internalName(specifier)
    if (inner === undefined || typeOnly || allowed(inner, browser.may)) return []
    return [{ file, message: `runs in the browser but imports ${specifier}${from === file ? '' : ` through ${from}`}` }]
  })
}

function environmentBreaches(file: string, text: string): Finding[] {
  if (posix.basename(file) === 'env.ts') return []
  const code = withoutComments(text)
  const match =
    /\bprocess\s*(\?\.|\.)\s*env\b/.exec(withoutStrings(code)) ??
    /\bprocess\s*\[\s*['"]env['"]|import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"](node:)?process['"]/.exec(code)
  if (!match) return []
  const line = text.slice(0, match.index).split('\n').length
  return [{ file: `${file}:${line}`, message: 'reads process.env outside a file called env.ts' }]
}

/** Which files lead to which, inside the repository. */
class ImportGraph {
  private readonly files: SourceFiles
  private readonly imports: ReadonlyMap<string, readonly Import[]>

  constructor(files: SourceFiles, imports: ReadonlyMap<string, readonly Import[]>) {
    this.files = files
    this.imports = imports
  }

  isForBrowser(file: string): boolean {
    return /^\s*(['"])use client\1/.test(withoutComments(this.files.get(file) ?? ''))
  }

  /** Externals that are loaded with a file (types are not), each with a file that imports it. */
  reach(start: string): { externals: Map<string, string> } {
    const externals = new Map<string, string>()
    const seen = new Set([start])
    for (const file of seen) {
      for (const { specifier, typeOnly } of this.imports.get(file) ?? []) {
        if (typeOnly) continue
        const target = this.resolve(file, specifier)
        if (target !== undefined) seen.add(target)
        else if (internalName(specifier) === undefined && !specifier.startsWith('.'))
          externals.set(specifier, externals.get(specifier) ?? file)
      }
    }
    return { externals }
  }

  /** Imports of a file and of the files of its own package that it leads to. */
  ownReach(start: string): [string, Import][] {
    const found: [string, Import][] = []
    const seen = new Set([start])
    for (const file of seen) {
      for (const one of this.imports.get(file) ?? []) {
        found.push([file, one])
        const target =
          one.typeOnly || !/^[.@]\/|^\.\./.test(one.specifier) ? undefined : this.resolve(file, one.specifier)
        if (target !== undefined) seen.add(target)
      }
    }
    return found
  }

  private resolve(file: string, specifier: string): string | undefined {
    const inner = internalName(specifier)
    if (inner !== undefined) {
      const [name = '', ...path] = inner.split('/')
      return this.firstOf(`packages/${name}/src/${path.join('/')}`)
    }
    // Next apps write @/… for their own src.
    if (specifier.startsWith('@/'))
      return this.firstOf(`${file.split('/').slice(0, 2).join('/')}/src/${specifier.slice(2)}`)
    return specifier.startsWith('.') ? this.firstOf(posix.join(posix.dirname(file), specifier)) : undefined
  }

  private firstOf(path: string): string | undefined {
    return ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
      .map((ending) => path + ending)
      .find((one) => this.files.has(one))
  }
}

function internalName(specifier: string): string | undefined {
  return specifier.startsWith(scope) ? specifier.slice(scope.length) : undefined
}

/** `policies` opens all of it, `auth/session` that file and what lies below it; a star stands for one segment. */
function allowed(inner: string, may: readonly string[]): boolean {
  const segments = inner.split('/')
  return may.some((pattern) =>
    pattern.split('/').every((wanted, index) => wanted === '*' || wanted === segments[index]),
  )
}

/** A package may call itself by name, unless a narrower rule holds for the file. */
function isOwn(inner: string, owner: ImportRule, rule: ImportRule): boolean {
  return rule === owner && inner.split('/')[0] === owner.folder.split('/').at(-1)
}

function ruleFor(file: string, rules: readonly ImportRule[]): ImportRule | undefined {
  return rules
    .filter(({ folder }) => isIn(file, folder))
    .sort((one, other) => other.folder.length - one.folder.length)[0]
}

/** `…/events` holds `…/events/crc32c.ts` and `…/events.ts`, but not `…/events-and-more.ts`. */
function isIn(file: string, place: string): boolean {
  return (
    file === place ||
    file.startsWith(`${place}/`) ||
    /^\.[a-z]+$/.test(file.startsWith(place) ? file.slice(place.length) : '')
  )
}

function leavesPackage(file: string, specifier: string, owner: ImportRule): boolean {
  if (!specifier.startsWith('.') || owner.may === 'anything') return false
  return !posix.join(posix.dirname(file), specifier).startsWith(`${owner.folder}/`)
}

function isPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`)
}

function isTest(file: string): boolean {
  return /\/test\/|\.test\.tsx?$|\/vitest[\w.-]*\.ts$/.test(file)
}
