import { schemaReference } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ImportContext, Use } from './import-context.ts'
import { claimComponent, followPointer, missingIssue, pointerParts, remoteIssue } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'

/** Names of shared schemas: those of `components`, and those made for references to anywhere else (`#/paths/…/schema`). */
export class SchemaReferences {
  readonly #ctx: ImportContext
  readonly #components: JsonObject
  readonly #nameOf = new Map<object, string>()
  readonly #taken: Set<string>
  readonly #uses = new Map<string, { source: Json; use: Use; resource: Json }>()
  readonly #queue: string[] = []
  #identified: Map<string, Json> | undefined

  constructor(ctx: ImportContext) {
    this.#ctx = ctx
    const components = member(ctx.root, 'components')
    const schemas = isObject(components) ? member(components, 'schemas') : undefined
    this.#components = isObject(schemas) ? schemas : {}
    this.#taken = new Set(Object.keys(this.#components))
    for (const [name, schema] of Object.entries(this.#components)) if (isObject(schema)) this.#nameOf.set(schema, name)
  }

  get componentNames(): string[] {
    return Object.keys(this.#components)
  }

  /** Marks a component as used; the strongest use counts. */
  needComponent(name: string, use: Use): void {
    this.#need(name, member(this.#components, name) ?? {}, use, this.#ctx.root)
  }

  /** Next shared schema to translate; again when a stronger use turned up. */
  take(): { name: string; source: Json; use: Use; resource: Json } | undefined {
    const name = this.#queue.shift()
    const entry = name === undefined ? undefined : this.#uses.get(name)
    return name === undefined || entry === undefined ? undefined : { name, ...entry }
  }

  /** The reference as the description writes it; undefined after an issue. `resource`: the schema with `$id` that it stands in, else the document. */
  map(holder: JsonObject, reference: string, use: Use, resource: Json): string | undefined {
    const target = this.#target(reference, resource)
    if (target === 'remote') {
      remoteIssue(this.#ctx, holder, reference)
      return undefined
    }
    if (!isObject(target?.schema) && typeof target?.schema !== 'boolean') {
      missingIssue(this.#ctx, holder, reference)
      return undefined
    }
    const name = this.#nameFor(target.schema, target.hint)
    claimComponent(this.#ctx, `#/components/schemas/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, use)
    this.#need(name, target.schema, use, target.resource)
    return schemaReference(name)
  }

  #target(reference: string, resource: Json): { schema: Json | undefined; hint: string; resource: Json } | 'remote' {
    if (reference.startsWith('#/')) {
      const found = followPointer(resource, reference)
      // Inside a schema with `$id` authors often mean the document all the same.
      const schema = found ?? followPointer(this.#ctx.root, reference)
      return { schema, hint: hintOf(reference), resource: found === undefined ? this.#ctx.root : resource }
    }
    if (reference === '#') return { schema: resource === this.#ctx.root ? undefined : resource, hint: 'Root', resource }
    const known = this.#byIdentity().get(reference) ?? this.#byIdentity().get(reference.replace(/#$/, ''))
    if (known !== undefined) return { schema: known, hint: hintOf(reference), resource: known }
    const [base = '', fragment = ''] = reference.split('#', 2)
    const owner = base === '' ? undefined : this.#byIdentity().get(base)
    if (owner !== undefined)
      return { schema: followPointer(owner, `#${fragment}`), hint: hintOf(reference), resource: owner }
    return base === '' ? { schema: undefined, hint: '', resource } : 'remote'
  }

  /** `$id`, `#anchor` and `$id#anchor` of all schemas in the file. */
  #byIdentity(): Map<string, Json> {
    if (this.#identified !== undefined) return this.#identified
    const found = new Map<string, Json>()
    const walk = (value: Json, base: string): void => {
      if (typeof value !== 'object' || value === null) return
      let own = base
      if (isObject(value)) {
        const id = member(value, '$id')
        if (typeof id === 'string') {
          own = id.replace(/#$/, '')
          found.set(own, value)
        }
        for (const key of ['$anchor', '$dynamicAnchor']) {
          const anchor = member(value, key)
          if (typeof anchor !== 'string') continue
          if (!found.has(`#${anchor}`)) found.set(`#${anchor}`, value)
          if (own !== '') found.set(`${own}#${anchor}`, value)
        }
      }
      for (const inner of Object.values(value)) walk(inner, own)
    }
    walk(this.#ctx.root, '')
    this.#identified = found
    return found
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

/** A readable name: `#/components/schemas/Order/properties/lines` becomes `Order_lines`. */
function hintOf(reference: string): string {
  const fragment = reference.includes('#') ? reference.slice(reference.indexOf('#')) : reference
  if (!fragment.startsWith('#/')) return fragment.replace(/^#/, '').split('/').at(-1) ?? 'Schema'
  const parts = pointerParts(fragment)
  if (parts.length === 3 && parts[0] === 'components') return parts[2] ?? 'Schema'
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
