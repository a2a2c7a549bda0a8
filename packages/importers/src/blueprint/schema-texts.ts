import type { JsonObject } from '@gatehouse/contracts/json'
import type { Use } from '../import-context.ts'
import type { ImportLimits } from '../limits.ts'
import type { RamlEntry, RamlNode, RamlScalar } from '../raml/raml-node.ts'
import { readRamlText } from '../raml/read-raml-file.ts'
import { JsonSchemaTexts, type SchemaDocument, type SchemaTextHost } from '../raml/translate-json-schema.ts'
import type { SourceLedger, SourcePart } from '../source-ledger.ts'
import { ImportRefused } from '../source-tree.ts'

/** JSON Schema texts in `Schema` sections. They stand for themselves: no file is behind a reference. */
export class BlueprintSchemas implements SchemaTextHost {
  readonly #ledger: SourceLedger
  readonly #limits: ImportLimits
  readonly #texts: JsonSchemaTexts
  readonly #taken: Set<string>
  readonly #nodes = new Map<SourcePart, RamlNode>()
  readonly #budget = { values: 0, expanded: 0 }

  constructor(ledger: SourceLedger, limits: ImportLimits, taken: readonly string[]) {
    this.#ledger = ledger
    this.#limits = limits
    this.#taken = new Set(taken)
    this.#texts = new JsonSchemaTexts(this)
  }

  /** The schema of a text, or why it is none. */
  translate(text: string, part: SourcePart, line: number, use: Use): { schema: JsonObject } | { fault: string } {
    const scalar: RamlScalar = { kind: 'scalar', value: text, text, file: '', line, textLine: line, scopes: [], part }
    try {
      return { schema: this.#texts.translate(scalar, use) }
    } catch (error) {
      if (!(error instanceof ImportRefused) || error.issue.rule.startsWith('limits.')) throw error
      return { fault: error.issue.message }
    }
  }

  hoisted() {
    return this.#texts.hoisted()
  }

  use(entry: RamlEntry, use: Use, construct: string, deep = false): void {
    this.#ledger.claim(entry.part, { ...use, construct, ...(deep && { deep }) })
  }

  show(entry: RamlEntry, construct: string, reason = 'shown in the reference, decides nothing', deep = true): void {
    this.#ledger.claim(entry.part, { fate: 'documented', construct, reason, deep })
  }

  drop(entry: RamlEntry, construct: string, reason: string): void {
    this.#ledger.claim(entry.part, { fate: 'dropped', construct, reason, deep: true })
  }

  issue(rule: string, message: string, entry: RamlEntry | undefined, node: RamlNode | undefined, fix?: string): void {
    const line = entry?.part?.line ?? node?.line
    this.#ledger.issue({
      rule,
      message,
      ...(entry?.part && { pointer: entry.part.pointer }),
      ...(line !== undefined && { line }),
      ...(fix !== undefined && { fix }),
    })
  }

  schemaText(scalar: RamlScalar): RamlNode {
    const { part } = scalar
    const known = part && this.#nodes.get(part)
    if (known) return known
    const at = { pointer: part?.pointer ?? '', line: scalar.textLine }
    const node = readRamlText(
      { text: scalar.text, file: '', shownAs: undefined, at, parent: part },
      { limits: this.#limits, ledger: this.#ledger, budget: this.#budget, include: () => scalar },
    )
    if (part) this.#nodes.set(part, node)
    return node
  }

  schemaFile(address: string, _from: string, entry: RamlEntry): SchemaDocument | undefined {
    const message = `The reference \`${address.slice(0, 200)}\` leaves the blueprint; nothing is fetched.`
    this.issue('reference.outside', message, entry, entry.value, 'Write the schema in place, or under `definitions`.')
    return undefined
  }

  schemaId(stem: string): string {
    const clean = stem.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 120) || 'Schema'
    let id = clean === '__proto__' ? 'Schema' : clean
    for (let number = 2; this.#taken.has(id); number += 1) id = `${clean}_${number}`
    this.#taken.add(id)
    return id
  }
}
