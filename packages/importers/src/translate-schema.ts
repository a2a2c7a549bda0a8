import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import type { ImportContext, Use } from './import-context.ts'
import { type ReadInner, readOldKeyword } from './old-dialect-keywords.ts'
import { readDiscriminator } from './read-discriminator.ts'
import { claimWay, followPointer, peek, resolveReference } from './resolve-reference.ts'
import { dialectNamed, enterSchema, type Place } from './schema-dialect.ts'
import {
  enforcedFormats,
  jsonTypes,
  keysAmong,
  patternFault,
  type SchemaKeyword,
  schemaKeywords,
  wrongShape,
} from './schema-keywords.ts'
import { SchemaReferences } from './schema-references.ts'
import { isObject, member } from './source-tree.ts'

/** Translates schemas of OpenAPI 3.0 and 3.1 to JSON Schema 2020-12 and claims each of their keywords. */
export class SchemaTranslator {
  /** Source object of each translated schema, to report on what is removed later. */
  readonly origins = new Map<object, JsonObject>()
  readonly #ctx: ImportContext
  readonly #references: SchemaReferences
  readonly #done = new Map<object, { schema: JsonSchema; use: Use }>()

  constructor(ctx: ImportContext) {
    this.#ctx = ctx
    this.#references = new SchemaReferences(ctx)
  }

  /** Schema that stands in place (parameter, body, header). Undefined when it is no schema at all. */
  inPlace(container: JsonObject, key: string, use: Use): JsonSchema | undefined {
    const value = member(container, key)
    if (value === undefined) return undefined
    return this.#inner(container, key, value, this.#placeOf(container, use), 'Schema')
  }

  /** The schema whose keywords stand among other keys (parameters and headers of OpenAPI 2.0); undefined when none does. */
  among(source: JsonObject, use: Use): JsonObject | undefined {
    const out: JsonObject = {}
    const place = this.#placeOf(source, use)
    let found = false
    for (const [key, value] of Object.entries(source)) {
      if (!keysAmong.has(key)) continue
      found ||= key === 'type' || key === 'enum' || key === 'items' || key === 'format'
      this.#keyword(source, key, value, out, place)
    }
    if (!found) return undefined
    this.origins.set(out, source)
    this.#finishOld(source, out, use)
    return out
  }

