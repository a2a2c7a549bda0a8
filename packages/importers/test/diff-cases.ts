import type {
  ApiDescription,
  JsonSchema,
  OperationDescription,
  ParameterDescription,
} from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { operationRules } from '../src/diff-rules-operations.ts'
import type { schemaRules } from '../src/diff-rules-schemas.ts'

export function api(change: Partial<ApiDescription> = {}): ApiDescription {
  return {
    title: 'Orders',
    version: '1.0.0',
    servers: [],
    tags: [],
    securitySchemes: {},
    operations: [],
    schemas: {},
    ...change,
  }
}

export function operation(change: Partial<OperationDescription> = {}): OperationDescription {
  return {
    method: 'GET',
    path: '/orders',
    tags: [],
    deprecated: false,
    parameters: [],
    responses: {},
    security: [],
    ...change,
  }
}

const one = (change: Partial<OperationDescription> = {}) => api({ operations: [operation(change)] })

function query(change: Partial<ParameterDescription> = {}): ParameterDescription {
  return {
    in: 'query',
    name: 'status',
    required: false,
    style: 'form',
    explode: true,
    schema: { type: 'string' },
    ...change,
  }
}
const withQuery = (change: Partial<ParameterDescription> = {}) => one({ parameters: [query(change)] })
const { schema: _schema, ...withoutSchema } = query()

const json = (schema: JsonSchema) => ({ 'application/json': { schema } })
const xml = (node: JsonObject) => ({ 'application/xml': { schema: { type: 'array', xml: node } } })
const withBody = (change: Partial<NonNullable<OperationDescription['requestBody']>> = {}) =>
  one({ requestBody: { required: false, content: json(true), ...change } })
const withResponses = (...statuses: string[]) =>
  one({ responses: Object.fromEntries(statuses.map((status) => [status, { description: '' }])) })
const withResponse = (change: Partial<OperationDescription['responses'][string]> = {}) =>
  one({ responses: { '200': { description: '', ...change } } })
const header = (change = {}) => withResponse({ headers: { 'X-Left': { schema: { type: 'integer' }, ...change } } })
const secured = (...security: OperationDescription['security']) => one({ security })

type Pair = [before: ApiDescription, after: ApiDescription]

