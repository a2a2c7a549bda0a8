import type { ImportIssue } from '@gatehouse/contracts/import-report'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ReportNote } from './build-report.ts'
import { type Claim, type Fate, FateMap } from './fates.ts'
import { resolveReference } from './resolve-reference.ts'
import { inFile, type SourceFile, type SourceFiles } from './source-files.ts'
import { isObject, member, pointerToken } from './source-tree.ts'

/** How the place that is being read is used: an enforced parameter or a response that is only shown. */
export interface Use {
  fate: Exclude<Fate, 'dropped'>
  reason?: string
}

export const enforced: Use = { fate: 'enforced' }

export type OpenApiVersion = '2.0' | '3.0' | '3.1' | '3.2'

/** State of one import: the source, the fates of its keys, and what keeps it from being imported. */
export class ImportContext {
  readonly files: SourceFiles
  readonly version: OpenApiVersion
  readonly fates = new FateMap()
  readonly issues: ImportIssue[] = []
  readonly notes: ReportNote[] = []
  /** Addresses of files that are needed and were not given. */
  readonly needs = new Set<string>()
  readonly #pointers = new Map<SourceFile, Map<object, string>>()
  readonly #known = new Set<string>()
  readonly #claims = new Map<Use, Map<string, Claim>>()

  constructor(files: SourceFiles, version: OpenApiVersion) {
    this.files = files
    this.version = version
  }

  /** The root document. */
  get root(): JsonObject {
    return isObject(this.files.root.tree.value) ? this.files.root.tree.value : {}
  }

  /** True where schemas are the dialects before JSON Schema 2020-12: OpenAPI 2.0 and 3.0. */
  get oldSchemas(): boolean {
    return this.version === '2.0' || this.version === '3.0'
  }

  /** The way to shared schemas in the root document. */
  get schemasAt(): readonly string[] {
    return this.version === '2.0' ? ['definitions'] : ['components', 'schemas']
  }

  /** JSON Pointer of a member in its file; the index of a file is made at the first question, most imports ask none. */
  pointerOf(container: object, key?: string): string {
    const file = this.files.of(container)
    let pointers = this.#pointers.get(file)
    if (pointers === undefined) {
      pointers = pointersOf(file.tree.value)
      this.#pointers.set(file, pointers)
    }
    const pointer = pointers.get(container) ?? ''
    return key === undefined ? pointer : `${pointer}/${pointerToken(key)}`
  }

  #place(container: object, key: string): Pick<ImportIssue, 'pointer' | 'file' | 'line'> & { pointer: string } {
    const file = this.files.of(container)
    const line = file.tree.lineOf(container, key)
    return {
      pointer: this.pointerOf(container, key),
      ...inFile(this.files, file),
      ...(line !== undefined && { line }),
    }
  }

  issue(rule: string, message: string, container: object, key: string, fix?: string): void {
    const place = this.#place(container, key)
    const id = `${rule} ${place.file ?? ''}#${place.pointer}`
    if (this.#known.has(id)) return
    this.#known.add(id)
    this.issues.push({ rule, message, ...place, ...(fix && { fix }) })
  }

  note(fate: Fate, construct: string, reason: string, container: object, key: string): void {
    this.notes.push({ fate, construct, reason, ...this.#place(container, key) })
  }

  use(container: object, key: string, use: Use, construct: string, deep = false): void {
    this.fates.claim(container, key, this.#claimOf(use, construct, deep))
  }

  /** One object for all equal claims: a large description makes a million of them. */
  #claimOf(use: Use, construct: string, deep: boolean): Claim {
    let claims = this.#claims.get(use)
    if (claims === undefined) {
      claims = new Map()
      this.#claims.set(use, claims)
    }
    const id = deep ? `${construct}…` : construct
    const known = claims.get(id)
    if (known !== undefined) return known
    const claim: Claim = { ...use, construct, ...(deep && { deep }) }
    claims.set(id, claim)
    return claim
  }

  document(container: object, key: string, construct: string, reason: string, deep = false): void {
    this.fates.claim(container, key, { fate: 'documented', construct, reason, ...(deep && { deep }) })
  }

  drop(container: object, key: string, construct: string, reason: string): void {
    this.fates.claim(container, key, { fate: 'dropped', construct, reason, deep: true })
  }

  /** A text member, claimed; what is no text is dropped, saying so. Numbers keep the form of the source (`version: 1.0`). */
  text(container: JsonObject, key: string, claim: Claim): string | undefined {
    const value = member(container, key)
    if (value === undefined) return undefined
    const text =
      typeof value === 'number' ? (this.files.of(container).tree.rawOf(container, key) ?? String(value)) : value
    if (typeof text === 'string') {
      this.fates.claim(container, key, claim)
      return text
    }
    this.drop(container, key, claim.construct, 'must be a text')
    return undefined
  }

  flag(container: JsonObject, key: string, claim: Claim): boolean | undefined {
    const value = member(container, key)
    if (value === undefined) return undefined
    if (typeof value === 'boolean') {
      this.fates.claim(container, key, claim)
      return value
    }
    if (value === 'true' || value === 'false') {
      this.fates.claim(container, key, claim)
      return value === 'true'
    }
    this.drop(container, key, claim.construct, 'must be true or false')
    return undefined
  }

  /** What a reference leads to. In most of these places OpenAPI has none, yet descriptions of several files are written so. */
  #behind(value: Json | undefined, claim: Claim): Json | undefined {
    let found = value
    for (let step = 0; isObject(found) && typeof member(found, '$ref') === 'string' && step < 20; step += 1) {
      const target = resolveReference(this, found, String(found.$ref), useOf(claim))
      if (target === undefined) return undefined
      this.fates.claim(found, '$ref', { ...claim, construct: 'Reference' })
      found = target.value
    }
    return found
  }

  object(container: JsonObject, key: string, claim: Claim): JsonObject | undefined {
    const value = this.#behind(member(container, key), claim)
    if (value === undefined) return undefined
    if (isObject(value)) {
      this.fates.claim(container, key, claim)
      return value
    }
    this.drop(container, key, claim.construct, 'must be an object')
    return undefined
  }

  list(container: JsonObject, key: string, claim: Claim): Json[] | undefined {
    const value = this.#behind(member(container, key), claim)
    if (value === undefined) return undefined
    if (Array.isArray(value)) {
      this.fates.claim(container, key, claim)
      return value
    }
    this.drop(container, key, claim.construct, 'must be a list')
    return undefined
  }
}

function useOf({ fate, reason }: Claim): Use {
  return { fate: fate === 'enforced' ? 'enforced' : 'documented', ...(reason !== undefined && { reason }) }
}

function pointersOf(value: Json): Map<object, string> {
  const pointers = new Map<object, string>()
  const walk = (inner: Json, pointer: string): void => {
    if (typeof inner !== 'object' || inner === null) return
    pointers.set(inner, pointer)
    if (Array.isArray(inner)) for (const [index, item] of inner.entries()) walk(item, `${pointer}/${index}`)
    else for (const [name, item] of Object.entries(inner)) walk(item, `${pointer}/${pointerToken(name)}`)
  }
  walk(value, '')
  return pointers
}

/** Claims of things that are shown to readers and decide nothing. */
export function shown(construct: string, reason = 'shown in the reference, decides nothing'): Claim {
  return { fate: 'documented', construct, reason }
}
