import type { SourceLedger } from '../source-ledger.ts'
import type { RamlFiles } from './raml-files.ts'
import { asMap, entriesOf, isUnsafeName, memberOf, type RamlEntry, type RamlNode, textOf } from './raml-node.ts'

export type DeclaredKind = 'types' | 'traits' | 'resourceTypes' | 'securitySchemes'

export interface Declared {
  kind: DeclaredKind
  name: string
  entry: RamlEntry
  /** Name of its schema in the description; unique. */
  id: string
}

interface FileDeclarations {
  own: Record<DeclaredKind, Map<string, Declared>>
  libraries: Map<string, string>
}

const sections: [key: string, kind: DeclaredKind][] = [
  ['types', 'types'],
  ['schemas', 'types'],
  ['traits', 'traits'],
  ['resourceTypes', 'resourceTypes'],
  ['securitySchemes', 'securitySchemes'],
]

/** What the root, its libraries and fragments declare, and how a name in one of these files finds it. */
export class RamlDeclarations {
  readonly #files: RamlFiles
  readonly #ledger: SourceLedger
  readonly #byFile = new Map<string, FileDeclarations>()
  readonly #ids = new Set<string>()
  readonly all: Declared[] = []
  readonly libraries = new Set<RamlNode>()

  constructor(files: RamlFiles, ledger: SourceLedger) {
    this.#files = files
    this.#ledger = ledger
  }

  /** Reads the declarations of a file and of the libraries that it uses; again for a known file is nothing. */
  read(file: string, node: RamlNode, alias = ''): void {
    if (this.#byFile.has(file)) return
    const found: FileDeclarations = {
      own: { types: new Map(), traits: new Map(), resourceTypes: new Map(), securitySchemes: new Map() },
      libraries: new Map(),
    }
    this.#byFile.set(file, found)
    for (const [key, kind] of sections) {
      const value = memberOf(node, key)
      // RAML 0.8 writes lists of maps, 1.0 maps.
      const maps = value?.kind === 'list' ? value.items : value ? [value] : []
      for (const entry of maps.flatMap(entriesOf)) {
        if (found.own[kind].has(entry.key) || isUnsafeName(entry.key)) continue
        const declared = { kind, name: entry.key, entry, id: kind === 'types' ? this.#idFor(alias + entry.key) : '' }
        found.own[kind].set(entry.key, declared)
        this.all.push(declared)
      }
    }
    this.#readUses(node, found, alias)
  }

  #readUses(node: RamlNode, found: FileDeclarations, alias: string): void {
    const uses = node.kind === 'map' ? node.entries.get('uses') : undefined
    if (uses === undefined) return
    const claim = { fate: 'documented', construct: 'Library', reason: 'what is used of it is in place' } as const
    this.#ledger.claim(uses.part, claim)
    for (const entry of entriesOf(asMap(uses.value))) {
      this.#ledger.claim(entry.part, claim)
      const path = textOf(entry.value)
      if (path === undefined) continue
      const place = { line: entry.part?.line ?? entry.value.line, pointer: entry.part?.pointer ?? '', part: entry.part }
      const library = this.#files.library(path, entry.value.file, place)
      if (library === undefined) continue
      found.libraries.set(entry.key, library.file)
      this.libraries.add(library.node)
      this.#claimLibrary(library.node)
      this.read(library.file, library.node, `${alias}${entry.key}.`)
    }
  }

  #claimLibrary(node: RamlNode): void {
    for (const entry of entriesOf(node)) {
      if (entry.key !== 'usage') continue
      const reason = 'a note for those who write RAML'
      this.#ledger.claim(entry.part, { fate: 'dropped', construct: 'Usage of a library', reason })
    }
  }

  /** A fragment file may use libraries of its own. */
  readFragment(node: RamlNode): void {
    if (node.kind === 'map' && node.entries.has('uses') && !this.#byFile.has(node.file)) this.read(node.file, node)
  }

  find(kind: DeclaredKind, name: string, scopes: readonly string[]): Declared | undefined {
    for (const scope of [...scopes, this.#files.root]) {
      const seen = new Set<string>()
      for (
        let file: string | undefined = scope;
        file !== undefined && !seen.has(file);
        file = this.#files.includerOf(file)
      ) {
        seen.add(file)
        const found = this.#inFile(kind, name, file)
        if (found) return found
      }
    }
    return undefined
  }

  #inFile(kind: DeclaredKind, name: string, file: string): Declared | undefined {
    const declarations = this.#byFile.get(file)
    const own = declarations?.own[kind].get(name)
    if (own !== undefined || declarations === undefined) return own
    const dot = name.indexOf('.')
    const library = dot === -1 ? undefined : declarations.libraries.get(name.slice(0, dot))
    return library === undefined ? undefined : this.#byFile.get(library)?.own[kind].get(name.slice(dot + 1))
  }

  /** Reserves a name among the shared schemas. */
  idFor(stem: string): string {
    return this.#idFor(stem)
  }

  #idFor(stem: string): string {
    const clean = stem.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 120) || 'Type'
    let id = clean
    for (let number = 2; this.#ids.has(id) || isUnsafeName(id); number += 1) id = `${clean}_${number}`
    this.#ids.add(id)
    return id
  }
}
