import { type JsonSchema, schemaReference } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Use } from '../import-context.ts'
import { inheritSchema } from '../inherit-schema.ts'
import { ImportRefused, isObject } from '../source-tree.ts'
import { type Block, type Item, itemBlocks, type Line } from './blueprint-blocks.ts'
import type { BlueprintLedger } from './blueprint-ledger.ts'
import { type MsonExpression, type MsonType, parseMson, parseMsonType } from './mson-expression.ts'
import { type Members, readMembers } from './mson-members.ts'
import { applySection, applyValue, type MsonKind, msonValue, nullable } from './mson-values.ts'

/** A data structure, or the attributes of a resource: what others name. */
export interface NamedType {
  name: string
  id: string
  path: readonly string[]
  /** The heading, or the line of `Attributes`. */
  line: Line
  type: MsonType | undefined
  attributes: ReadonlySet<string>
  blocks: Block[]
}

const kinds: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'object', 'array', 'enum'])

/** Translates MSON to JSON Schema 2020-12. Named types become shared schemas; what a type inherits or includes is joined into it. */
export class MsonTranslator {
  readonly ledger: BlueprintLedger
  readonly #maxDepth: number
  readonly #named = new Map<string, NamedType>()
  readonly #expanded = new Map<string, JsonObject>()
  readonly #open = new Set<string>()
  readonly #needed = new Map<string, Use>()
  readonly #queue: NamedType[] = []
  #depth = 0

  constructor(ledger: BlueprintLedger, maxDepth: number) {
    this.ledger = ledger
    this.#maxDepth = maxDepth
  }

