import {
  type HttpMethod,
  httpMethods,
  type OperationDescription,
  operationKey,
  type ParameterDescription,
} from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { enforced, type ImportContext, shown } from './import-context.ts'
import type { OperationDialect } from './operation-dialect.ts'
import { normalisedTemplate, parameterKey, templateParameters } from './path-template.ts'
import { dropKnown, readExternalDocs, texts } from './read-info.ts'
import { leaveOut } from './read-parameters.ts'
import { readSecurity } from './read-security.ts'
import { peek, resolved } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'

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
  dialect: OperationDialect
  security: OperationDescription['security']
  /** First operation by method and normalised template. */
  known: Map<string, string>
}

export function readPaths(
  ctx: ImportContext,
  dialect: OperationDialect,
  maxOperations: number,
): OperationDescription[] {
  const paths = ctx.object(ctx.root, 'paths', { ...enforced, construct: 'Paths' })
  const security = readSecurity(ctx, ctx.root) ?? []
  if (paths === undefined) {
    const demanded = ctx.version === '2.0' || ctx.version === '3.0'
    // From 3.1 on a description may hold only webhooks or components.
    if (!demanded && ['webhooks', 'components'].some((key) => isObject(member(ctx.root, key)))) return []
    const reason = demanded ? `OpenAPI ${ctx.version} demands it.` : 'Without it there is nothing to serve.'
    ctx.issue(
      'openapi.paths',
      `The description has no \`paths\` object. ${reason}`,
      ctx.root,
      'paths',
      'Add the operations under `paths`.',
    )
    return []
  }
  const reader: PathReader = { ctx, dialect, security, known: new Map() }
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
  const shared = item.flatMap((source) => reader.dialect.parameters(source, path, origins))
  const operations: OperationDescription[] = []
  for (const { method, source, key } of operationsOf(reader, item, path)) {
    const operation = peek(ctx, member(source, key))
    if (!isObject(operation)) {
      ctx.drop(source, key, `Operation ${method} ${path}`, 'must be an object')
      continue
    }
    const identity = `${method} ${normalisedTemplate(path)}`
    const earlier = reader.known.get(identity)
    if (earlier !== undefined) {
      const reason = `takes the same requests as \`${earlier}\`, which stands before it and is served`
      ctx.drop(source, key, `Operation \`${method} ${path}\``, reason)
      continue
    }
    reader.known.set(identity, `${method} ${path}`)
    ctx.object(source, key, { ...enforced, construct: 'Operation' })
    operations.push(readOperation(reader, { holder: source, key, item }, operation, method, path, shared))
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
  for (const source of item) finishPathItem(reader, source, path, operations)
  return operations
}

interface Place {
  method: HttpMethod
  source: JsonObject
  key: string
}

/** Where the operations of a path stand: by the name of their method, and from OpenAPI 3.2 on also as `additionalOperations`. */
function operationsOf({ ctx, dialect }: PathReader, item: readonly JsonObject[], path: string): Place[] {
  const found: Place[] = []
  for (const method of dialect.methods) {
    const key = method.toLowerCase()
    const source = item.find((part) => member(part, key) !== undefined)
    if (source !== undefined) found.push({ method, source, key })
  }
  if (ctx.version !== '3.2') return found
  for (const part of item) {
    const more = ctx.object(part, 'additionalOperations', { ...enforced, construct: 'Additional operations' })
    for (const key of Object.keys(more ?? {})) {
      if (more === undefined || key.startsWith('x-')) continue
      const method = httpMethods.find((known) => known === key)
      const construct = `Operation \`${key} ${path}\``
      if (method === undefined) ctx.drop(more, key, construct, 'the gateway serves no such method')
      else if (found.some((place) => place.method === method))
        ctx.drop(more, key, construct, `the path has \`${method.toLowerCase()}\` of its own`)
      else found.push({ method, source: more, key })
    }
  }
  return found
}

/** The path item and what its `$ref` leads to; the item's own keys win. */
function mergedPathItem(ctx: ImportContext, value: JsonObject): JsonObject[] | undefined {
  if (typeof member(value, '$ref') !== 'string') return [value]
  const target = resolved(ctx, value, enforced, 'path item')
  return target === undefined ? undefined : [value, target]
}

function finishPathItem(
  { ctx, dialect }: PathReader,
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
  dropKnown(ctx, source, dialect.pathDrops, `path \`${path}\``)
}

/** Where an operation stands in its path item. */
interface OperationPlace {
  holder: JsonObject
  key: string
  item: readonly JsonObject[]
}

function readOperation(
  reader: PathReader,
  place: OperationPlace,
  source: JsonObject,
  method: HttpMethod,
  path: string,
  shared: readonly ParameterDescription[],
): OperationDescription {
  const { ctx, dialect } = reader
  const title = operationKey({ method, path })
  const text = (key: string, construct: string) => ctx.text(source, key, shown(`${construct} of ${title}`))
  const operationId = text('operationId', '`operationId`')
  const summary = text('summary', 'Summary')
  const description = text('description', 'Description')
  const tags = texts(ctx.list(source, 'tags', shown(`Tags of ${title}`, 'they order the reference')) ?? [])
  const deprecated = ctx.flag(source, 'deprecated', shown(`\`deprecated\` of ${title}`)) ?? false
  const externalDocs = readExternalDocs(ctx, source, title)
  const parameters = mergedParameters(reader, place, source, method, path, shared)
  const requestBody = dialect.requestBody(source, place.item)
  const responses = dialect.responses(source)
  dropKnown(ctx, source, dialect.operationDrops, title)
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
  place: OperationPlace,
  source: JsonObject,
  method: string,
  path: string,
  shared: readonly ParameterDescription[],
): ParameterDescription[] {
  const { ctx } = reader
  const merged = new Map<string, ParameterDescription>()
  for (const parameter of shared)
    if (!merged.has(parameterKey(parameter))) merged.set(parameterKey(parameter), parameter)
  for (const parameter of reader.dialect.parameters(source, path)) merged.set(parameterKey(parameter), parameter)
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
      place.holder,
      place.key,
    )
  }
  return [...merged.values()]
}
