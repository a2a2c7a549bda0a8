import { type JsonSchema, schemaReference } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import type { Use } from '../import-context.ts'
import { pointerParts } from '../resolve-reference.ts'
import { enforcedFormats, jsonTypes, patternFault, type SchemaKeyword, schemaKeywords } from '../schema-keywords.ts'
import { readDependencies, readItems } from './old-schema-keywords.ts'
import {
  isUnsafeName,
  type RamlEntry,
  type RamlMap,
  type RamlNode,
  type RamlScalar,
  textOf,
  toJson,
} from './raml-node.ts'

export interface SchemaDocument {
  root: RamlNode
  file: string
}

/** What holds schema texts: it claims their keys, reads their files and keeps the names of shared schemas apart. */
export interface SchemaTextHost {
  use(entry: RamlEntry, use: Use, construct: string, deep?: boolean): void
  show(entry: RamlEntry, construct: string, reason?: string, deep?: boolean): void
  drop(entry: RamlEntry, construct: string, reason: string): void
  issue(rule: string, message: string, entry: RamlEntry | undefined, node: RamlNode | undefined, fix?: string): void
  /** A text as nodes; the same nodes each time. */
  schemaText(scalar: RamlScalar): RamlNode
  /** Another file that `$ref` names; undefined after an issue. */
  schemaFile(address: string, from: string, entry: RamlEntry): SchemaDocument | undefined
  schemaId(stem: string): string
}

/** JSON Schema texts of any draft that a description holds or includes → JSON Schema 2020-12, each of their keys claimed. */
export class JsonSchemaTexts {
  readonly ctx: SchemaTextHost
  readonly #ids = new Map<RamlNode, string>()
  readonly #shared = new Map<string, JsonSchema>()
  readonly #done = new Set<string>()
  readonly #declared = new Set<string>()

  constructor(ctx: SchemaTextHost) {
    this.ctx = ctx
  }

  /** Definitions that the texts refer to, as shared schemas. */
  hoisted(): [string, JsonSchema][] {
    return [...this.#shared]
  }

  /** `declaredAs`: the type that the text declares, so that `#` in it means that type. */
  translate(scalar: RamlScalar, use: Use, declaredAs?: string): JsonObject {
    const root = this.ctx.schemaText(scalar)
    if (declaredAs !== undefined && scalar.fragment === undefined && !this.#ids.has(root)) {
      this.#ids.set(root, declaredAs)
      this.#declared.add(declaredAs)
    }
    const document = { root, file: scalar.file }
    if (scalar.fragment !== undefined && scalar.fragment !== '') {
      const node = follow(root, scalar.fragment)
      if (node === undefined) this.#missing(`#${scalar.fragment}`, scalar)
      else return asObject(this.schema(node, document, use))
    }
    return asObject(this.schema(root, document, use))
  }

  schema(node: RamlNode, document: SchemaDocument, use: Use): JsonSchema {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value
    if (node.kind !== 'map') return {}
    const out: JsonObject = {}
    const reference = node.entries.get('$ref')
    if (reference) {
      const target = this.#reference(reference, document, use)
      if (target !== undefined) out.$ref = target
    }
    for (const entry of node.entries.values()) {
      if (entry.key === '$ref') continue
      // Until draft 7 what stands beside a reference is ignored.
      if (reference && !isAnnotationKeyword(entry.key))
        this.ctx.drop(entry, keywordName(entry), 'what stands beside `$ref` is ignored before draft 2019-09')
      else this.#keyword(node, entry, out, document, use)
    }
    return out
  }

  #keyword(holder: RamlMap, entry: RamlEntry, out: JsonObject, document: SchemaDocument, use: Use): void {
    const { key, value } = entry
    const keyword = Object.hasOwn(schemaKeywords, key) ? schemaKeywords[key] : undefined
    if (key === 'items') {
      readItems(this, holder, entry, out, document, use)
      return
    }
    if (key === 'additionalItems') return
    if (key === 'dependencies') {
      readDependencies(this, entry, out, document, use)
      return
    }
    if (key === 'divisibleBy') {
      const divisor = toJson(value)
      if (typeof divisor === 'number' && divisor > 0) out.multipleOf = divisor
      this.ctx.use(entry, use, keywordName(entry))
      return
    }
    if (key === 'definitions' || key === '$defs') {
      this.#definitions(entry, document, use)
      return
    }
    if (key === '$schema' || key === 'id' || key === '$id' || key === '$anchor') {
      this.ctx.drop(entry, keywordName(entry), 'references to it are resolved at the import')
      return
    }
    if (key === 'required' && value.kind === 'scalar') {
      this.ctx.use(entry, use, keywordName(entry))
      return
    }
    if (keyword === undefined) {
      this.ctx.drop(entry, keywordName(entry), 'not a keyword of JSON Schema')
      return
    }
    this.#known(holder, entry, keyword, out, document, use)
  }

