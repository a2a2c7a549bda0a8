import {
  httpMethods,
  type OperationDescription,
  operationKey,
  type ParameterDescription,
} from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { enforced, type ImportContext, shown } from './import-context.ts'
import { normalisedTemplate, parameterKey, templateParameters } from './path-template.ts'
import { readRequestBody, readResponses } from './read-content.ts'
import { dropKnown, readExternalDocs, texts } from './read-info.ts'
import { leaveOut, readParameters } from './read-parameters.ts'
import { readSecurity } from './read-security.ts'
import { resolved } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'
import type { SchemaTranslator } from './translate-schema.ts'

/** Why no request can ever match this path; undefined when one can. */
function pathFault(path: string): string | undefined {
  if (!path.startsWith('/')) return 'a path begins with `/`'
  if (path.includes('#')) return 'what follows `#` is never sent, so requests can not be told apart by it'
  if (path.includes('?')) return 'a path holds no query; declare query parameters instead'
  if (/[{}]/.test(path.replace(/\{[^{}]+\}/g, ''))) return 'braces must come in pairs around a name'
  return undefined
}

interface PathReader {
  ctx: ImportContext
  schemas: SchemaTranslator
  security: OperationDescription['security']
  /** First operation by method and normalised template. */
  known: Map<string, string>
}

export function readPaths(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  maxOperations: number,
): OperationDescription[] {
  const paths = ctx.object(ctx.root, 'paths', { ...enforced, construct: 'Paths' })
  const security = readSecurity(ctx, ctx.root) ?? []
  if (paths === undefined) {
    const reason = ctx.version === '3.0' ? 'OpenAPI 3.0 demands it.' : 'Without it there is nothing to serve.'
    ctx.issue(
      'openapi.paths',
      `The description has no \`paths\` object. ${reason}`,
      ctx.root,
      'paths',
      'Add the operations under `paths`.',
    )
    return []
  }
  const reader: PathReader = { ctx, schemas, security, known: new Map() }
  const operations: OperationDescription[] = []
  for (const [path, value] of Object.entries(paths)) {
    if (path.startsWith('x-')) continue
    const fault = pathFault(path)
    if (fault !== undefined) {
      ctx.drop(paths, path, `Path \`${path}\``, `${fault}; its operations are left out`)
      continue
    }
    if (!isObject(value)) {
      ctx.drop(paths, path, `Path \`${path}\``, 'must be an object')
      continue
    }
    ctx.use(paths, path, enforced, 'Path')
    for (const operation of readPathItem(reader, path, value)) operations.push(operation)
    if (operations.length > maxOperations) {
      ctx.issue(
        'limits.operations',
        `The description has more than ${maxOperations} operations.`,
        paths,
        path,
        'Split it into several APIs.',
      )
      return operations
    }
  }
  return operations
}

function readPathItem(reader: PathReader, path: string, value: JsonObject): OperationDescription[] {
  const { ctx } = reader
  const item = mergedPathItem(ctx, value)
  if (item === undefined) return []
  const origins = new Map<ParameterDescription, Json>()
  const shared = item.flatMap((source) => readParameters(ctx, reader.schemas, source, path, origins))
  const operations: OperationDescription[] = []
  for (const method of httpMethods) {
    const source = item.find((part) => member(part, method.toLowerCase()) !== undefined)
    if (source === undefined) continue
    const key = method.toLowerCase()
    const operation = member(source, key)
    if (!isObject(operation)) {
      ctx.drop(source, key, `Operation ${method} ${path}`, 'must be an object')
      continue
    }
    ctx.use(source, key, enforced, 'Operation')
    const identity = `${method} ${normalisedTemplate(path)}`
    const earlier = reader.known.get(identity)
    if (earlier !== undefined) {
      ctx.issue(
        'openapi.duplicate-operation',
        `\`${method} ${path}\` takes the same requests as \`${earlier}\`.`,
        source,
        key,
        'Keep one of the two.',
      )
      continue
    }
    reader.known.set(identity, `${method} ${path}`)
    operations.push(readOperation(reader, source, operation, method, path, shared))
  }
  for (const parameter of shared) {
    if (operations.some(({ parameters }) => parameters.includes(parameter))) continue
    const reason = 'no operation uses it: each has a parameter of this name of its own'
    leaveOut(
      ctx,
      origins.get(parameter) ?? null,
      `${parameter.in} parameter \`${parameter.name}\` of path \`${path}\``,
      reason,
    )
  }
  for (const source of item) finishPathItem(ctx, source, path, operations)
  return operations
}