  declare(type: Omit<NamedType, 'id'>): void {
    const key = type.name.toLowerCase()
    if (this.#named.has(key) || kinds.has(key)) {
      this.ledger.issue(
        'blueprint.duplicate-type',
        `The type \`${type.name}\` is declared twice.`,
        type.line,
        type.path,
        'Rename one of the two.',
      )
      return
    }
    const stem = type.name.replace(/[^A-Za-z0-9._-]+/g, '_') || 'Type'
    const taken = new Set([...this.#named.values()].map(({ id }) => id))
    let id = stem === '__proto__' ? 'Type' : stem
    for (let number = 2; taken.has(id); number += 1) id = `${stem}_${number}`
    this.#named.set(key, { ...type, id })
  }

  find(name: string): NamedType | undefined {
    return this.#named.get(name.toLowerCase())
  }

  /** Names that schema texts of the same description must not take. */
  get ids(): string[] {
    return [...this.#named.values()].map(({ id }) => id)
  }

  /** `Attributes (Type)` with what is nested in it. */
  attributes(item: Item, use: Use, path: readonly string[]): JsonObject {
    const { type, attributes, description } = attributesHead(item.text)
    this.ledger.use([item.line], path, use, 'Attributes')
    const expression: MsonExpression = { ...empty, attributes, description, type: type ?? { name: 'object', of: [] } }
    return this.schema(expression, itemBlocks(item), use, path, item.line)
  }

  /** All shared schemas: the used ones with their strongest use, then those that nothing refers to. */
  shared(): Record<string, JsonSchema> {
    const found = new Map<string, JsonSchema>()
    const drain = () => {
      for (let type = this.#queue.shift(); type !== undefined; type = this.#queue.shift())
        found.set(type.id, this.expand(type, this.#needed.get(type.id) ?? unused))
    }
    drain()
    for (const type of this.#named.values()) if (!found.has(type.id)) this.#need(type, unused)
    drain()
    return Object.fromEntries([...this.#named.values()].map(({ id }) => [id, found.get(id) ?? {}]))
  }

  expand(type: NamedType, use: Use): JsonObject {
    const key = `${use.fate} ${type.id}`
    const known = this.#expanded.get(key)
    if (known) return known
    if (this.#open.has(type.id)) {
      const message = `The type \`${type.name}\` is made of itself.`
      this.ledger.issue(
        'blueprint.type-loop',
        message,
        type.line,
        type.path,
        'Let it refer to itself as the type of a property.',
      )
      return {}
    }
    this.#open.add(type.id)
    this.ledger.use([type.line], type.path, use, 'Data structure')
    const expression: MsonExpression = {
      ...empty,
      attributes: new Set(type.attributes),
      type: type.type ?? { name: 'object', of: [] },
    }
    const schema = this.schema(expression, type.blocks, use, type.path, type.line, true)
    this.#open.delete(type.id)
    this.#expanded.set(key, schema)
    return schema
  }

  /** The schema of a member, a parameter's type or a data structure, from its line and what is nested in it. */
  schema(
    expression: MsonExpression,
    blocks: Block[],
    use: Use,
    path: readonly string[],
    line: Line,
    named = false,
  ): JsonObject {
    this.#depth += 1
    if (this.#depth > this.#maxDepth)
      throw new ImportRefused({
        rule: 'limits.depth',
        message: `Attributes nest deeper than ${this.#maxDepth} levels (line ${line.number}).`,
        line: line.number,
        fix: 'Move inner structures to data structures of their own.',
      })
    const type = expression.type ?? { name: blocks.some(({ kind }) => kind === 'item') ? 'object' : 'string', of: [] }
    const kind = this.#kindOf(type, new Set())
    const inside = readMembers(this, blocks, kind, use, path)
    const reference = !kinds.has(type.name) && !named && !narrows(inside) && !expression.attributes.has('fixed-type')
    let schema: JsonObject
    const target = kinds.has(type.name) ? undefined : this.find(type.name)
    if (!kinds.has(type.name) && target === undefined) this.#unknown(type.name, line, path)
    if (target !== undefined && reference) schema = { $ref: this.#need(target, use) }
    else schema = this.#built(type, kind, target, inside, use, path, line)
    if (inside.description !== '' || expression.description !== '')
      schema.description = [expression.description, inside.description].filter((text) => text !== '').join('\n\n')
    applyValue(schema, kind, expression)
    if (expression.example !== undefined && schema.examples === undefined)
      schema.examples = [msonValue(expression.example, schema.type)]
    if (expression.fallback !== undefined) schema.default = msonValue(expression.fallback, schema.type)
    for (const [word, texts] of inside.sections) applySection(schema, kind, word, texts)
    if (kind === 'object' && (expression.attributes.has('fixed-type') || expression.attributes.has('fixed')))
      schema.additionalProperties = false
    if (schema.additionalProperties !== undefined) nameAlternatives(schema, inside)
    this.#depth -= 1
    return expression.attributes.has('nullable') ? nullable(schema) : schema
  }

  #built(
    type: MsonType,
    kind: MsonKind,
    target: NamedType | undefined,
    inside: Members,
    use: Use,
    path: readonly string[],
    line: Line,
  ): JsonObject {
    const own: JsonObject = {}
    if (kind === 'object') {
      own.type = 'object'
      if (Object.keys(inside.properties).length > 0) own.properties = inside.properties
      if (inside.required.length > 0) own.required = inside.required
      if (inside.additional !== undefined) own.additionalProperties = inside.additional
      if (inside.alternatives.length > 0) own.allOf = inside.alternatives
    } else if (kind === 'array') {
      own.type = 'array'
      const items = [...type.of.map((inner) => this.#typeSchema(inner, use, path, line)), ...inside.items]
      if (items.length === 1 && items[0] !== undefined) own.items = items[0]
      else if (items.length > 1) own.items = { anyOf: items }
      if (inside.values.length > 0) own.examples = [inside.values.map((text) => msonValue(text, typeOfItems(own)))]
    } else if (kind === 'enum') {
      const [inner] = type.of
      const item = inner ? this.#typeSchema(inner, use, path, line) : { type: 'string' }
      if (typeof item.type === 'string') own.type = item.type
      if (inside.values.length > 0) own.enum = [...new Set(inside.values.map((text) => msonValue(text, item.type)))]
    } else own.type = kind
    const parents = [
      ...(target ? [this.expand(target, use)] : []),
      ...inside.included.map((name) => this.#include(name, use, line, path)),
    ].filter((parent) => Object.keys(parent).length > 0)
    return parents.length === 0 ? own : inheritSchema(parents, own)
  }

  #include(name: string, use: Use, line: Line, path: readonly string[]): JsonObject {
    const target = this.find(parseMsonType(name).name)
    if (target !== undefined) return this.expand(target, use)
    this.#unknown(name, line, path)
    return {}
  }

  #typeSchema(type: MsonType, use: Use, path: readonly string[], line: Line): JsonObject {
    return this.schema({ ...empty, attributes: new Set(), type }, [], use, path, line)
  }

  /** The base type at the end of a chain of named types. */
  #kindOf(type: MsonType, seen: Set<string>): MsonKind {
    if (isKind(type.name)) return type.name
    const target = this.find(type.name)
    if (target === undefined || seen.has(target.id)) return 'object'
    seen.add(target.id)
    return target.type === undefined ? 'object' : this.#kindOf(target.type, seen)
  }

  #need(type: NamedType, use: Use): string {
    const earlier = this.#needed.get(type.id)
    if (earlier === undefined || (earlier.fate !== 'enforced' && use.fate === 'enforced')) {
      this.#needed.set(type.id, use)
      this.#queue.push(type)
    }
    return schemaReference(type.id)
  }

  #unknown(name: string, line: Line, path: readonly string[]): void {
    const message = `There is no data structure \`${name.slice(0, 100)}\` (line ${line.number}).`
    this.ledger.issue(
      'blueprint.unknown-type',
      message,
      line,
      path,
      'Declare it under `# Data Structures`, or correct its name.',
    )
  }
}

const unused: Use = { fate: 'documented', reason: 'no operation uses this data structure' }

const empty: MsonExpression = {
  name: '',
  subject: '',
  values: [],
  attributes: new Set(),
  description: '',
  variable: false,
}

function isKind(name: string): name is MsonKind {
  return kinds.has(name)
}

/** Properties behind `One Of` are declared ones: no rule for others applies to them. */
function nameAlternatives(schema: JsonObject, inside: Members): void {
  const { properties } = schema
  const known = isObject(properties) ? properties : {}
  const unnamed = inside.alternativeNames.filter((name) => !Object.hasOwn(known, name))
  if (unnamed.length > 0) schema.properties = { ...known, ...Object.fromEntries(unnamed.map((name) => [name, {}])) }
}

function narrows(inside: Members): boolean {
  return (
    Object.keys(inside.properties).length > 0 ||
    inside.items.length > 0 ||
    inside.values.length > 0 ||
    inside.included.length > 0 ||
    inside.alternatives.length > 0 ||
    inside.additional !== undefined
  )
}

function typeOfItems({ items }: JsonObject) {
  return typeof items === 'object' && items !== null && !Array.isArray(items) ? items.type : undefined
}

/** `Attributes (Person, required) - words`. */
export function attributesHead(text: string): MsonExpression {
  return parseMson(text.replace(/^Attributes?/i, '`Attributes`'))
}