  /** What nothing refers to shares the fate of the definitions; what is referred to claims itself. */
  #definitions(entry: RamlEntry, document: SchemaDocument, use: Use): void {
    this.ctx.use(entry, use, 'Definitions of a schema')
    if (entry.value.kind !== 'map') return
    for (const inner of entry.value.entries.values())
      this.ctx.drop(inner, `Inner definition \`${inner.key}\``, 'nothing refers to it')
    void document
  }

  #known(
    holder: RamlMap,
    entry: RamlEntry,
    keyword: SchemaKeyword,
    out: JsonObject,
    document: SchemaDocument,
    use: Use,
  ): void {
    const { key, value } = entry
    const given = toJson(value)
    const claim = (good: boolean, deep = false) => {
      if (!good) this.ctx.drop(entry, keywordName(entry), 'its value is not what JSON Schema demands')
      else if (keyword.annotation) this.ctx.show(entry, keywordName(entry), keyword.annotation)
      else this.ctx.use(entry, use, keywordName(entry), deep)
    }
    const put = (good: boolean, result: Json = given, deep = false) => {
      if (good) out[key] = result
      claim(good, deep)
    }
    switch (keyword.shape) {
      case 'types':
        this.#types(entry, given, out, use)
        return
      case 'number':
        put(typeof given === 'number')
        return
      case 'positive':
        put(typeof given === 'number' && given > 0)
        return
      case 'count':
        put(typeof given === 'number' && Number.isInteger(given) && given >= 0)
        return
      case 'flag':
        put(typeof given === 'boolean')
        return
      case 'text':
        put(typeof given === 'string')
        return
      case 'enum':
        put(
          Array.isArray(given) && given.length > 0,
          Array.isArray(given) ? [...new Map(given.map((item) => [canonicalJson(item), item])).values()] : given,
          true,
        )
        return
      case 'names':
        put(
          Array.isArray(given) && given.every((name) => typeof name === 'string'),
          Array.isArray(given) ? [...new Set([...names(out.required), ...given])] : given,
        )
        return
      case 'format':
        if (typeof given === 'string' && !enforcedFormats.has(given)) {
          out.format = given
          this.ctx.show(entry, keywordName(entry), 'the gateway does not check this format')
          return
        }
        put(typeof given === 'string')
        return
      case 'pattern': {
        const fault = typeof given === 'string' ? patternFault(given) : undefined
        if (typeof given === 'string' && !fault?.remove) out.pattern = given
        fault ? this.ctx.show(entry, keywordName(entry), fault.reason) : claim(typeof given === 'string')
        return
      }
      case 'bound':
        this.#bound(holder, entry, given, out, claim)
        return
      case 'schema':
        out[key] = this.schema(value, document, use)
        {
          claim(value.kind !== 'list')
          return
        }
      case 'schemaList': {
        const list = value.kind === 'list' ? value.items.map((item) => this.schema(item, document, use)) : []
        if (list.length > 0) out[key] = list
        claim(list.length > 0)
        return
      }
      case 'schemaMap':
      case 'patternMap':
        this.#schemaMap(entry, out, document, use)
        return
      case 'values':
        put(Array.isArray(given), given, true)
        return
      case 'object':
      case 'namesMap':
      case 'value':
        put(true, given, true)
        return
    }
  }

  #types(entry: RamlEntry, given: Json, out: JsonObject, use: Use): void {
    const types = Array.isArray(given) ? [...new Set(given)] : [given]
    const known = types.filter((type) => typeof type === 'string' && jsonTypes.has(type))
    // `any` was a type until draft 3.
    if (!types.includes('any') && known.length === types.length && known.length > 0)
      out.type = known.length === 1 ? (known[0] ?? null) : known
    else if (!types.includes('any')) {
      this.ctx.drop(entry, keywordName(entry), 'names a type that JSON Schema does not know')
      return
    }
    this.ctx.use(entry, use, keywordName(entry), true)
  }

  /** Draft 4 and older: true makes the limit beside it exclusive. */
  #bound(holder: RamlMap, entry: RamlEntry, given: Json, out: JsonObject, claim: (good: boolean) => void): void {
    if (typeof given === 'number') out[entry.key] = given
    else if (given === true) {
      const limit = entry.key === 'exclusiveMinimum' ? 'minimum' : 'maximum'
      const beside = holder.entries.get(limit)
      const value = beside && toJson(beside.value)
      if (typeof value === 'number') out[entry.key] = value
    }
    claim(typeof given === 'number' || typeof given === 'boolean')
  }

  #schemaMap(entry: RamlEntry, out: JsonObject, document: SchemaDocument, use: Use): void {
    if (entry.value.kind !== 'map') {
      this.ctx.drop(entry, keywordName(entry), 'must be an object')
      return
    }
    this.ctx.use(entry, use, keywordName(entry))
    const map: JsonObject = {}
    const required: string[] = []
    for (const inner of entry.value.entries.values()) {
      const fault = entry.key === 'patternProperties' ? patternFault(inner.key) : undefined
      if (fault?.remove || isUnsafeName(inner.key)) {
        this.ctx.drop(inner, `Pattern \`${inner.key}\``, fault?.reason ?? 'a key of this name is never carried over')
        continue
      }
      this.ctx.use(inner, use, entry.key === 'properties' ? 'Property' : keywordName(entry))
      map[inner.key] = this.schema(inner.value, document, use)
      // Draft 3 wrote `required: true` inside the property.
      const flag = inner.value.kind === 'map' ? inner.value.entries.get('required') : undefined
      if (flag && toJson(flag.value) === true) required.push(inner.key)
    }
    out[entry.key] = map
    if (required.length > 0 && entry.key === 'properties')
      out.required = [...new Set([...names(out.required), ...required])]
  }

  #reference(entry: RamlEntry, document: SchemaDocument, use: Use): string | undefined {
    const text = textOf(entry.value)
    if (text === undefined) return undefined
    this.ctx.use(entry, use, 'Reference to a schema')
    const [address = '', fragment = ''] = text.split('#', 2)
    const target = address === '' ? document : this.ctx.schemaFile(address, document.file, entry)
    if (target === undefined) return undefined
    const node = follow(target.root, fragment)
    if (node === undefined) {
      this.#missing(text, entry.value)
      return undefined
    }
    return schemaReference(this.#share(node, target, address, fragment, use))
  }

  #share(node: RamlNode, document: SchemaDocument, address: string, fragment: string, use: Use): string {
    let id = this.#ids.get(node)
    if (id === undefined) {
      const stem =
        fragment.split('/').at(-1) ||
        address
          .split('/')
          .at(-1)
          ?.replace(/\.[a-z]+$/i, '') ||
        'Schema'
      id = this.ctx.schemaId(stem)
      this.#ids.set(node, id)
    }
    if (!this.#declared.has(id) && !this.#done.has(`${use.fate} ${id}`)) {
      this.#done.add(`${use.fate} ${id}`)
      this.#shared.set(id, this.schema(node, document, use))
      this.#claimDefinition(document.root, fragment, use)
    }
    return id
  }

  #claimDefinition(root: RamlNode, fragment: string, use: Use): void {
    let node: RamlNode | undefined = root
    for (const token of fragment === '' ? [] : pointerParts(fragment)) {
      const entry: RamlEntry | undefined = node?.kind === 'map' ? node.entries.get(token) : undefined
      if (entry === undefined) return
      this.ctx.use(entry, use, 'Definitions of a schema')
      node = entry.value
    }
  }

  #missing(reference: string, at: RamlNode): void {
    this.ctx.issue(
      'reference.missing',
      `The reference \`${reference.slice(0, 200)}\` points to nothing.`,
      undefined,
      at,
      'Add the missing part, or correct the reference.',
    )
  }
}

function follow(root: RamlNode, fragment: string): RamlNode | undefined {
  if (fragment === '' || fragment === '/') return root
  let node: RamlNode | undefined = root
  for (const token of pointerParts(fragment)) {
    if (node?.kind === 'map') node = node.entries.get(token)?.value
    else if (node?.kind === 'list') node = node.items[Number(token)]
    else return undefined
  }
  return node
}

export function keywordName(entry: RamlEntry): string {
  return `Schema keyword \`${entry.key.slice(0, 80)}\``
}

function isAnnotationKeyword(key: string): boolean {
  return (Object.hasOwn(schemaKeywords, key) && schemaKeywords[key]?.annotation !== undefined) || key === 'definitions'
}

function asObject(schema: JsonSchema): JsonObject {
  if (typeof schema !== 'boolean') return schema
  return schema ? {} : { not: {} }
}

function names(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
}