  /** All shared schemas: the used ones with the strongest of their uses, then the components that nothing refers to. */
  shared(): Record<string, JsonSchema> {
    const found = new Map<string, JsonSchema>()
    const drain = () => {
      for (let next = this.#references.take(); next !== undefined; next = this.#references.take()) {
        found.set(next.name, this.#translate(next.source, this.#placeIn(next.resource, next.use)) ?? true)
      }
    }
    drain()
    const unused: Use = { fate: 'documented', reason: 'no operation uses this schema' }
    for (const name of this.#references.componentNames) {
      if (found.has(name)) continue
      this.#claimContainers(name, unused)
      this.#references.needComponent(name, unused)
    }
    drain()
    const names = this.#references.componentNames
    const hoisted = [...found.keys()].filter((name) => !names.includes(name))
    return Object.fromEntries([...names, ...hoisted].map((name) => [name, found.get(name) ?? true]))
  }

  #claimContainers(name: string, use: Use): void {
    const { schemasAt, files } = this.#ctx
    const way = followPointer(this.#ctx.root, `#/${schemasAt.join('/')}`)
    const behind = isObject(way) && typeof member(way, '$ref') === 'string'
    claimWay(this.#ctx, files.root, behind ? schemasAt : [...schemasAt, name], use)
    if (behind) resolveReference(this.#ctx, way, String(way.$ref), use)
    const map = peek(this.#ctx, way)
    if (!behind || !isObject(map)) return
    this.#ctx.use(way, '$ref', use, 'Reference')
    this.#ctx.use(map, name, use, 'Component in `schemas`')
  }

  #placeOf(container: object, use: Use): Place {
    return this.#placeIn(this.#ctx.files.of(container).tree.value, use)
  }

  /** Schemas of 2.0 and 3.0 are a dialect of their own, which `$schema` does not change. */
  #placeIn(resource: Json, use: Use): Place {
    const named = isObject(resource) ? dialectNamed(member(resource, '$schema')) : undefined
    const dialect = named ?? dialectNamed(member(this.#ctx.root, 'jsonSchemaDialect')) ?? 'modern'
    return { use, resource, dialect: this.#ctx.oldSchemas ? 'modern' : dialect }
  }

  #inner(container: JsonObject, key: string, value: Json, place: Place, construct: string): JsonSchema | undefined {
    const schema = this.#translate(value, place)
    if (schema === undefined) this.#ctx.drop(container, key, construct, 'a schema must be an object')
    else this.#ctx.use(container, key, place.use, construct)
    return schema
  }

  #translate(value: Json, place: Place): JsonSchema | undefined {
    if (typeof value === 'boolean') return value
    if (!isObject(value)) return undefined
    const earlier = this.#done.get(value)
    if (earlier && (earlier.use.fate === 'enforced' || place.use.fate === 'documented')) return earlier.schema
    const out: JsonObject = {}
    this.#done.set(value, { schema: out, use: place.use })
    this.origins.set(out, value)
    const inside = this.#ctx.oldSchemas ? place : enterSchema(value, place)
    const alone = this.#ctx.oldSchemas || inside.dialect !== 'modern'
    if (typeof member(value, '$ref') === 'string') this.#reference(value, '$ref', out, inside)
    if (alone && typeof member(value, '$ref') === 'string') {
      const who = this.#ctx.oldSchemas ? `OpenAPI ${this.#ctx.version}` : 'JSON Schema before draft 2019-09'
      for (const key of Object.keys(value)) {
        if (key !== '$ref' && !key.startsWith('x-'))
          this.#drop(value, key, `${who} ignores what stands beside \`$ref\``)
      }
      return out
    }
    for (const [key, inner] of Object.entries(value)) this.#keyword(value, key, inner, out, inside)
    this.#finishOld(value, out, place.use)
    return out
  }

  #reference(source: JsonObject, key: string, out: JsonObject, place: Place): void {
    const mapped = this.#references.map(source, String(source[key]), place.use, place.resource)
    if (mapped === undefined) return
    this.#ctx.use(source, key, place.use, 'Reference to a schema')
    if (out.$ref === undefined) out.$ref = mapped
    else out.allOf = [...(Array.isArray(out.allOf) ? out.allOf : []), { $ref: mapped }]
  }

  #drop(source: JsonObject, key: string, reason: string): void {
    this.#ctx.drop(source, key, `Schema keyword \`${key}\``, reason)
  }

  #keyword(source: JsonObject, key: string, value: Json, out: JsonObject, place: Place): void {
    if (key === '$ref') {
      if (typeof value !== 'string') this.#drop(source, key, 'must be a text')
      return
    }
    const keyword = Object.hasOwn(schemaKeywords, key) ? schemaKeywords[key] : undefined
    if (keyword !== undefined && !(keyword.since31 && this.#ctx.oldSchemas)) {
      const read = this.#read(source, key, value, keyword, out, place)
      if (read === 'claimed') return
      if (read === 'wrong') this.#drop(source, key, wrongShape(keyword))
      else if (keyword.annotation)
        this.#ctx.document(
          source,
          key,
          `Schema keyword \`${key}\``,
          keyword.annotation,
          keyword.shape === 'value' || keyword.shape === 'values' || keyword.shape === 'object',
        )
      else
        this.#ctx.use(
          source,
          key,
          place.use,
          `Schema keyword \`${key}\``,
          keyword.shape === 'enum' || keyword.shape === 'value',
        )
      return
    }
    this.#special(source, key, value, out, place)
  }

  /** Keywords whose form or meaning differs between the dialects. */
  #special(source: JsonObject, key: string, value: Json, out: JsonObject, place: Place): void {
    const inner: ReadInner = (container, name, schema, construct) =>
      this.#inner(container, name, schema, place, construct)
    if (!this.#ctx.oldSchemas && readOldKeyword(this.#ctx, source, key, out, place.use, inner)) return
    if (key === 'example') {
      out.examples = [...(Array.isArray(out.examples) ? out.examples : []), value]
      this.#ctx.document(source, key, 'Schema keyword `example`', 'shown in the reference, decides nothing', true)
    } else if (key === 'nullable' && this.#ctx.version === '3.0') return
    else if (key === 'nullable' && this.#ctx.version === '2.0')
      this.#drop(source, key, 'OpenAPI 2.0 knows no `nullable`; write `x-nullable`')
    else if (key === 'nullable')
      this.#drop(source, key, "OpenAPI 3.1 knows no `nullable`; write `type: [string, 'null']`")
    else if (key === '$dynamicRef' && typeof value === 'string' && !this.#ctx.oldSchemas) {
      if (this.#references.isCertain(value)) this.#reference(source, key, out, place)
      else
        this.#drop(source, key, 'several schemas have this dynamic anchor: which one is meant depends on the way there')
    } else if ((key === '$defs' || key === 'definitions') && isObject(value)) {
      this.#ctx.use(source, key, place.use, `Schema keyword \`${key}\``)
      for (const name of Object.keys(value))
        this.#ctx.drop(
          value,
          name,
          `Inner definition \`${name}\``,
          'nothing refers to it, or what refers to it carries it as a shared schema',
        )
    } else if (
      key === '$id' ||
      key === '$anchor' ||
      key === '$dynamicAnchor' ||
      (key === 'id' && place.dialect === 'draft-4')
    )
      this.#drop(source, key, 'references to it are resolved at the import')
    else if (key === '$schema') this.#drop(source, key, 'all schemas are translated to JSON Schema 2020-12')
    else if (key === 'x-nullable' && this.#ctx.version === '2.0') return
    else if (key === 'collectionFormat' && this.#ctx.version === '2.0')
      this.#drop(source, key, 'lists inside lists are not taken apart')
    else if (key.startsWith('x-')) return
    else if (this.#ctx.oldSchemas) this.#drop(source, key, `not a keyword of schemas in OpenAPI ${this.#ctx.version}`)
    else this.#drop(source, key, 'not a keyword of JSON Schema 2020-12')
  }

  #read(
    source: JsonObject,
    key: string,
    value: Json,
    keyword: SchemaKeyword,
    out: JsonObject,
    place: Place,
  ): 'ok' | 'wrong' | 'claimed' {
    const put = (good: boolean, result: Json = value): 'ok' | 'wrong' => {
      if (!good) return 'wrong'
      out[key] = result
      return 'ok'
    }
    switch (keyword.shape) {
      case 'types': {
        if (value === 'file' && this.#ctx.version === '2.0') {
          out.type = 'string'
          out.format = 'binary'
          return 'ok'
        }
        const types = Array.isArray(value) ? [...new Set(value)] : [value]
        const known = types.length > 0 && types.every((type) => typeof type === 'string' && jsonTypes.has(type))
        return put(known, types.length === 1 ? (types[0] ?? null) : types)
      }
      case 'number':
        return put(typeof value === 'number')
      case 'positive':
        return put(typeof value === 'number' && value > 0)
      case 'count':
        return put(typeof value === 'number' && Number.isInteger(value) && value >= 0)
      case 'flag':
        return put(typeof value === 'boolean')
      case 'text':
        return put(typeof value === 'string')
      case 'object':
        if (key === 'discriminator') return readDiscriminator(this.#ctx, this.#references, source, out, place.use)
        return put(isObject(value))
      case 'value':
        return put(true)
      case 'values':
        return put(
          Array.isArray(value),
          Array.isArray(value) && Array.isArray(out.examples) ? [...value, ...out.examples] : value,
        )
      case 'enum':
        return put(
          Array.isArray(value) && value.length > 0,
          Array.isArray(value) ? [...new Map(value.map((item) => [canonicalJson(item), item])).values()] : value,
        )
      case 'names':
        return put(
          Array.isArray(value) && value.every((name) => typeof name === 'string'),
          Array.isArray(value) ? [...new Set(value)] : value,
        )
      case 'namesMap':
        if (isObject(value))
          for (const name of Object.keys(value)) this.#ctx.use(value, name, place.use, `Schema keyword \`${key}\``)
        return put(isObject(value) && Object.values(value).every((names) => Array.isArray(names)))
      case 'bound':
        return this.#bound(source, key, value, out, place)
      case 'format':
        if (typeof value === 'string' && !enforcedFormats.has(value)) {
          out.format = value
          this.#ctx.document(
            source,
            key,
            `Schema keyword \`format: ${value.slice(0, 60)}\``,
            'the gateway does not check this format',
          )
          return 'claimed'
        }
        return put(typeof value === 'string')
      case 'pattern':
        return typeof value === 'string' ? this.#pattern(source, value, out) : 'wrong'
      case 'schema':
        return this.#schema(source, key, value, out, place)
      case 'schemaList':
        return this.#schemaList(source, key, value, out, place)
      case 'schemaMap':
      case 'patternMap':
        return this.#schemaMap(source, key, value, out, place, keyword.shape === 'patternMap')
    }
  }

  #bound(source: JsonObject, key: string, value: Json, out: JsonObject, place: Place): 'ok' | 'wrong' {
    if (typeof value === 'number') {
      out[key] = value
      return 'ok'
    }
    // Before 3.1 (JSON Schema draft 4): true makes the limit beside it exclusive.
    if (typeof value !== 'boolean' || !(this.#ctx.oldSchemas || place.dialect === 'draft-4')) return 'wrong'
    const limit = member(source, key === 'exclusiveMinimum' ? 'minimum' : 'maximum')
    if (value && typeof limit === 'number') out[key] = limit
    return 'ok'
  }

  #pattern(source: JsonObject, pattern: string, out: JsonObject): 'ok' | 'claimed' {
    const fault = patternFault(pattern)
    if (!fault?.remove) out.pattern = pattern
    if (fault === undefined) return 'ok'
    if (fault.remove) out.$comment = `pattern, not enforced: ${pattern}`
    this.#ctx.document(source, 'pattern', 'Schema keyword `pattern`', fault.reason)
    return 'claimed'
  }

  #schema(source: JsonObject, key: string, value: Json, out: JsonObject, place: Place): 'wrong' | 'claimed' {
    // A list of schemas was `items` until draft 2019-09.
    if (key === 'items' && Array.isArray(value)) {
      const list = value.map((item) => this.#translate(item, place))
      if (!list.every((item) => item !== undefined) || list.length === 0) return 'wrong'
      out.prefixItems = list
      this.#ctx.use(source, key, place.use, 'Schema keyword `items`')
      return 'claimed'
    }
    const schema = this.#inner(source, key, value, place, `Schema keyword \`${key}\``)
    if (schema !== undefined) out[key] = schema
    return 'claimed'
  }

  #schemaList(source: JsonObject, key: string, value: Json, out: JsonObject, place: Place): 'wrong' | 'claimed' {
    if (!Array.isArray(value) || value.length === 0) return 'wrong'
    const list = value.map((item) => this.#translate(item, place))
    if (!list.every((item) => item !== undefined)) return 'wrong'
    out[key] = key === 'allOf' && Array.isArray(out.allOf) ? [...list, ...out.allOf] : list
    this.#ctx.use(source, key, place.use, `Schema keyword \`${key}\``)
    return 'claimed'
  }

  #schemaMap(
    source: JsonObject,
    key: string,
    value: Json,
    out: JsonObject,
    place: Place,
    patterns: boolean,
  ): 'wrong' | 'claimed' {
    if (!isObject(value)) return 'wrong'
    this.#ctx.use(source, key, place.use, `Schema keyword \`${key}\``)
    const map: JsonObject = {}
    for (const [name, inner] of Object.entries(value)) {
      const fault = patterns ? patternFault(name) : undefined
      if (fault?.remove) {
        this.#ctx.drop(value, name, `Pattern \`${name}\``, fault.reason)
        continue
      }
      const schema = this.#inner(
        value,
        name,
        inner,
        place,
        key === 'properties' ? 'Property' : `Schema keyword \`${key}\``,
      )
      if (schema !== undefined) map[name] = schema
    }
    out[key] = map
    return 'claimed'
  }

  #finishOld(source: JsonObject, out: JsonObject, use: Use): void {
    if (!this.#ctx.oldSchemas) return
    if (member(source, 'exclusiveMinimum') === true && out.exclusiveMinimum !== undefined) delete out.minimum
    if (member(source, 'exclusiveMaximum') === true && out.exclusiveMaximum !== undefined) delete out.maximum
    // 2.0 has no word for null, and `x-nullable` is what all tools write.
    const word = this.#ctx.version === '2.0' ? 'x-nullable' : 'nullable'
    const nullable = member(source, word)
    if (nullable === undefined) return
    // OpenAPI 3.0.3: `nullable` widens the `type` beside it and has no effect without one.
    if (nullable === true && typeof out.type === 'string' && out.type !== 'null') {
      out.type = [out.type, 'null']
      this.#ctx.use(source, word, use, `Schema keyword \`${word}\``)
    } else if (nullable === false) this.#ctx.use(source, word, use, `Schema keyword \`${word}\``)
    else
      this.#drop(
        source,
        word,
        typeof nullable === 'boolean' ? 'has no effect without `type` (OpenAPI 3.0.3)' : 'must be true or false',
      )
  }
}
