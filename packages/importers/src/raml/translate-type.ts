import { type JsonSchema, schemaReference, schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Use } from '../import-context.ts'
import { inheritSchema } from '../inherit-schema.ts'
import { ImportRefused, isObject } from '../source-tree.ts'
import { builtinType, httpDate } from './builtin-types.ts'
import type { RamlContext } from './raml-context.ts'
import type { Declared } from './raml-declarations.ts'
import { isNull, type RamlEntry, type RamlMap, type RamlNode, type RamlScalar, textOf } from './raml-node.ts'
import { JsonSchemaTexts } from './translate-json-schema.ts'
import { parseTypeExpression, type TypeExpression } from './type-expression.ts'
import { readFacets, restricts } from './type-facets.ts'

/** What a declaration without a type means: a text where a parameter or property stands, anything where a body stands. */
export type DefaultType = 'string' | 'any'

/** Translates type declarations of RAML to JSON Schema 2020-12 and claims their keys. Declared types become shared schemas. */
export class TypeTranslator {
  readonly ctx: RamlContext
  readonly jsonSchemas: JsonSchemaTexts
  readonly #expanded = new Map<string, JsonObject>()
  readonly #open = new Set<string>()
  readonly #needed = new Map<string, { declared: Declared; use: Use }>()
  readonly #queue: string[] = []

  constructor(ctx: RamlContext) {
    this.ctx = ctx
    this.jsonSchemas = new JsonSchemaTexts(ctx)
  }

  /** The schema of a declaration where it stands; declared types in it are references. */
  translate(node: RamlNode | undefined, use: Use, fallback: DefaultType): JsonObject {
    if (node === undefined || isNull(node)) return builtinType(fallback, '1.0') ?? {}
    if (node.kind === 'scalar') return this.#fromText(node, use, false)
    if (node.kind === 'list') return inheritSchema(this.#parents(node.items, use), {})
    return this.#fromMap(node, use, fallback)
  }

  /** The same with a reference at its top replaced by what it refers to: to see the properties of a query or a form. */
  resolved(schema: JsonObject, use: Use, steps = 0): JsonObject {
    const name = typeof schema.$ref === 'string' ? schemaReferenceName(schema.$ref) : undefined
    const needed = name === undefined ? undefined : this.#needed.get(name)
    // Names that lead to each other in a circle are an issue of their own.
    if (needed === undefined || steps > this.ctx.limits.maxDepth) return schema
    return this.resolved(this.expand(needed.declared, use), use, steps + 1)
  }

  /** All shared schemas: the used ones with their strongest use, then those that nothing refers to. */
  shared(): Record<string, JsonSchema> {
    const found = new Map<string, JsonSchema>()
    const drain = () => {
      for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
        const needed = this.#needed.get(id)
        if (needed) found.set(id, this.expand(needed.declared, needed.use))
      }
    }
    drain()
    const declared = this.ctx.declarations.all.filter(({ kind }) => kind === 'types')
    for (const type of declared)
      if (!found.has(type.id)) this.need(type, { fate: 'documented', reason: 'no operation uses this type' })
    drain()
    const ordered: [string, JsonSchema][] = declared.map(({ id }) => [id, found.get(id) ?? {}])
    return Object.fromEntries([...ordered, ...this.jsonSchemas.hoisted()])
  }

  /** Marks a declared type as used and gives its reference. */
  need(declared: Declared, use: Use): string {
    const earlier = this.#needed.get(declared.id)
    if (earlier === undefined || (earlier.use.fate !== 'enforced' && use.fate === 'enforced')) {
      this.#needed.set(declared.id, { declared, use })
      this.#queue.push(declared.id)
    }
    return schemaReference(declared.id)
  }