/** One pair for each rule that is not about schemas. */
export const operationCases: Record<keyof typeof operationRules, Pair> = {
  'api.title-changed': [api(), api({ title: 'Shop' })],
  'api.version-changed': [api(), api({ version: '1.1.0' })],
  'api.docs-changed': [api(), api({ description: 'All about orders' })],
  'api.servers-changed': [api(), api({ servers: [{ url: 'https://api.example.com' }] })],
  'api.tag-added': [api(), api({ tags: [{ name: 'orders' }] })],
  'api.tag-removed': [api({ tags: [{ name: 'orders' }] }), api()],
  'api.tag-docs-changed': [
    api({ tags: [{ name: 'orders' }] }),
    api({ tags: [{ name: 'orders', description: 'All' }] }),
  ],
  'api.schema-added': [api(), api({ schemas: { Order: {} } })],
  'api.schema-removed': [api({ schemas: { Order: {} } }), api()],
  'api.security-scheme-added': [
    api(),
    api({ securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } }),
  ],
  'api.security-scheme-removed': [
    api({ securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } }),
    api(),
  ],
  'api.security-scheme-changed': [
    api({ securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } }),
    api({ securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'key' } } }),
  ],
  'api.other-changed': [
    api({ operations: [operation(), operation({ method: 'POST' })] }),
    api({ operations: [operation({ method: 'POST' }), operation()] }),
  ],

  'operation.added': [api(), one()],
  'operation.removed': [one(), api()],
  'operation.deprecated': [one(), one({ deprecated: true })],
  'operation.undeprecated': [one({ deprecated: true }), one()],
  'operation.id-changed': [one({ operationId: 'getOrders' }), one({ operationId: 'listOrders' })],
  'operation.id-added': [one(), one({ operationId: 'listOrders' })],
  'operation.id-removed': [one({ operationId: 'listOrders' }), one()],
  'operation.path-parameter-renamed': [one({ path: '/orders/{id}' }), one({ path: '/orders/{orderId}' })],
  'operation.docs-changed': [one(), one({ summary: 'List orders' })],
  'operation.tags-changed': [one(), one({ tags: ['orders'] })],
  'operation.schema-docs-changed': [
    withQuery(),
    withQuery({ schema: { type: 'string', description: 'Of the order' } }),
  ],

  'parameter.added-required': [one(), withQuery({ required: true })],
  'parameter.added-optional': [one(), withQuery()],
  'parameter.removed': [withQuery(), one()],
  'parameter.became-required': [withQuery(), withQuery({ required: true })],
  'parameter.became-optional': [withQuery({ required: true }), withQuery()],
  'parameter.style-changed': [withQuery(), withQuery({ explode: false })],
  'parameter.empty-refused': [withQuery({ allowEmptyValue: true }), withQuery()],
  'parameter.empty-allowed': [withQuery(), withQuery({ allowEmptyValue: true })],
  'parameter.reserved-refused': [withQuery({ allowReserved: true }), withQuery()],
  'parameter.reserved-allowed': [withQuery(), withQuery({ allowReserved: true })],
  'parameter.schema-added': [one({ parameters: [withoutSchema] }), withQuery()],
  'parameter.schema-removed': [withQuery(), one({ parameters: [withoutSchema] })],
  'parameter.content-changed': [
    withQuery(),
    one({ parameters: [{ ...withoutSchema, content: json({ type: 'string' }) }] }),
  ],
  'parameter.deprecated': [withQuery(), withQuery({ deprecated: true })],
  'parameter.undeprecated': [withQuery({ deprecated: true }), withQuery()],
  'parameter.docs-changed': [withQuery(), withQuery({ description: 'Of the order' })],

  'body.added-required': [one(), withBody({ required: true })],
  'body.added-optional': [one(), withBody()],
  'body.removed': [withBody(), one()],
  'body.became-required': [withBody(), withBody({ required: true })],
  'body.became-optional': [withBody({ required: true }), withBody()],
  'body.media-type-added': [withBody(), withBody({ content: { ...json(true), 'text/csv': {} } })],
  'body.media-type-removed': [withBody({ content: { ...json(true), 'text/csv': {} } }), withBody()],
  'body.docs-changed': [withBody(), withBody({ description: 'An order' })],
  'body.encoding-changed': [
    withBody({ content: { 'multipart/form-data': { schema: true } } }),
    withBody({
      content: { 'multipart/form-data': { schema: true, encoding: { file: { contentType: 'image/png' } } } },
    }),
  ],
  'body.xml-changed': [
    withBody({ content: xml({ name: 'order' }) }),
    withBody({ content: xml({ name: 'Order', namespace: 'https://example.com/orders' }) }),
  ],

  'response.success-added': [withResponses('200'), withResponses('200', '202')],
  'response.success-removed': [withResponses('200', '202'), withResponses('200')],
  'response.error-added': [withResponses('200'), withResponses('200', '404')],
  'response.error-removed': [withResponses('200', '404'), withResponses('200')],
  'response.default-added': [withResponses('200'), withResponses('200', 'default')],
  'response.default-removed': [withResponses('200', 'default'), withResponses('200')],
  'response.media-type-added': [
    withResponse({ content: json(true) }),
    withResponse({ content: { ...json(true), 'text/csv': {} } }),
  ],
  'response.media-type-removed': [
    withResponse({ content: { ...json(true), 'text/csv': {} } }),
    withResponse({ content: json(true) }),
  ],
  'response.body-added': [withResponse(), withResponse({ content: json(true) })],
  'response.body-removed': [withResponse({ content: json(true) }), withResponse()],
  'response.header-added': [withResponse(), header()],
  'response.header-removed': [header(), withResponse()],
  'response.required-header-removed': [header({ required: true }), withResponse()],
  'response.header-became-optional': [header({ required: true }), header()],
  'response.header-became-required': [header(), header({ required: true })],
  'response.docs-changed': [withResponse(), withResponse({ description: 'The orders' })],
  'response.xml-changed': [
    withResponse({ content: xml({ wrapped: true }) }),
    withResponse({ content: xml({ wrapped: false }) }),
  ],

  'security.added': [one(), secured({ key: [] })],
  'security.removed': [secured({ key: [] }), one()],
  'security.alternative-added': [secured({ key: [] }), secured({ key: [] }, { oauth: ['read'] })],
  'security.alternative-removed': [secured({ key: [] }, { oauth: ['read'] }), secured({ key: [] })],
  'security.scope-added': [secured({ oauth: ['read'] }), secured({ oauth: ['read', 'write'] })],
  'security.scope-removed': [secured({ oauth: ['read', 'write'] }), secured({ oauth: ['read'] })],
  'security.anonymous-allowed': [secured({ key: [] }), secured({ key: [] }, {})],
  'security.anonymous-refused': [secured({ key: [] }, {}), secured({ key: [] })],
}