/** The path item and what its `$ref` leads to; the item's own keys win. */
function mergedPathItem(ctx: ImportContext, value: JsonObject): JsonObject[] | undefined {
  if (typeof member(value, '$ref') !== 'string') return [value]
  const target = resolved(ctx, value, enforced, 'path item')
  return target === undefined ? undefined : [value, target]
}

function finishPathItem(
  ctx: ImportContext,
  source: JsonObject,
  path: string,
  operations: OperationDescription[],
): void {
  const reason = 'operations without a text of their own show it'
  for (const key of ['summary', 'description'] as const) {
    const without = operations.filter((operation) => operation[key] === undefined)
    if (without.length === 0)
      dropKnown(ctx, source, { [key]: 'each operation has a text of its own' }, `path \`${path}\``)
    else {
      const text = ctx.text(source, key, shown(`\`${key}\` of path \`${path}\``, reason))
      if (text !== undefined) for (const operation of without) operation[key] = text
    }
  }
  dropKnown(
    ctx,
    source,
    {
      servers: 'where requests go is set per stage, for the whole API',
      query: 'the method QUERY is read from OpenAPI 3.2 on',
      additionalOperations: 'read from OpenAPI 3.2 on',
    },
    `path \`${path}\``,
  )
}

function readOperation(
  reader: PathReader,
  holder: JsonObject,
  source: JsonObject,
  method: OperationDescription['method'],
  path: string,
  shared: readonly ParameterDescription[],
): OperationDescription {
  const { ctx, schemas } = reader
  const title = operationKey({ method, path })
  const text = (key: string, construct: string) => ctx.text(source, key, shown(`${construct} of ${title}`))
  const operationId = text('operationId', '`operationId`')
  const summary = text('summary', 'Summary')
  const description = text('description', 'Description')
  const tags = texts(ctx.list(source, 'tags', shown(`Tags of ${title}`, 'they order the reference')) ?? [])
  const deprecated = ctx.flag(source, 'deprecated', shown(`\`deprecated\` of ${title}`)) ?? false
  const externalDocs = readExternalDocs(ctx, source, title)
  const parameters = mergedParameters(reader, holder, source, method, path, shared)
  const requestBody = readRequestBody(ctx, schemas, source)
  const responses = readResponses(ctx, schemas, source)
  dropKnown(
    ctx,
    source,
    {
      callbacks: 'your backend sends them to addresses of its own; they do not pass the gateway',
      servers: 'where requests go is set per stage, for the whole API',
    },
    title,
  )
  return {
    method,
    path,
    ...(operationId !== undefined && { operationId }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    tags: [...new Set(tags)],
    deprecated,
    parameters,
    ...(requestBody && { requestBody }),
    responses,
    security: readSecurity(ctx, source) ?? reader.security,
    ...(externalDocs && { externalDocs }),
  }
}

/** Parameters of the path, overridden by those of the operation; each `{name}` of the path has one. */
function mergedParameters(
  reader: PathReader,
  holder: JsonObject,
  source: JsonObject,
  method: string,
  path: string,
  shared: readonly ParameterDescription[],
): ParameterDescription[] {
  const { ctx } = reader
  const merged = new Map<string, ParameterDescription>()
  for (const parameter of shared)
    if (!merged.has(parameterKey(parameter))) merged.set(parameterKey(parameter), parameter)
  for (const parameter of readParameters(ctx, reader.schemas, source, path))
    merged.set(parameterKey(parameter), parameter)
  for (const name of templateParameters(path)) {
    if (merged.has(`path ${name}`)) continue
    merged.set(`path ${name}`, {
      in: 'path',
      name,
      required: true,
      style: 'simple',
      explode: false,
      schema: { type: 'string' },
    })
    ctx.note(
      'enforced',
      `Path parameter \`${name}\` of ${method} ${path}`,
      'not declared in the description; any text is taken',
      holder,
      method.toLowerCase(),
    )
  }
  return [...merged.values()]
}