  /** What a declared type says, its parents' facets included. */
  expand(declared: Declared, use: Use): JsonObject {
    const id = `${use.fate} ${declared.id}`
    const known = this.#expanded.get(id)
    if (known) return known
    const { entry } = declared
    if (this.#open.has(declared.id)) {
      const message = `The type \`${declared.name}\` inherits from itself.`
      this.ctx.issue(
        'raml.type-loop',
        message,
        entry,
        entry.value,
        'Remove one of the parents; a property may be of its own type.',
      )
      return {}
    }
    if (this.#open.size >= this.ctx.limits.maxDepth)
      throw new ImportRefused({
        rule: 'limits.depth',
        message: `Types inherit from each other over more than ${this.ctx.limits.maxDepth} levels.`,
        ...(entry.part && { pointer: entry.part.pointer, line: entry.part.line }),
      })
    this.#open.add(declared.id)
    const { value } = entry
    this.ctx.use(entry, textOf(value)?.trimStart().startsWith('<') ? xmlUse : use, 'Type')
    const schema =
      value.kind === 'scalar' ? this.#fromText(value, use, true, declared.id) : this.translate(value, use, 'string')
    this.#open.delete(declared.id)
    this.#expanded.set(id, schema)
    return schema
  }

  /** A type's name, expression or inline schema. `open`: a declared type is expanded, not referred to. */
  #fromText(node: RamlScalar, use: Use, open: boolean, declaredAs?: string): JsonObject {
    const text = textOf(node)?.trim() ?? ''
    if (text === '') return {}
    if (/^[{[]/.test(text) && !/^\[\s*\]/.test(text)) return this.jsonSchemas.translate(node, use, declaredAs)
    if (text.startsWith('<')) return xmlSchema(text)
    const expression = parseTypeExpression(text)
    if (expression === undefined) {
      this.#unknown(text, node)
      return {}
    }
    return this.#fromExpression(expression, node, use, open)
  }

  #fromExpression(expression: TypeExpression, at: RamlScalar, use: Use, open: boolean): JsonObject {
    if (expression.kind === 'array')
      return { type: 'array', items: this.#fromExpression(expression.of, at, use, false) }
    if (expression.kind === 'union')
      return unionOf(expression.of.map((inner) => this.#fromExpression(inner, at, use, false)))
    const { name } = expression
    // Names of built-in types can not be declared anew; in RAML 0.8 `file` may be a schema's name as well.
    const builtin = builtinType(name, this.ctx.version)
    if (builtin !== undefined) return builtin
    const declared = this.ctx.declarations.find('types', name, at.scopes)
    if (declared !== undefined) return open ? this.expand(declared, use) : { $ref: this.need(declared, use) }
    this.#unknown(name, at)
    return {}
  }

  #unknown(name: string, at: RamlScalar): void {
    const fix = 'Declare it under `types`, or correct its name.'
    const entry: RamlEntry | undefined = at.part && { key: '', value: at, part: at.part }
    this.ctx.issue('raml.unknown-type', `There is no type \`${name.slice(0, 100)}\`.`, entry, at, fix)
  }

  #parents(nodes: RamlNode[], use: Use): JsonObject[] {
    return nodes.map((node) =>
      node.kind === 'scalar' ? this.#fromText(node, use, true) : this.translate(node, use, 'any'),
    )
  }

  #fromMap(map: RamlMap, use: Use, fallback: DefaultType): JsonObject {
    this.ctx.declarations.readFragment(map)
    const type = map.entries.get('type') ?? map.entries.get('schema')
    const extended = restricts(map)
    let parents: JsonObject[]
    if (type === undefined || isNull(type.value)) parents = [this.#inferred(map, fallback)]
    else if (type.value.kind === 'list') parents = this.#parents(type.value.items, use)
    else if (type.value.kind === 'scalar') parents = [this.#fromText(type.value, use, extended)]
    else parents = [this.translate(type.value, use, 'any')]
    if (type) this.ctx.use(type, parents.some(isXmlSchema) ? xmlUse : use, 'Type of a value')
    const own = readFacets(this, map, parents[0] ?? {}, use)
    // `format: rfc2616` takes the place of the format of `datetime`.
    if (own.pattern === httpDate.pattern) parents = parents.map(({ format, ...rest }) => rest)
    const [parent] = parents
    if (!extended && parents.length === 1 && parent !== undefined) return { ...parent, ...own }
    return inheritSchema(parents, own)
  }

  /** RAML 1.0, "Determining Default Types"; lists, files and numbers are known by facets that only they have. */
  #inferred(map: RamlMap, fallback: DefaultType): JsonObject {
    const has = (...keys: string[]) => keys.some((key) => map.entries.has(key))
    if (has('properties', 'additionalProperties', 'minProperties', 'maxProperties', 'discriminator'))
      return { type: 'object' }
    if (has('items', 'minItems', 'maxItems', 'uniqueItems')) return { type: 'array' }
    if (has('fileTypes')) return { type: 'string', format: 'binary' }
    if (has('minimum', 'maximum', 'multipleOf')) return { type: 'number' }
    if (has('pattern', 'minLength', 'maxLength', 'enum')) return { type: 'string' }
    return builtinType(fallback, '1.0') ?? {}
  }
}

const xmlUse: Use = { fate: 'documented', reason: 'XML Schema is shown; the gateway does not check bodies by it' }

const xmlNote = 'Declared by an XML Schema:'

function xmlSchema(text: string): JsonObject {
  return { description: `${xmlNote}\n\n\`\`\`xml\n${text}\n\`\`\`` }
}

function isXmlSchema(schema: JsonObject): boolean {
  return typeof schema.description === 'string' && schema.description.startsWith(xmlNote)
}

/** Simple types in one `type` list, everything else by `anyOf`. */
function unionOf(schemas: JsonObject[]): JsonObject {
  const flat = schemas.flatMap((schema) =>
    Array.isArray(schema.anyOf) && Object.keys(schema).length === 1 ? schema.anyOf.filter(isObject) : [schema],
  )
  const types = flat.map((schema) =>
    Object.keys(schema).length === 1 && typeof schema.type === 'string' ? schema.type : undefined,
  )
  if (types.every((type) => type !== undefined)) return { type: [...new Set(types)] }
  return { anyOf: flat }
}