const properties = (inner: { [name: string]: JsonSchema }, ...required: string[]): JsonSchema => ({
  type: 'object',
  properties: inner,
  ...(required.length > 0 && { required }),
})
const text = { type: 'string' }
const closed = { additionalProperties: false }

/** One pair of schemas for each rule about schemas; tried in a request body and in a response. */
export const schemaCases: Record<keyof typeof schemaRules, [before: JsonSchema, after: JsonSchema]> = {
  'schema.type-narrowed': [{ type: ['string', 'integer'] }, text],
  'schema.type-widened': [{ type: 'integer' }, { type: 'number' }],
  'schema.type-changed': [text, { type: 'integer' }],
  'schema.null-refused': [{ type: ['string', 'null'] }, text],
  'schema.null-allowed': [text, { type: ['string', 'null'] }],
  'schema.enum-value-removed': [{ enum: ['open', 'paid'] }, { enum: ['paid'] }],
  'schema.enum-value-added': [{ enum: ['open'] }, { enum: ['open', 'paid'] }],
  'schema.enum-added': [text, { type: 'string', enum: ['open', 'paid'] }],
  'schema.enum-removed': [{ type: 'string', enum: ['open', 'paid'] }, text],
  'schema.format-added': [text, { type: 'string', format: 'date' }],
  'schema.format-removed': [{ type: 'string', format: 'date' }, text],
  'schema.format-changed': [
    { type: 'string', format: 'date' },
    { type: 'string', format: 'date-time' },
  ],
  'schema.pattern-added': [text, { type: 'string', pattern: '^[A-Z]+$' }],
  'schema.pattern-removed': [{ type: 'string', pattern: '^[A-Z]+$' }, text],
  'schema.pattern-changed': [
    { type: 'string', pattern: '^[A-Z]+$' },
    { type: 'string', pattern: '^[a-z]+$' },
  ],
  'schema.minimum-raised': [{ minimum: 1 }, { exclusiveMinimum: 1 }],
  'schema.minimum-lowered': [{ type: 'number', minimum: 1 }, { type: 'number' }],
  'schema.maximum-lowered': [{ maximum: 10 }, { maximum: 5 }],
  'schema.maximum-raised': [{ exclusiveMaximum: 10 }, { maximum: 10 }],
  'schema.min-length-raised': [{ minLength: 1 }, { minLength: 2 }],
  'schema.min-length-lowered': [{ minLength: 2 }, { minLength: 1 }],
  'schema.max-length-lowered': [text, { type: 'string', maxLength: 10 }],
  'schema.max-length-raised': [{ maxLength: 10 }, { maxLength: 20 }],
  'schema.min-items-raised': [{ minItems: 1 }, { minItems: 2 }],
  'schema.min-items-lowered': [{ minItems: 2 }, { minItems: 1 }],
  'schema.max-items-lowered': [{ maxItems: 20 }, { maxItems: 10 }],
  'schema.max-items-raised': [{ maxItems: 10 }, { maxItems: 20 }],
  'schema.min-properties-raised': [{ minProperties: 1 }, { minProperties: 2 }],
  'schema.min-properties-lowered': [{ minProperties: 2 }, { minProperties: 1 }],
  'schema.max-properties-lowered': [{ maxProperties: 20 }, { maxProperties: 10 }],
  'schema.max-properties-raised': [{ maxProperties: 10 }, { maxProperties: 20 }],
  'schema.multiple-of-added': [{ type: 'number' }, { type: 'number', multipleOf: 5 }],
  'schema.multiple-of-removed': [{ type: 'number', multipleOf: 5 }, { type: 'number' }],
  'schema.multiple-of-changed': [{ multipleOf: 5 }, { multipleOf: 10 }],
  'schema.multiple-of-widened': [{ multipleOf: 10 }, { multipleOf: 5 }],
  'schema.unique-items-added': [{ type: 'array' }, { type: 'array', uniqueItems: true }],
  'schema.unique-items-removed': [{ type: 'array', uniqueItems: true }, { type: 'array' }],
  'schema.property-added': [properties({}), properties({ note: text })],
  'schema.required-property-added': [properties({}), properties({ note: text }, 'note')],
  'schema.property-removed': [properties({ note: text }), properties({})],
  'schema.required-property-removed': [properties({ note: text }, 'note'), properties({})],
  'schema.property-refused': [
    { type: 'object', properties: { note: text }, ...closed },
    { type: 'object', properties: {}, ...closed },
  ],
  'schema.property-became-required': [properties({ note: text }), properties({ note: text }, 'note')],
  'schema.property-became-optional': [properties({ note: text }, 'note'), properties({ note: text })],
  'schema.property-became-read-only': [text, { type: 'string', readOnly: true }],
  'schema.property-became-writable': [{ type: 'string', readOnly: true }, text],
  'schema.property-became-write-only': [text, { type: 'string', writeOnly: true }],
  'schema.property-became-readable': [{ type: 'string', writeOnly: true }, text],
  'schema.additional-properties-refused': [{ type: 'object' }, { type: 'object', ...closed }],
  'schema.additional-properties-allowed': [
    { type: 'object', ...closed },
    { type: 'object', additionalProperties: text },
  ],
  'schema.constraint-added': [text, { type: 'string', not: { const: '' } }],
  'schema.constraint-removed': [{ type: 'string', not: { const: '' } }, text],
  'schema.constraint-changed': [
    { type: 'string', not: { const: '' } },
    { type: 'string', not: { const: '-' } },
  ],
  'schema.alternative-added': [{ oneOf: [text] }, { oneOf: [text, { type: 'integer' }] }],
  'schema.alternative-removed': [{ anyOf: [text, { type: 'integer' }] }, { anyOf: [text] }],
  'schema.alternatives-added': [{ type: 'object' }, { type: 'object', oneOf: [{ title: 'Card' }, { title: 'Cash' }] }],
  'schema.alternatives-removed': [
    { type: 'object', oneOf: [{ title: 'Card' }, { title: 'Cash' }] },
    { type: 'object' },
  ],
  'schema.discriminator-added': [{ type: 'object' }, { type: 'object', discriminator: { propertyName: 'kind' } }],
  'schema.discriminator-removed': [{ type: 'object', discriminator: { propertyName: 'kind' } }, { type: 'object' }],
  'schema.discriminator-changed': [
    { type: 'object', discriminator: { propertyName: 'kind' } },
    { type: 'object', discriminator: { propertyName: 'sort' } },
  ],
  'schema.everything-refused': [text, false],
  'schema.everything-allowed': [text, true],
  'schema.constrained': [true, text],
  'schema.default-changed': [
    { type: 'integer', default: 10 },
    { type: 'integer', default: 20 },
  ],
  'schema.default-added': [{ type: 'integer' }, { type: 'integer', default: 10 }],
  'schema.default-removed': [{ type: 'integer', default: 10 }, { type: 'integer' }],
  'schema.deprecated': [text, { type: 'string', deprecated: true }],
  'schema.undeprecated': [{ type: 'string', deprecated: true }, text],
}

/** The schema as property `value` of a request body. */
export const requestWith = (schema: JsonSchema) => withBody({ content: json(properties({ value: schema })) })
/** The schema as property `value` of the 200 response. */
export const responseWith = (schema: JsonSchema) => withResponse({ content: json(properties({ value: schema })) })
export const queryWith = (schema: JsonSchema) => withQuery({ schema })
