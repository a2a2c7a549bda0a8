import { casingTexts, hasCasing } from './casing.ts'
import type { Facts } from './facts.ts'
import { code, type ReadyRule, rule, skip } from './rule.ts'

const literals = (path: string) => path.split('/').filter((segment) => segment !== '' && !segment.includes('{'))
const verb = /^(?:get|list|fetch|create|add|insert|update|modify|delete|remove|set)(?:$|[-_A-Z])/
const withoutPlural = new Set([
  'data',
  'media',
  'metadata',
  'information',
  'health',
  'status',
  'me',
  'people',
  'children',
  'staff',
  'content',
  'history',
  'equipment',
  'feedback',
  'search',
])

/** Rules about paths and parameters. */
export const pathRules = {
  'path-casing': rule('path', {
    group: 'Paths',
    title: 'Paths are in kebab-case',
    severity: 'warn',
    why: 'Paths are case-sensitive, and hyphens are what people and search engines read as a space.',
    fix: 'Write `/order-lines`. A path is part of the contract: change it in the next version.',
    bad: { operation: { path: '/customerOrders/{orderId}' } },
    good: { operation: { path: '/customer-orders/{orderId}' } },
    check: ({ path }) => {
      const wrong = literals(path).filter((segment) => !/^[a-z0-9]+(?:[-.][a-z0-9]+)*(?::[a-z-]+)?$/.test(segment))
      return wrong.length === 0
        ? undefined
        : `${code(path)} has ${wrong.map(code).join(' and ')} in another way than \`kebab-case\``
    },
  }),
  'path-no-trailing-slash': rule('path', {
    group: 'Paths',
    title: 'Paths do not end with a slash',
    severity: 'warn',
    why: '`/orders` and `/orders/` are two paths; callers get a 404 for the one that they guess.',
    fix: 'Remove the slash at the end.',
    bad: { more: [{ path: '/orders/', operationId: 'listThem' }] },
    good: { more: [{ method: 'DELETE', operationId: 'deleteOrder' }] },
    check: ({ path }) => (path.length > 1 && path.endsWith('/') ? `${code(path)} ends with a slash` : undefined),
  }),
  'path-plain': rule('path', {
    group: 'Paths',
    title: 'Paths hold a path only',
    severity: 'error',
    why: 'A `?` or `#` never reaches the router as part of a path, and empty segments are lost on the way.',
    fix: 'Declare query parameters as such; remove empty segments.',
    bad: { operation: { path: '/orders/{orderId}?full=true' } },
    good: { operation: { path: '/orders/{orderId}' } },
    check: ({ path }) =>
      /[?#]/.test(path)
        ? `${code(path)} has a query or a fragment`
        : path.includes('//')
          ? `${code(path)} has an empty segment`
          : undefined,
  }),
  'path-no-verbs': rule('path', {
    group: 'Paths',
    title: 'Paths name things, methods name acts',
    severity: 'info',
    why: '`POST /createOrder` says it twice, and the next act has no place to go.',
    fix: 'Name the thing: `POST /orders`.',
    bad: { operation: { path: '/get-order/{orderId}' } },
    good: { operation: { path: '/orders/{orderId}' } },
    check: ({ path }) => {
      const found = literals(path).find((segment) => verb.test(segment))
      return found === undefined ? undefined : `${code(path)} has an act in its name: ${code(found)}`
    },
  }),
  'path-plural': rule('path', {
    group: 'Paths',
    title: 'Collections are named in the plural',
    severity: 'info',
    why: '`/orders/{orderId}` reads as “of the orders, this one”, and the list stands at `/orders`.',
    fix: 'Name the collection in the plural.',
    bad: { operation: { path: '/order/{orderId}' } },
    good: { operation: { path: '/orders/{orderId}' } },
    check: ({ path }) => {
      const segments = path.split('/')
      const collections = segments.filter(
        (segment, index) => /^[a-z][a-z-]+$/i.test(segment) && /^\{[^}]+\}$/.test(segments[index + 1] ?? ''),
      )
      if (collections.length === 0) return skip
      const wrong = collections.filter(
        (name) => !/s$/i.test(name) && !withoutPlural.has(name.toLowerCase().split('-').at(-1) ?? ''),
      )
      return wrong.length === 0
        ? undefined
        : `${code(path)} has a collection in the singular: ${wrong.map(code).join(', ')}`
    },
  }),
  'path-ambiguous': rule('operation', {
    group: 'Paths',
    title: 'Each request fits one operation',
    severity: 'error',
    why: 'Paths that differ only in the name of a parameter are the same path; which one answers is chance.',
    fix: 'Merge the operations, or tell them apart by a fixed segment.',
    bad: { more: [{ path: '/orders/{number}', parameters: [] }] },
    good: { more: [{ method: 'DELETE', operationId: 'deleteOrder' }] },
    check: ({ node }, facts) => {
      const others = facts.sameShape(node).filter((other) => other !== node)
      return others.length === 0
        ? undefined
        : {
            message: `${code(`${node.method} ${node.path}`)} takes the same requests as ${others
              .slice(0, 3)
              .map(({ path }) => code(path))
              .join(', ')}`,
            at: '/path',
          }
    },
  }),
  'path-parameters-declared': rule('operation', {
    group: 'Paths',
    title: 'Parameters of the path are declared',
    severity: 'error',
    why: 'What is not declared is neither explained nor checked.',
    fix: 'Declare each `{name}` of the path, and no other, as a path parameter.',
    bad: { operation: { path: '/customers/{customerId}/orders/{orderId}' } },
    good: { operation: { path: '/orders/{orderId}' } },
    check: ({ node }) => {
      const inPath = new Set([...node.path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? ''))
      const declared = new Set(node.parameters.flatMap(({ in: place, name }) => (place === 'path' ? [name] : [])))
      if (inPath.size === 0 && declared.size === 0) return skip
      const missing = [...inPath].filter((name) => !declared.has(name))
      const extra = [...declared].filter((name) => !inPath.has(name))
      if (missing.length > 0)
        return `The path has ${missing.map((name) => code(`{${name}}`)).join(', ')}, which is not declared`
      return extra.length > 0
        ? `The path has no ${extra.map((name) => code(`{${name}}`)).join(', ')}, which is declared`
        : undefined
    },
  }),
  'parameter-description': rule('parameter', {
    group: 'Parameters',
    title: 'Parameters have a description',
    severity: 'info',
    why: 'A name does not say the unit, the time zone or what happens when it is left out.',
    fix: 'Say what it does, in which unit, and what holds without it.',
    bad: { operation: { parameters: [parameter({ description: undefined })] } },
    good: { operation: { parameters: [parameter({})] } },
    check: ({ node }) => ((node.description ?? '').trim() === '' ? `${named(node)} has no description` : undefined),
  }),
  'parameter-schema': rule('parameter', {
    group: 'Parameters',
    title: 'Parameters say what they take',
    severity: 'warn',
    why: 'Without a schema the gateway lets any value through to the backend.',
    fix: 'Give it a schema with a type.',
    bad: { operation: { parameters: [parameter({ schema: undefined })] } },
    good: { operation: { parameters: [parameter({})] } },
    check: ({ node }, facts) => {
      if (node.content !== undefined && Object.keys(node.content).length > 0) return undefined
      const schema = facts.resolve(node.schema)
      return node.schema === undefined || (schema !== undefined && Object.keys(schema).length === 0)
        ? `${named(node)} takes any value`
        : undefined
    },
  }),
  'parameter-casing': rule('parameter', {
    group: 'Parameters',
    title: 'Query parameters are written in one way',
    severity: 'info',
    why: '`pageSize` here and `page_size` there is a mistake that every caller makes once.',
    fix: 'Write it as the others are written.',
    bad: { operation: { parameters: [parameter({}), queried('sortBy'), queried('pageToken'), queried('page_size')] } },
    good: { operation: { parameters: [parameter({}), queried('sortBy'), queried('pageToken'), queried('pageSize')] } },
    check: ({ node }, { queryCasing }) => {
      if (node.in !== 'query' || queryCasing === undefined) return skip
      const names = node.name.split(/[[\].]/).filter((name) => name !== '')
      return names.every((name) => hasCasing(name, queryCasing) || !/^[A-Za-z][\w-]*$/.test(name))
        ? undefined
        : `${named(node)} is not in ${casingTexts[queryCasing]}, as most others are`
    },
  }),
  'parameter-no-secret-in-query': rule('parameter', {
    group: 'Parameters',
    title: 'No secret in the address',
    severity: 'error',
    why: 'Addresses stand in logs, histories and `Referer` headers; a secret in one is no secret any more.',
    fix: 'Take it as a header, or declare it as a security scheme.',
    bad: { operation: { parameters: [parameter({}), queried('api_key')] } },
    good: { operation: { parameters: [parameter({}), queried('status')] } },
    check: ({ node }) => {
      if (node.in !== 'query' && node.in !== 'path') return skip
      return /^(?:api[-_]?key|access[-_]?token|auth[-_]?token|id[-_]?token|token|password|passwd|secret|client[-_]?secret|authorization|jwt)$/i.test(
        node.name,
      )
        ? `${named(node)} is a secret in the address`
        : undefined
    },
  }),
  'parameter-header-ignored': rule('parameter', {
    group: 'Parameters',
    title: 'No header that OpenAPI ignores',
    severity: 'warn',
    why: '`Accept`, `Content-Type` and `Authorization` as parameters mean nothing: media types and security say it.',
    fix: 'Remove it; declare media types at the body, and access as security.',
    bad: { operation: { parameters: [parameter({}), { ...queried('Authorization'), in: 'header', style: 'simple' }] } },
    good: { operation: { parameters: [parameter({}), { ...queried('X-Trace'), in: 'header', style: 'simple' }] } },
    check: ({ node }) => {
      if (node.in !== 'header') return skip
      return /^(?:accept|content-type|authorization)$/i.test(node.name)
        ? `${named(node)} is ignored by every reader`
        : undefined
    },
  }),
  'collection-paged': rule('operation', {
    group: 'Parameters',
    title: 'Collections come in pages',
    severity: 'warn',
    why: 'A list that has no pages grows until it times out, and pages cannot be added without breaking callers (OWASP API4).',
    fix: 'Add `limit` and `cursor`, with a maximum for `limit`.',
    bad: { more: [listOrders([])] },
    good: {
      more: [
        listOrders([
          queried('limit', { type: 'integer', format: 'int32', minimum: 1, maximum: 200 }),
          queried('cursor'),
        ]),
      ],
    },
    check: ({ node }, facts) => {
      if (node.method !== 'GET' || !answersList(node, facts)) return skip
      return node.parameters.some(({ in: place, name }) => place === 'query' && paging.test(name))
        ? undefined
        : 'The operation answers a list of any length, without pages'
    },
  }),
  'page-size-bounded': rule('parameter', {
    group: 'Parameters',
    title: 'A page has a largest size',
    severity: 'warn',
    why: '`limit=100000000` is one request that costs as much as a million (OWASP API4).',
    fix: 'Set `maximum`.',
    bad: { operation: { parameters: [parameter({}), queried('limit', { type: 'integer', format: 'int32' })] } },
    good: {
      operation: {
        parameters: [parameter({}), queried('limit', { type: 'integer', format: 'int32', minimum: 1, maximum: 200 })],
      },
    },
    check: ({ node }, facts) => {
      if (
        node.in !== 'query' ||
        !/^(?:limit|page[-_]?size|per[-_]?page|size|count|top|max[-_]?results)$/i.test(node.name)
      )
        return skip
      const schema = facts.resolve(node.schema)
      if (schema === undefined || (schema.type !== 'integer' && schema.type !== 'number')) return skip
      return schema.maximum === undefined && schema.exclusiveMaximum === undefined && schema.enum === undefined
        ? { message: `${named(node)} has no maximum`, at: '/schema' }
        : undefined
    },
  }),
} satisfies Record<string, ReadyRule>

