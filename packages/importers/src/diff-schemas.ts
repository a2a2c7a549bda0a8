import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json } from '@gatehouse/contracts/json'
import { type ChangeList, code, type DiffRuleId, type Facts, jsonCode, operationCode } from './change-list.ts'
import { type Steps, schemaTouch, type TouchRoot } from './diff-touches.ts'
import { compareValues } from './diff-values.ts'
import { type Alternatives, type Located, type SchemaView, viewOf } from './schema-view.ts'
import { isObject } from './source-tree.ts'
import type { UnchangedSchemas } from './unchanged-schemas.ts'

/** The two descriptions of a diff, and where its changes go. */
export interface DiffContext {
  before: Record<string, JsonSchema>
  after: Record<string, JsonSchema>
  unchanged: UnchangedSchemas
  list: ChangeList
}

/** The place whose schemas are compared: a parameter, a body, a response. */
export interface Place {
  direction: 'request' | 'response'
  operation: string
  /** "query parameter `status`", "the request body", "the 200 response". */
  root: string
  /** Name of a parameter, for `status=open`. */
  parameter?: string
  /** Where requests carry it; absent for responses. */
  touchRoot?: TouchRoot
  /** The value travels as XML, so its names there are more than text for readers. */
  xml?: boolean
  /** Called at most once per operation: texts that only readers see differ. */
  docsChanged(pointer: string): void
}

/** Compares two schemas of one place; through references, each pair of places in the descriptions once. */
export class SchemaDiff {
  readonly place: Place
  readonly #ctx: DiffContext
  readonly #seen = new Set<string>()

  constructor(ctx: DiffContext, place: Place) {
    this.#ctx = ctx
    this.place = place
  }

  compare(before: Located, after: Located, path: Steps): void {
    if (this.#ctx.unchanged.same(before.schema, after.schema)) return
    const pair = `${before.pointer} ${after.pointer}`
    if (this.#seen.has(pair)) return
    this.#seen.add(pair)
    const old = viewOf(before, this.#ctx.before)
    const now = viewOf(after, this.#ctx.after)
    if (canonicalJson(old.docs) !== canonicalJson(now.docs)) this.place.docsChanged(after.pointer)
    if (now.never && !old.never) this.add('schema.everything-refused', path, after.pointer)
    else if (old.never || now.never) {
      if (!now.never) this.add('schema.everything-allowed', path, after.pointer)
    } else if (now.any && !old.any) this.add('schema.everything-allowed', path, after.pointer)
    else if (old.any && !now.any) this.add('schema.constrained', path, after.pointer)
    else {
      compareValues(this, old, now, path)
      this.#items(old, now, path)
      this.#properties(old, now, path)
      this.#additional(old, now, path)
      this.#alternatives(old, now, path)
      this.#others(old, now, path)
    }
    this.#marks(old, now, path)
  }

  add(
    rule: DiffRuleId,
    path: Steps,
    pointer: string,
    facts: Facts = {},
    values: { before?: Json | undefined; after?: Json | undefined } = {},
  ): void {
    const { touchRoot } = this.place
    const what = path.length === 0 ? this.place.root : `${code(path.join('').replace(/^\./, ''))} of ${this.place.root}`
    const touches = touchRoot && schemaTouch(rule, touchRoot, path, values.before)
    this.#ctx.list.add(
      rule,
      this.place.direction,
      { op: operationCode(this.place.operation), what, ...facts },
      { pointer, operation: this.place.operation, ...values, touches },
    )
  }

  #items(old: SchemaView, now: SchemaView, path: Steps): void {
    if (old.items && now.items) this.compare(old.items, now.items, [...path, '[]'])
    else if (now.items && now.items.schema !== true) this.add('schema.constrained', [...path, '[]'], now.items.pointer)
    else if (old.items && old.items.schema !== true) this.add('schema.everything-allowed', [...path, '[]'], now.pointer)
  }

  #properties(old: SchemaView, now: SchemaView, path: Steps): void {
    for (const [name, property] of now.properties) {
      const inner = [...path, `.${name}`]
      const earlier = old.properties.get(name)
      if (earlier !== undefined) this.compare(earlier, property, inner)
      else if (this.#demanded(now, name) && !this.#demanded(old, name))
        this.add('schema.required-property-added', inner, property.pointer)
      else this.add('schema.property-added', inner, property.pointer)
    }
    for (const [name, property] of old.properties) {
      if (now.properties.has(name)) continue
      const refused = this.place.direction === 'request' && now.additional?.schema === false
      const required = this.#demanded(old, name) && !this.#demanded(now, name)
      const rule = refused
        ? 'schema.property-refused'
        : required
          ? 'schema.required-property-removed'
          : 'schema.property-removed'
      this.add(rule, [...path, `.${name}`], property.pointer)
    }
    for (const name of new Set([...old.required, ...now.required])) {
      const [was, is] = [this.#demanded(old, name), this.#demanded(now, name)]
      const pointer = `${now.pointer}/required`
      const [came, went] = [!old.properties.has(name), !now.properties.has(name)].map(
        (absent, index, both) => absent && !both[1 - index],
      )
      // A property that came required or went has said so itself.
      if (is && !was && !came) this.add('schema.property-became-required', [...path, `.${name}`], pointer)
      if (was && !is && !went) this.add('schema.property-became-optional', [...path, `.${name}`], pointer)
    }
  }

  /** OpenAPI: `required` holds for read-only properties in responses only, for write-only ones in requests only. */
  #demanded(view: SchemaView, name: string): boolean {
    if (!view.required.has(name)) return false
    const schema = view.properties.get(name)?.schema
    if (!isObject(schema)) return true
    return schema[this.place.direction === 'request' ? 'readOnly' : 'writeOnly'] !== true
  }

  #additional(old: SchemaView, now: SchemaView, path: Steps): void {
    const was = old.additional?.schema ?? true
    const is = now.additional?.schema ?? true
    const pointer = now.additional?.pointer ?? now.pointer
    if (was === is) return
    if (is === false) this.add('schema.additional-properties-refused', path, pointer)
    else if (was === false) this.add('schema.additional-properties-allowed', path, pointer)
    else if (old.additional && now.additional) this.compare(old.additional, now.additional, [...path, '.*'])
    else this.add(is === true ? 'schema.everything-allowed' : 'schema.constrained', [...path, '.*'], pointer)
  }

  #alternatives(old: SchemaView, now: SchemaView, path: Steps): void {
    for (let index = 0; index < Math.max(old.alternatives.length, now.alternatives.length); index += 1) {
      const [was, is] = [old.alternatives[index], now.alternatives[index]]
      if (was && is) this.#alternativesOf(was, is, path)
      else if (is) this.add('schema.alternatives-added', path, is.pointer, { value: names(is.list) })
      else if (was) this.add('schema.alternatives-removed', path, was.pointer, { value: names(was.list) })
    }
  }

