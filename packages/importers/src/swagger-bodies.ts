import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { bodyUse } from './content-uses.ts'
import { enforced, type ImportContext, shown, type Use } from './import-context.ts'
import { leaveOut } from './read-parameters.ts'
import { peek, resolved } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'
import { mediaTypes } from './swagger-media-types.ts'
import { isBodyPart, readCollectionFormat, readOwnSchema } from './swagger-parameters.ts'
import type { SchemaTranslator } from './translate-schema.ts'

type RequestBody = NonNullable<OperationDescription['requestBody']>

const urlEncoded = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data'

/** Body and form fields of OpenAPI 2.0, which stand among the parameters, as request bodies. */
export class SwaggerBodies {
  readonly #ctx: ImportContext
  readonly #schemas: SchemaTranslator
  readonly #used = new Set<Json>()

  constructor(ctx: ImportContext, schemas: SchemaTranslator) {
    this.#ctx = ctx
    this.#schemas = schemas
  }

  read(operation: JsonObject, item: readonly JsonObject[]): RequestBody | undefined {
    const own = this.#partsOf(operation)
    const shared = item.flatMap((source) => this.#partsOf(source))
    const body = [...own, ...shared].find((part) => this.#placeOf(part) === 'body')
    const fields = new Map<string, Json>()
    for (const part of [...own, ...shared]) {
      const name = this.#nameOf(part)
      if (this.#placeOf(part) !== 'formData' || name === undefined) continue
      if (name === '__proto__') {
        leaveOut(this.#ctx, part, 'Form field `__proto__`', 'a field of this name would change how objects behave')
        continue
      }
      // Those of the operation come first and win.
      if (!fields.has(name)) fields.set(name, part)
      else if (own.includes(part))
        leaveOut(this.#ctx, part, `Second form field \`${name}\``, 'the same field stands before it')
    }
    for (const part of own) {
      if (part === body || this.#placeOf(part) !== 'body') continue
      leaveOut(this.#ctx, part, 'Second body parameter', 'an operation has one body')
    }
    if (body === undefined) return fields.size === 0 ? undefined : this.#form(operation, [...fields.values()])
    for (const part of fields.values())
      if (own.includes(part))
        leaveOut(this.#ctx, part, 'Form field', 'an operation has a body or form fields; the body is used')
    return this.#body(operation, body)
  }

  /** Parts of bodies that a path declares and each of its operations replaces. */
  leaveOutUnused(): void {
    const paths = peek(this.#ctx, member(this.#ctx.root, 'paths'))
    if (!isObject(paths)) return
    for (const [path, value] of Object.entries(paths)) {
      const item = peek(this.#ctx, value)
      if (!isObject(item)) continue
      for (const part of this.#partsOf(item))
        if (!this.#used.has(part)) leaveOut(this.#ctx, part, `Body of path \`${path}\``, 'no operation uses it')
    }
  }

  #partsOf(holder: JsonObject): Json[] {
    const list = peek(this.#ctx, member(holder, 'parameters'))
    return Array.isArray(list) ? list.filter((part) => isBodyPart(this.#ctx, part)) : []
  }

  #placeOf(part: Json): Json | undefined {
    const source = peek(this.#ctx, part)
    return isObject(source) ? member(source, 'in') : undefined
  }

  #nameOf(part: Json): string | undefined {
    const source = peek(this.#ctx, part)
    const name = isObject(source) ? member(source, 'name') : undefined
    return typeof name === 'string' ? name : undefined
  }

  #consumes(operation: JsonObject): string[] {
    const holder = member(operation, 'consumes') === undefined ? this.#ctx.root : operation
    const claim = { ...enforced, construct: 'Media types of request bodies (`consumes`)' }
    return mediaTypes(this.#ctx.list(holder, 'consumes', claim))
  }

  #body(operation: JsonObject, part: Json): RequestBody {
    const ctx = this.#ctx
    this.#used.add(part)
    const source = resolved(ctx, part, enforced, 'parameter')
    if (source === undefined) return { required: false, content: {} }
    ctx.text(source, 'in', { ...enforced, construct: 'Request body' })
    ctx.drop(source, 'name', 'Name of a body parameter', 'a body is sent without a name')
    const required = ctx.flag(source, 'required', { ...enforced, construct: '`required` of a request body' }) ?? false
    const description = ctx.text(source, 'description', shown('Description of a request body'))
    const consumes = this.#consumes(operation)
    const types = consumes.length === 0 ? ['application/json'] : consumes
    const uses = types.map(bodyUse)
    const strongest: Use = uses.find(({ fate }) => fate === 'enforced') ?? uses[0] ?? enforced
    const schema = this.#schemas.inPlace(source, 'schema', strongest)
    const media = schema === undefined ? {} : { schema }
    return {
      required,
      ...(description !== undefined && { description }),
      content: Object.fromEntries(types.map((type) => [type, media])),
    }
  }

  #form(operation: JsonObject, parts: readonly Json[]): RequestBody {
    const fields = parts.flatMap((part) => {
      this.#used.add(part)
      const source = resolved(this.#ctx, part, enforced, 'parameter')
      return source === undefined ? [] : [source]
    })
    const consumed = this.#consumes(operation).filter((type) =>
      /^(multipart\/|application\/x-www-form-urlencoded)/i.test(type),
    )
    const withFile = fields.some((field) => member(field, 'type') === 'file')
    const types = consumed.length === 0 ? [withFile ? multipart : urlEncoded] : consumed
    const use = types.map(bodyUse).find(({ fate }) => fate === 'enforced') ?? bodyUse(types[0] ?? urlEncoded)
    const properties: JsonObject = {}
    const required: string[] = []
    const encoding: JsonObject = {}
    for (const field of fields) {
      const name = String(field.name)
      const read = this.#field(field, name, use)
      properties[name] = read.schema
      if (read.required) required.push(name)
      if (read.encoding) encoding[name] = read.encoding
    }
    const schema = { type: 'object', properties, ...(required.length > 0 && { required }) }
    const media = { schema, ...(Object.keys(encoding).length > 0 && { encoding }) }
    return { required: required.length > 0, content: Object.fromEntries(types.map((type) => [type, media])) }
  }

  #field(field: JsonObject, name: string, use: Use) {
    const ctx = this.#ctx
    const claim = { ...use, construct: 'Form field' }
    ctx.text(field, 'in', claim)
    ctx.text(field, 'name', claim)
    const required = ctx.flag(field, 'required', claim) ?? false
    const form = readCollectionFormat(ctx, field, 'query', `form field \`${name}\``)
    const schema = readOwnSchema(
      ctx,
      this.#schemas,
      field,
      form.unread === undefined ? use : { fate: 'documented', reason: form.unread },
    )
    const description = ctx.text(field, 'description', shown(`Description of form field \`${name}\``))
    const read = form.unread === undefined && typeof schema === 'object' ? schema : {}
    const own = this.#notEmpty(field, name, read, use)
    return {
      required,
      schema: description === undefined ? own : { ...own, description },
      ...(member(field, 'type') === 'array' &&
        form.unread === undefined && { encoding: { style: form.style, explode: form.explode } }),
    }
  }
  /** `allowEmptyValue: false`, where it is written, asks a text for a character: Swagger 2.0 has no other way to say it of `name=`. */
  #notEmpty(field: JsonObject, name: string, schema: JsonObject, use: Use): JsonObject {
    const construct = `\`allowEmptyValue\` of form field \`${name}\``
    const refused =
      member(field, 'allowEmptyValue') === false && schema.type === 'string' && schema.minLength === undefined
    if (!refused) {
      this.#ctx.drop(field, 'allowEmptyValue', construct, 'the schema says whether a field may be empty')
      return schema
    }
    this.#ctx.flag(field, 'allowEmptyValue', { ...use, construct })
    return { ...schema, minLength: 1 }
  }
}
