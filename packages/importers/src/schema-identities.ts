import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isAddress } from './import-bundle.ts'
import { dialectNamed, identityOf, type SchemaDialect } from './schema-dialect.ts'
import type { SourceFile, SourceFiles } from './source-files.ts'
import { isObject, member } from './source-tree.ts'

/** A schema that a reference names by address. */
export interface IdentifiedSchema {
  schema: Json
  /** The nearest schema with an identity of its own, else the document. */
  resource: Json
  file: SourceFile
}

/** Members by which values are given, not schemas: what looks like an identity in them is none. */
const values = new Set(['enum', 'const', 'default', 'example', 'examples', 'value'])
/** Members whose own members have names that people chose. */
const maps = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'schemas'])

/**
 * Addresses of schemas in the files of an import (RFC 3986 §5; JSON Schema 2020-12 §8.2): each `$id` counts from the one around it,
 * anchors from their resource, a file without `$id` from its own name.
 */
export class SchemaIdentities {
  readonly #files: SourceFiles
  readonly #found = new Map<string, IdentifiedSchema>()
  /** The first of each name, wherever it stands. */
  readonly #anchors = new Map<string, IdentifiedSchema>()
  readonly #bases = new Map<object, string>()
  /** How many schemas have a `$dynamicAnchor` of a name. */
  readonly #dynamic = new Map<string, number>()
  #seen = 0

  constructor(files: SourceFiles) {
    this.#files = files
  }

  /** The schema that `reference` names inside `resource`, a document or a schema with an identity. */
  find(reference: string, resource: Json): IdentifiedSchema | undefined {
    this.#readNewFiles()
    const address = resolved(reference, this.#baseOf(resource))
    const found = address === undefined ? undefined : this.#found.get(address.replace(/#$/, ''))
    // Inside a schema with `$id` authors often mean an anchor of the document all the same.
    return found ?? (reference.startsWith('#') ? this.#anchors.get(reference) : undefined)
  }

  /**
   * Whether a `$dynamicRef` can lead to one schema only, so that it is a plain reference (JSON Schema 2020-12 §8.2.3.2): its name is no
   * dynamic anchor, or the only one of that name.
   */
  isCertain(dynamicReference: string): boolean {
    this.#readNewFiles()
    const anchor = dynamicReference.replace(/^[^#]*#?/, '')
    return anchor === '' || anchor.startsWith('/') || (this.#dynamic.get(anchor) ?? 0) < 2
  }

  /** Where `reference` leads from inside `resource`, when that is an http(s) address. */
  addressOf(reference: string, resource: Json): string | undefined {
    this.#readNewFiles()
    const address = resolved(reference, this.#baseOf(resource))
    return address !== undefined && isAddress(address) ? address : undefined
  }

  #baseOf(resource: Json): string {
    return typeof resource === 'object' && resource !== null ? (this.#bases.get(resource) ?? '') : ''
  }

  #readNewFiles(): void {
    const files = this.#files.read
    const top = this.#files.root.tree.value
    const dialect = (isObject(top) ? dialectNamed(member(top, 'jsonSchemaDialect')) : undefined) ?? 'modern'
    for (const file of files.slice(this.#seen)) {
      const root = file.tree.value
      const base = isAddress(file.name) ? file.name : `bundle:/${encodeURI(file.name)}`
      if (typeof root === 'object' && root !== null) this.#bases.set(root, base)
      this.#walk(root, { base, resource: root, file, dialect }, false)
    }
    this.#seen = files.length
  }

  #walk(value: Json, at: Place, isMap: boolean): void {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const item of value) this.#walk(item, at, false)
      return
    }
    const inside = isMap ? at : this.#enter(value, at)
    for (const [key, inner] of Object.entries(value)) {
      if (!isMap && values.has(key)) continue
      this.#walk(inner, inside, !isMap && maps.has(key))
    }
  }

  #enter(value: JsonObject, at: Place): Place {
    const dialect = dialectNamed(member(value, '$schema')) ?? at.dialect
    let inside = { ...at, dialect }
    const id = identityOf(value, dialect)
    const address = id === undefined ? undefined : resolved(id, at.base)
    if (address !== undefined) {
      const [base = '', anchor = ''] = address.split('#', 2)
      if (anchor === '') {
        inside = { ...inside, base, resource: value }
        this.#bases.set(value, base)
        this.#name(base, value, inside)
      } else if (dialect !== 'modern') this.#name(address, value, inside)
    }
    for (const key of ['$anchor', '$dynamicAnchor']) {
      const anchor = member(value, key)
      if (key === '$dynamicAnchor' && typeof anchor === 'string' && dialect === 'modern')
        this.#dynamic.set(anchor, (this.#dynamic.get(anchor) ?? 0) + 1)
      if (typeof anchor === 'string' && dialect === 'modern') this.#name(`${inside.base}#${anchor}`, value, inside)
    }
    return inside
  }

  #name(address: string, schema: Json, { resource, file }: Place): void {
    const anchor = address.replace(/^[^#]*/, '')
    if (!this.#found.has(address)) this.#found.set(address, { schema, resource, file })
    if (anchor.length > 1 && !this.#anchors.has(anchor)) this.#anchors.set(anchor, { schema, resource, file })
  }
}

interface Place {
  base: string
  resource: Json
  file: SourceFile
  dialect: SchemaDialect
}

/** The absolute address; undefined where there is none. What a `urn:` base holds has only fragments. */
function resolved(reference: string, base: string): string | undefined {
  if (reference.startsWith('#')) return `${base.replace(/#.*$/, '')}${reference}`
  return URL.canParse(reference, base) ? new URL(reference, base).href : undefined
}