const paging =
  /^(?:limit|offset|page|cursor|after|before|page[-_]?(?:size|token|number)|per[-_]?page|size|start|skip|top|take|starting_after|next[-_]?token|marker|continuation.*|max[-_]?results|\$top|\$skip|first|last)$|^page\[/i

type Node = Facts['description']['operations'][number]
type Parameter = Node['parameters'][number]

function named(node: Parameter): string {
  const kinds = { path: 'Path parameter', query: 'Query parameter', header: 'Header', cookie: 'Cookie' }
  return `${kinds[node.in]} ${code(node.name)}`
}

function answersList(node: Node, facts: Facts): boolean {
  if (node.path.endsWith('}')) return false
  return Object.entries(node.responses).some(
    ([status, { content }]) =>
      /^2/.test(status) &&
      Object.entries(content ?? {}).some(
        ([type, { schema }]) => /[/+]json\b/i.test(type) && facts.resolve(schema)?.type === 'array',
      ),
  )
}

function parameter(over: { description?: string | undefined; schema?: Parameter['schema'] | undefined }): Parameter {
  const base = {
    in: 'path',
    name: 'orderId',
    required: true,
    description: 'Id of the order.',
    style: 'simple',
    explode: false,
    schema: { type: 'string', maxLength: 40 },
  }
  return Object.fromEntries(
    Object.entries({ ...base, ...over }).filter(([, value]) => value !== undefined),
  ) as Parameter
}

function queried(name: string, schema: Parameter['schema'] = { type: 'string', maxLength: 40 }): Parameter {
  return { in: 'query', name, required: false, description: 'What it does.', style: 'form', explode: true, schema }
}

function listOrders(parameters: Parameter[]): Partial<Node> {
  return {
    path: '/orders',
    parameters,
    responses: {
      '200': {
        description: 'The orders.',
        content: {
          'application/json': { schema: { type: 'array', maxItems: 200, items: { $ref: '#/schemas/Order' } } },
        },
      },
      '400': { description: 'What was wrong.' },
      '401': { description: 'No key.' },
      '429': { description: 'Too many.' },
    },
  }
}
