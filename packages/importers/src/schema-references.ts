import { schemaReference } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ImportContext, Use } from './import-context.ts'
import { claimWay, followPointer, missingIssue, peek, pointerParts, referencedFile } from './resolve-reference.ts'
import { SchemaHeirs } from './schema-heirs.ts'
import { SchemaIdentities } from './schema-identities.ts'
import type { SourceFile } from './source-files.ts'
import { isObject, member } from './source-tree.ts'

/** Where a reference to a schema leads. */
interface Target {
  schema: Json | undefined
  /** A name for it, if it has none. */
  hint: string
  /** What `#/…` inside it counts from. */
  resource: Json
  file: SourceFile
  /** Tokens of the way to it from the top of its file. */
  parts?: string[] | undefined
}

/** Names of shared schemas: those of `components`, and those made for references to anywhere else (`#/paths/…/schema`). */
export class SchemaReferences {
  readonly #ctx: ImportContext
  readonly #components: JsonObject
  readonly #nameOf = new Map<object, string>()
  readonly #taken: Set<string>
  readonly #uses = new Map<string, { source: Json; use: Use; resource: Json }>()
  readonly #queue: string[] = []
  readonly #identities: SchemaIdentities
  readonly #heirs: SchemaHeirs

  constructor(ctx: ImportContext) {
    this.#ctx = ctx
    this.#identities = new SchemaIdentities(ctx.files)
    this.#components = sharedSchemas(ctx)
    this.#heirs = new SchemaHeirs(ctx, this.#components)
    this.#taken = new Set(Object.keys(this.#components))
    for (const [name, schema] of Object.entries(this.#components)) if (isObject(schema)) this.#nameOf.set(schema, name)
  }

  get componentNames(): string[] {
    return Object.keys(this.#components)
  }

  isComponent(name: string): boolean {
    return Object.hasOwn(this.#components, name)
  }

  /** Whether a `$dynamicRef` leads to one schema, whatever led to it. */
  isCertain(dynamicReference: string): boolean {
    return this.#identities.isCertain(dynamicReference)
  }

  /** Marks a component as used; the strongest use counts. */
  needComponent(name: string, use: Use): void {
    const document = this.#ctx.files.of(this.#components).tree.value
    this.#need(name, member(this.#components, name) ?? {}, use, document)
  }

  /** The same for a component that is referred to by its name alone; the reference as the description writes it. */
  useComponent(name: string, use: Use): string | undefined {
    const { root, schemasAt } = this.#ctx
    const token = name.replaceAll('~', '~0').replaceAll('/', '~1')
    return this.map(root, `#/${schemasAt.join('/')}/${token}`, use, root)
  }

  /** Components that inherit from a schema. */
  heirsOf(parent: JsonObject): string[] {
    return this.#heirs.of(parent)
  }

  /** Next shared schema to translate; again when a stronger use turned up. */
  take(): { name: string; source: Json; use: Use; resource: Json } | undefined {
    const name = this.#queue.shift()
    const entry = name === undefined ? undefined : this.#uses.get(name)
    return name === undefined || entry === undefined ? undefined : { name, ...entry }
  }

  /** The reference as the description writes it; undefined after an issue. `resource`: the schema with `$id` that it stands in, else the document. */
  map(holder: JsonObject, reference: string, use: Use, resource: Json): string | undefined {
    const target = this.#target(holder, reference, resource)
    if (target === undefined) return undefined
    if (!isObject(target.schema) && typeof target.schema !== 'boolean') {
      missingIssue(this.#ctx, holder, reference, target.file)
      return undefined
    }
    const name = this.#nameFor(target.schema, target.hint)
    claimWay(this.#ctx, target.file, target.parts ?? [], use)
    this.#need(name, target.schema, use, target.resource)
    return schemaReference(name)
  }

  #target(holder: JsonObject, reference: string, resource: Json): Target | undefined {
    const own = this.#ctx.files.of(holder)
    const document = own.tree.value
    if (reference.startsWith('#/')) {
      const found = followPointer(resource, reference)
      // Inside a schema with `$id` authors often mean the document all the same.
      const schema = found ?? followPointer(document, reference)
      const inDocument = resource === document || found === undefined
      const parts = inDocument ? pointerParts(reference) : undefined
      return { schema, hint: hintOf(reference), resource: inDocument ? document : resource, file: own, parts }
    }
    if (reference === '#') {
      const schema = resource === this.#ctx.root ? undefined : resource
      return { schema, hint: own === this.#ctx.files.root ? 'Root' : fileHint(own.name), resource, file: own }
    }
    const [address = '', fragment = ''] = reference.split('#', 2)
    const pointer = fragment.startsWith('/') ? fragment : ''
    const known = this.#identities.find(pointer === '' ? reference : address, resource)
    if (known !== undefined) {
      const schema = pointer === '' ? known.schema : followPointer(known.schema, `#${pointer}`)
      return { schema, hint: hintOf(reference), resource: known.resource, file: known.file }
    }
    if (address === '') return { schema: undefined, hint: '', resource, file: own }
    return this.#inOtherFile(holder, this.#identities.addressOf(reference, resource) ?? reference)
  }

  #inOtherFile(holder: JsonObject, reference: string): Target | undefined {
    const place = referencedFile(this.#ctx, holder, reference)
    if (place === undefined) return undefined
    const { file, fragment } = place
    const root = file.tree.value
    if (fragment !== '' && !fragment.startsWith('/')) {
      const known = this.#identities.find(`#${fragment}`, root)
      return { schema: known?.schema, hint: fragment, resource: known?.resource ?? root, file }
    }
    const hint = fragment === '' ? fileHint(file.name) : hintOf(`#${fragment}`)
    const parts = fragment === '' ? [] : pointerParts(fragment)
    return { schema: followPointer(root, `#${fragment}`), hint, resource: root, file, parts }
  }

  #nameFor(schema: JsonObject | boolean, hint: string): string {
    const known = isObject(schema) ? this.#nameOf.get(schema) : undefined
    if (known !== undefined) return known
    if (typeof schema === 'boolean') {
      const component = this.#taken.has(hint) && member(this.#components, hint) === schema
      return component ? hint : this.#claimName(hint)
    }
    const name = this.#claimName(hint)
    this.#nameOf.set(schema, name)
    return name
  }

  #claimName(hint: string): string {
    const stem =
      hint
        .slice(0, 120)
        .replace(/[^A-Za-z0-9._-]+/g, '_')
        .replace(/^_+|_+$/g, '') || 'Schema'
    let name = stem
    for (let number = 2; this.#taken.has(name); number += 1) name = `${stem}_${number}`
    this.#taken.add(name)
    return name
  }

  #need(name: string, source: Json, use: Use, resource: Json): void {
    const earlier = this.#uses.get(name)
    if (earlier !== undefined && (earlier.use.fate === 'enforced' || use.fate === 'documented')) return
    this.#uses.set(name, { source, use, resource })
    this.#queue.push(name)
  }
}

/** The map of shared schemas of the root document, also where it is a reference to another file. */
function sharedSchemas(ctx: ImportContext): JsonObject {
  let value: Json | undefined = ctx.root
  for (const key of ctx.schemasAt) {
    value = isObject(value) ? member(value, key) : undefined
    if (isObject(value) && typeof member(value, '$ref') === 'string') value = peek(ctx, value)
  }
  return isObject(value) ? value : {}
}

/** `schemas/order.yaml` becomes `order`. */
function fileHint(name: string): string {
  const last =
    name
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? ''
  return last.replace(/(\.schema)?\.(json|ya?ml)$/i, '') || 'Schema'
}

/** A readable name: `#/components/schemas/Order/properties/lines` becomes `Order_lines`. */
function hintOf(reference: string): string {
  const fragment = reference.includes('#') ? reference.slice(reference.indexOf('#')) : reference
  if (!fragment.startsWith('#/')) return fragment.replace(/^#/, '').split('/').at(-1) ?? 'Schema'
  const parts = pointerParts(fragment)
  if (parts.length === 3 && parts[0] === 'components') return parts[2] ?? 'Schema'
  if (parts.length === 2 && parts[0] === 'definitions') return parts[1] ?? 'Schema'
  const filler = new Set([
    'components',
    'schemas',
    'properties',
    'items',
    '$defs',
    'definitions',
    'paths',
    'content',
    'schema',
    'application/json',
  ])
  return parts.filter((part) => !filler.has(part)).join('_')
}