  #alternativesOf(was: Alternatives, is: Alternatives, path: Steps): void {
    if (was.keyword !== is.keyword)
      this.add('schema.constraint-changed', path, is.pointer, { value: code(`${was.keyword} → ${is.keyword}`) })
    const gone = [...was.list]
    const came: Located[] = []
    for (const alternative of is.list) {
      const at = gone.findIndex(({ schema }) => identity(schema) === identity(alternative.schema))
      const [same] = at === -1 ? [] : gone.splice(at, 1)
      if (same === undefined) came.push(alternative)
      else this.compare(same, alternative, path)
    }
    const [first, second] = [gone[0], came[0]]
    // One against one, neither with a name: the same alternative, edited.
    if (gone.length === 1 && came.length === 1 && first && second && !named(first.schema) && !named(second.schema)) {
      this.compare(first, second, path)
      return
    }
    for (const { schema, pointer } of came) this.add('schema.alternative-added', path, pointer, { value: name(schema) })
    for (const { schema, pointer } of gone)
      this.add('schema.alternative-removed', path, pointer, { value: name(schema) })
  }

  #others(old: SchemaView, now: SchemaView, path: Steps): void {
    for (const keyword of new Set([...old.others.keys(), ...now.others.keys()])) {
      const [was, is] = [old.others.get(keyword), now.others.get(keyword)]
      if (this.#ctx.unchanged.same(was, is)) continue
      const rule =
        was === undefined
          ? 'schema.constraint-added'
          : is === undefined
            ? 'schema.constraint-removed'
            : 'schema.constraint-changed'
      this.add(rule, path, `${now.pointer}/${keyword}`, { value: code(keyword) }, { before: was, after: is })
    }
  }

  #marks(old: SchemaView, now: SchemaView, path: Steps): void {
    const changed = (
      mark: 'default' | 'deprecated' | 'readOnly' | 'writeOnly' | 'discriminator' | 'xml',
      none: Json | undefined,
    ) => {
      const [was, is] = [old.marks.get(mark) ?? none, now.marks.get(mark) ?? none]
      return canonicalJson(was) === canonicalJson(is) ? undefined : { before: was, after: is }
    }
    const pointer = now.pointer
    const fallback = changed('default', undefined)
    if (fallback) {
      const rule = `schema.default-${whatBecame(fallback)}` as const
      this.add(rule, path, pointer, { before: jsonCode(fallback.before), after: jsonCode(fallback.after) }, fallback)
    }
    const deprecated = changed('deprecated', false)
    if (deprecated) this.add(deprecated.after === true ? 'schema.deprecated' : 'schema.undeprecated', path, pointer)
    const readOnly = changed('readOnly', false)
    if (readOnly)
      this.add(
        readOnly.after === true ? 'schema.property-became-read-only' : 'schema.property-became-writable',
        path,
        pointer,
      )
    const writeOnly = changed('writeOnly', false)
    if (writeOnly)
      this.add(
        writeOnly.after === true ? 'schema.property-became-write-only' : 'schema.property-became-readable',
        path,
        pointer,
      )
    const discriminator = changed('discriminator', undefined)
    if (discriminator) this.add(`schema.discriminator-${whatBecame(discriminator)}`, path, pointer, {}, discriminator)
    const xml = changed('xml', undefined)
    if (xml && !this.place.xml) this.place.docsChanged(pointer)
    else if (xml)
      this.add(
        this.place.direction === 'request' ? 'body.xml-changed' : 'response.xml-changed',
        path,
        `${pointer}/xml`,
        {},
        xml,
      )
  }
}

function whatBecame({ before, after }: { before: unknown; after: unknown }): 'added' | 'removed' | 'changed' {
  if (before === undefined) return 'added'
  return after === undefined ? 'removed' : 'changed'
}

function named(schema: JsonSchema): string | undefined {
  if (!isObject(schema)) return undefined
  if (typeof schema.$ref === 'string') return schemaReferenceName(schema.$ref)
  return typeof schema.title === 'string' ? schema.title : undefined
}

function identity(schema: JsonSchema): string {
  const own = named(schema)
  return own === undefined ? canonicalJson(schema) : `name ${own}`
}

function name(schema: JsonSchema): string {
  const own = named(schema)
  if (own !== undefined) return code(own)
  const type = isObject(schema) ? schema.type : undefined
  return typeof type === 'string' && isObject(schema) && Object.keys(schema).length === 1
    ? code(type)
    : jsonCode(schema)
}

function names(list: readonly Located[]): string {
  return list.map(({ schema }) => name(schema)).join(', ')
}
