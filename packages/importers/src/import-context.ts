import type { ImportIssue } from '@gatehouse/contracts/import-report'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ReportNote } from './build-report.ts'
import { type Claim, type Fate, FateMap } from './fates.ts'
import { isObject, member, pointerToken, type SourceTree } from './source-tree.ts'

/** How the place that is being read is used: an enforced parameter or a response that is only shown. */
export interface Use {
  fate: Exclude<Fate, 'dropped'>
  reason?: string
}

export const enforced: Use = { fate: 'enforced' }

/** State of one import: the source, the fates of its keys, and what keeps it from being imported. */
export class ImportContext {
  readonly tree: SourceTree
  readonly version: '3.0' | '3.1'
  readonly fates = new FateMap()
  readonly issues: ImportIssue[] = []
  readonly notes: ReportNote[] = []
  #pointers: Map<object, string> | undefined
  readonly #known = new Set<string>()

  constructor(tree: SourceTree, version: '3.0' | '3.1') {
    this.tree = tree
    this.version = version
  }

  get root(): JsonObject {
    return isObject(this.tree.value) ? this.tree.value : {}
  }

  /** JSON Pointer of a member of the source; the index is made at the first question, most imports ask none. */
  pointerOf(container: object, key?: string): string {
    if (this.#pointers === undefined) {
      const pointers = new Map<object, string>()
      const walk = (value: Json, pointer: string): void => {
        if (typeof value !== 'object' || value === null) return
        pointers.set(value, pointer)
        if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, `${pointer}/${index}`)
        else for (const [name, inner] of Object.entries(value)) walk(inner, `${pointer}/${pointerToken(name)}`)
      }
      walk(this.tree.value, '')
      this.#pointers = pointers
    }
    const pointer = this.#pointers.get(container) ?? ''
    return key === undefined ? pointer : `${pointer}/${pointerToken(key)}`
  }

  issue(rule: string, message: string, container: object, key: string, fix?: string): void {
    const pointer = this.pointerOf(container, key)
    const id = `${rule} ${pointer}`
    if (this.#known.has(id)) return
    this.#known.add(id)
    const line = this.tree.lineOf(container, key)
    this.issues.push({ rule, message, pointer, ...(line !== undefined && { line }), ...(fix && { fix }) })
  }

  note(fate: Fate, construct: string, reason: string, container: object, key: string): void {
    this.notes.push({
      fate,
      construct,
      reason,
      pointer: this.pointerOf(container, key),
      line: this.tree.lineOf(container, key),
    })
  }

  use(container: object, key: string, use: Use, construct: string): void {
    this.fates.claim(container, key, { ...use, construct })
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
    const text = typeof value === 'number' ? (this.tree.rawOf(container, key) ?? String(value)) : value
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

  object(container: JsonObject, key: string, claim: Claim): JsonObject | undefined {
    const value = member(container, key)
    if (value === undefined) return undefined
    if (isObject(value)) {
      this.fates.claim(container, key, claim)
      return value
    }
    this.drop(container, key, claim.construct, 'must be an object')
    return undefined
  }

  list(container: JsonObject, key: string, claim: Claim): Json[] | undefined {
    const value = member(container, key)
    if (value === undefined) return undefined
    if (Array.isArray(value)) {
      this.fates.claim(container, key, claim)
      return value
    }
    this.drop(container, key, claim.construct, 'must be a list')
    return undefined
  }
}

/** Claims of things that are shown to readers and decide nothing. */
export function shown(construct: string, reason = 'shown in the reference, decides nothing'): Claim {
  return { fate: 'documented', construct, reason }
}
