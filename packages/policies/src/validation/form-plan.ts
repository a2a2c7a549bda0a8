import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import { LazyValidator } from '../snapshot/lazy-validator.ts'
import { type CompileSchema, refName } from '../snapshot/validators.ts'
import type { Shared } from './opened-schema.ts'
import { isJsonMediaType } from './parameter-plan.ts'
import { resolveSchema, type Shape, shapeOf } from './schema-shape.ts'
import type { Style } from './styles.ts'

type Content = NonNullable<CompiledOperation['body']>['content'][string]
export type FieldEncoding = NonNullable<Content['encoding']>[string]

export type PartHeaderPlan = {
  name: string
  lowerName: string
  required: boolean
  shape: Shape
  validator: LazyValidator | null
}

/** One declared field of a form or multipart body, with all that can be prepared. */
export type FieldPlan = {
  name: string
  shape: Shape
  kind: 'primitive' | 'array' | 'object'
  /** Its bytes are no text: `format: binary`, or a media type without an encoding. */
  file: boolean
  /** Only where the contract names it: then values are written as in a query string (OpenAPI, Encoding Object). */
  style: Style | null
  explode: boolean
  /** Each value is JSON text. */
  json: boolean
  /** Media type ranges that a part may declare, lower case; null: any. */
  types: readonly string[] | null
  /** The contract says `allowReserved: false`: RFC 3986's reserved characters must be escaped. */
  escaped: boolean
  headers: readonly PartHeaderPlan[]
}

export type FormPlan = { shape: Shape; fields: ReadonlyMap<string, FieldPlan>; validators: LazyValidator[] }

export function planForm(
  schema: JsonSchema | undefined,
  encoding: Content['encoding'],
  shared: Shared,
  compile: CompileSchema,
): FormPlan {
  const fields = new Map<string, FieldPlan>()
  const validators: LazyValidator[] = []
  for (const [name, property] of propertiesOf(schema, shared)) {
    const own = encoding !== undefined && Object.hasOwn(encoding, name) ? encoding[name] : undefined
    const plan = planField(name, property, own, shared, compile)
    fields.set(name, plan)
    validators.push(...plan.headers.flatMap(({ validator }) => validator ?? []))
  }
  return { shape: shapeOf(schema, shared), fields, validators }
}

function planField(
  name: string,
  schema: JsonSchema,
  encoding: FieldEncoding | undefined,
  shared: Shared,
  compile: CompileSchema,
): FieldPlan {
  const shape = shapeOf(schema, shared)
  const kind = shape.types.has('array') ? 'array' : isObjectOnly(shape) ? 'object' : 'primitive'
  const style = encoding?.style ?? (encoding?.explode === undefined ? null : 'form')
  // A style that is named takes the place of any content type.
  const types =
    style === null ? (encoding?.contentType?.split(',').map((type) => type.trim().toLowerCase()) ?? null) : null
  return {
    name,
    shape,
    kind,
    file: isFile(kind === 'array' ? itemsOf(schema, shared) : schema, shared),
    style,
    explode: encoding?.explode ?? (style === 'form' || style === null || style === 'deepObject'),
    json: types?.every((type) => isJsonMediaType(type)) ?? false,
    types,
    escaped: encoding?.allowReserved === false,
    headers: (encoding?.headers ?? []).map((header) => ({
      name: header.name,
      lowerName: header.name.toLowerCase(),
      required: header.required,
      shape: shapeOf(header.schema, shared),
      validator:
        header.schema === undefined || header.schema === true
          ? null
          : new LazyValidator(header.schema, shared, compile),
    })),
  }
}

function isObjectOnly(shape: Shape): boolean {
  return shape.types.has('object') && [...shape.types].every((type) => type === 'object' || type === 'null')
}

function itemsOf(schema: JsonSchema, shared: Shared): JsonSchema | undefined {
  const resolved = resolveSchema(schema, shared)
  return resolved?.items as JsonSchema | undefined
}

/** OpenAPI 3.0: `type: string, format: binary`; 3.1: `contentMediaType` without `contentEncoding`. */
function isFile(schema: JsonSchema | undefined, shared: Shared): boolean {
  const resolved = resolveSchema(schema, shared)
  if (resolved === undefined) return false
  const { format, contentMediaType, contentEncoding, type } = resolved
  if (format === 'binary' || type === 'file') return true
  return typeof contentMediaType === 'string' && contentEncoding === undefined && !isJsonMediaType(contentMediaType)
}

/** Properties by name through `$ref`, `allOf`, `anyOf` and `oneOf`; of several under one name the first. */
function propertiesOf(schema: JsonSchema | undefined, shared: Shared): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>()
  const seen = new Set<JsonObject>()
  const walk = (one: unknown): void => {
    if (typeof one !== 'object' || one === null || Array.isArray(one) || seen.has(one as JsonObject)) return
    const node = one as JsonObject
    seen.add(node)
    if (typeof node.$ref === 'string' && node.$ref.startsWith('#/schemas/')) {
      const name = refName(node.$ref)
      if (Object.hasOwn(shared, name)) walk(shared[name])
    }
    if (typeof node.properties === 'object' && node.properties !== null) {
      for (const [name, property] of Object.entries(node.properties)) {
        if (!found.has(name)) found.set(name, property as JsonSchema)
      }
    }
    for (const parts of [node.allOf, node.anyOf, node.oneOf, [node.then], [node.else]]) {
      if (Array.isArray(parts)) for (const part of parts) walk(part)
    }
  }
  walk(schema)
  return found
}
