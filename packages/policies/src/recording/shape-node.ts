import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { valueText, viewsOf } from '@gatehouse/contracts/operation-features'
import type { Shared } from '../validation/opened-schema.ts'

/** What the contract says of one place, as far as shapes need it; places below are made when the first call goes there. */
export class ShapeNode {
  readonly views: readonly JsonObject[]
  readonly #shared: Shared
  readonly #properties = new Map<string, ShapeNode | null>()
  #items: ShapeNode | null | undefined
  #values: Map<string, Json> | undefined
  #types: Set<string> | undefined

  constructor(schemas: readonly JsonSchema[], shared: Shared) {
    this.#shared = shared
    this.views = viewsOf(schemas, shared)
  }

  /** Null for an undeclared name. */
  property(name: string): ShapeNode | null {
    const known = this.#properties.get(name)
    if (known !== undefined) return known
    const schemas = this.views.flatMap(({ properties }) =>
      isObject(properties) && Object.hasOwn(properties, name) ? [properties[name] as JsonSchema] : [],
    )
    const made = schemas.length === 0 ? null : new ShapeNode(schemas, this.#shared)
    // Undeclared names are the callers' and without end.
    if (made !== null) this.#properties.set(name, made)
    return made
  }

  get items(): ShapeNode | null {
    if (this.#items !== undefined) return this.#items
    const schemas = this.views.flatMap(({ items, prefixItems }) => [
      ...(items === undefined ? [] : [items as JsonSchema]),
      ...(Array.isArray(prefixItems) ? (prefixItems as JsonSchema[]) : []),
    ])
    this.#items = schemas.length === 0 ? null : new ShapeNode(schemas, this.#shared)
    return this.#items
  }

  /** Values of enum and const by their text. */
  get values(): ReadonlyMap<string, Json> {
    if (this.#values !== undefined) return this.#values
    const values = new Map<string, Json>()
    for (const view of this.views) {
      if (Array.isArray(view.enum)) for (const value of view.enum) values.set(valueText(value), value)
      if (view.const !== undefined) values.set(valueText(view.const), view.const)
    }
    this.#values = values
    return values
  }

  get types(): ReadonlySet<string> {
    if (this.#types !== undefined) return this.#types
    const types = new Set<string>()
    for (const { type } of this.views) for (const one of Array.isArray(type) ? type : [type]) types.add(String(one))
    this.#types = types
    return types
  }

  get propertyNames(): string[] {
    return this.views.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : []))
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
