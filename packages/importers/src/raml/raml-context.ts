import type { Claim } from '../fates.ts'
import type { Use } from '../import-context.ts'
import type { ImportLimits } from '../limits.ts'
import type { SourceLedger } from '../source-ledger.ts'
import type { RamlDeclarations } from './raml-declarations.ts'
import type { RamlFiles } from './raml-files.ts'
import {
  entriesOf,
  isNull,
  memberOf,
  type RamlEntry,
  type RamlMap,
  type RamlNode,
  type RamlScalar,
  textOf,
} from './raml-node.ts'
import type { SchemaDocument, SchemaTextHost } from './translate-json-schema.ts'

export const shownReason = 'shown in the reference, decides nothing'

export const annotationReason = 'annotations have no meaning that Gatehouse knows'

/** State of one import of RAML: its files, what they declare, and the fates of their keys. */
export class RamlContext implements SchemaTextHost {
  readonly version: '0.8' | '1.0'
  readonly files: RamlFiles
  readonly ledger: SourceLedger
  readonly limits: ImportLimits
  readonly declarations: RamlDeclarations

  constructor(
    version: '0.8' | '1.0',
    files: RamlFiles,
    ledger: SourceLedger,
    limits: ImportLimits,
    declarations: RamlDeclarations,
  ) {
    this.version = version
    this.files = files
    this.ledger = ledger
    this.limits = limits
    this.declarations = declarations
  }

  #claim(entry: RamlEntry, claim: Claim): void {
    this.ledger.claim(entry.part, claim)
    for (const part of entry.also ?? []) this.ledger.claim(part, claim)
  }

  use(entry: RamlEntry, use: Use, construct: string, deep = false): void {
    this.#claim(entry, { ...use, construct, ...(deep && { deep }) })
  }

  show(entry: RamlEntry, construct: string, reason = shownReason, deep = true): void {
    this.#claim(entry, { fate: 'documented', construct, reason, deep })
  }

  drop(entry: RamlEntry, construct: string, reason: string): void {
    this.#claim(entry, { fate: 'dropped', construct, reason, deep: true })
  }

  issue(rule: string, message: string, entry: RamlEntry | undefined, node: RamlNode | undefined, fix?: string): void {
    const part = entry?.part
    const file = part ? part.file : node && this.files.shownAs(node.file)
    const line = part?.line ?? node?.line
    this.ledger.issue({
      rule,
      message,
      ...(part && { pointer: part.pointer }),
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      ...(fix !== undefined && { fix }),
    })
  }

  schemaText(scalar: RamlScalar): RamlNode {
    return this.files.inner(scalar)
  }

  schemaFile(address: string, from: string, entry: RamlEntry): SchemaDocument | undefined {
    const place = { line: entry.part?.line ?? entry.value.line, pointer: entry.part?.pointer ?? '', part: entry.part }
    const file = this.files.locate(address, from, place)
    return file === undefined ? undefined : { root: this.files.json(file, entry.part), file }
  }

  schemaId(stem: string): string {
    return this.declarations.idFor(stem)
  }

  /** A text, claimed as shown. RAML 1.0 allows `{ value: …, (annotation): … }` in its place. */
  text(map: RamlMap, key: string, construct: string, reason = shownReason): string | undefined {
    const entry = map.entries.get(key)
    if (entry === undefined || isNull(entry.value)) {
      if (entry) this.show(entry, construct, reason)
      return undefined
    }
    const text = textOf(this.plain(entry, { fate: 'documented', construct, reason }))
    if (text === undefined) this.drop(entry, construct, 'must be a text')
    return text
  }

  /** The value of a member; RAML 1.0 allows `{ value: …, (annotation): … }` in place of a scalar. */
  plainValue(entry: RamlEntry): RamlNode {
    return this.#annotated(entry) ?? entry.value
  }

  /** The same, claimed together with the annotations beside it. */
  plain(entry: RamlEntry, claim: Claim): RamlNode {
    this.#claim(entry, claim)
    const inner = this.#annotated(entry)
    if (inner === undefined) return entry.value
    for (const member of entriesOf(entry.value)) {
      if (member.key === 'value') this.#claim(member, claim)
      else this.drop(member, `Annotation \`${member.key}\``, annotationReason)
    }
    return inner
  }

  #annotated(entry: RamlEntry): RamlNode | undefined {
    if (this.version === '0.8') return undefined
    const inner = memberOf(entry.value, 'value')
    if (inner?.kind !== 'scalar') return undefined
    return entriesOf(entry.value).every(({ key }) => key === 'value' || isAnnotation(key)) ? inner : undefined
  }

  /** Members that no reader knows: annotations, and what RAML does not have here. */
  rest(map: RamlMap, known: ReadonlySet<string>, where: string): void {
    for (const entry of map.entries.values()) {
      if (known.has(entry.key)) continue
      if (isAnnotation(entry.key)) this.drop(entry, `Annotation \`${entry.key}\``, annotationReason)
      else
        this.drop(
          entry,
          `Key \`${entry.key.slice(0, 80)}\` ${where}`,
          `RAML ${this.version} does not know it in this place`,
        )
    }
  }
}

export function isAnnotation(key: string): boolean {
  return key.startsWith('(') && key.endsWith(')')
}
