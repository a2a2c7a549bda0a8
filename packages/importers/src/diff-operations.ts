import type { OperationDescription } from '@gatehouse/contracts/api-description'
import { canonicalJson } from '@gatehouse/contracts/json'
import { code, type DiffRuleId, type Facts, operationCode } from './change-list.ts'
import { diffParameters } from './diff-parameters.ts'
import { type DiffContext, SchemaDiff } from './diff-schemas.ts'
import { diffSecurity } from './diff-security.ts'
import { bodyTouch } from './diff-touches.ts'
import { pointerToken } from './source-tree.ts'

export interface LocatedOperation {
  value: OperationDescription
  pointer: string
}

/** The same operation in both descriptions. */
export interface OperationPair {
  /** `GET /orders/{id}` as the newer description writes it. */
  key: string
  old: LocatedOperation
  now: LocatedOperation
  /** Texts inside schemas differ; said once per operation. */
  docsChanged(pointer: string): void
}

export function diffOperation(ctx: DiffContext, key: string, old: LocatedOperation, now: LocatedOperation): void {
  const op = operationCode(key)
  const pair: OperationPair = {
    key,
    old,
    now,
    docsChanged: (pointer) =>
      ctx.list.add('operation.schema-docs-changed', 'none', { op }, { pointer, operation: key }),
  }
  const add = (rule: DiffRuleId, part: string, facts: Facts = {}) =>
    ctx.list.add(rule, 'none', { op, ...facts }, { pointer: `${now.pointer}${part}`, operation: key })
  const [was, is] = [old.value, now.value]
  if (was.path !== is.path) add('operation.path-parameter-renamed', '/path', { before: was.path })
  if (was.deprecated !== is.deprecated)
    add(is.deprecated ? 'operation.deprecated' : 'operation.undeprecated', '/deprecated')
  if (was.operationId !== is.operationId) {
    const facts = { before: was.operationId ?? '', after: is.operationId ?? '' }
    add(
      was.operationId === undefined
        ? 'operation.id-added'
        : is.operationId === undefined
          ? 'operation.id-removed'
          : 'operation.id-changed',
      '/operationId',
      facts,
    )
  }
  for (const [part, what] of [
    ['summary', 'summary'],
    ['description', 'description'],
    ['externalDocs', 'link to more documentation'],
  ] as const) {
    if (canonicalJson(was[part]) !== canonicalJson(is[part])) add('operation.docs-changed', `/${part}`, { what })
  }
  if (canonicalJson(was.tags) !== canonicalJson(is.tags)) add('operation.tags-changed', '/tags')
  diffParameters(ctx, pair)
  diffBody(ctx, pair)
  diffResponses(ctx, pair)
  diffSecurity(ctx, pair)
}

function diffBody(ctx: DiffContext, pair: OperationPair): void {
  const [was, is] = [pair.old.value.requestBody, pair.now.value.requestBody]
  const base = `${pair.now.pointer}/requestBody`
  const add = (rule: DiffRuleId, facts: Facts = {}, pointer = base) =>
    ctx.list.add(
      rule,
      'request',
      { op: operationCode(pair.key), ...facts },
      { pointer, operation: pair.key, touches: bodyTouch(rule, was?.content ?? {}, facts.value) },
    )
  if (was === undefined || is === undefined) {
    if (is) add(is.required ? 'body.added-required' : 'body.added-optional')
    else if (was) add('body.removed', {}, `${pair.old.pointer}/requestBody`)
    return
  }
  if (is.required && !was.required) add('body.became-required', {}, `${base}/required`)
  if (was.required && !is.required) add('body.became-optional', {}, `${base}/required`)
  if (was.description !== is.description) add('body.docs-changed', {}, `${base}/description`)
  const place = {
    direction: 'request' as const,
    operation: pair.key,
    root: 'the request body',
    docsChanged: pair.docsChanged,
  }
  for (const [type, media] of Object.entries(is.content)) {
    const earlier = was.content[type]
    const pointer = `${base}/content/${pointerToken(type)}`
    if (earlier === undefined) {
      add('body.media-type-added', { value: type }, pointer)
      continue
    }
    if (canonicalJson(earlier.examples) !== canonicalJson(media.examples)) add('body.docs-changed', {}, pointer)
    if (canonicalJson(earlier.encoding) !== canonicalJson(media.encoding))
      add('body.encoding-changed', { value: type }, pointer)
    const oldPointer = `${pair.old.pointer}/requestBody/content/${pointerToken(type)}/schema`
    new SchemaDiff(ctx, { ...place, touchRoot: { kind: 'body', media: type }, xml: isXml(type) }).compare(
      { schema: earlier.schema ?? true, pointer: oldPointer },
      { schema: media.schema ?? true, pointer: `${pointer}/schema` },
      [],
    )
  }
  for (const type of Object.keys(was.content)) {
    if (is.content[type] === undefined)
      add('body.media-type-removed', { value: type }, `${pair.old.pointer}/requestBody/content/${pointerToken(type)}`)
  }
}

/** `application/xml`, `text/xml`, `application/atom+xml` (RFC 7303). */
function isXml(mediaType: string): boolean {
  return /[/+]xml\s*(?:;|$)/i.test(mediaType)
}

type Response = OperationDescription['responses'][string]

function statusRule(status: string, verb: 'added' | 'removed'): DiffRuleId {
  if (status === 'default') return `response.default-${verb}`
  return /^[45]/.test(status) ? `response.error-${verb}` : `response.success-${verb}`
}

function diffResponses(ctx: DiffContext, pair: OperationPair): void {
  const [was, is] = [pair.old.value.responses, pair.now.value.responses]
  const add = (rule: DiffRuleId, value: string, pointer: string) =>
    ctx.list.add(
      rule,
      'response',
      { op: operationCode(pair.key), value: code(value) },
      { pointer, operation: pair.key },
    )
  for (const [status, response] of Object.entries(is)) {
    const earlier = was[status]
    if (earlier === undefined) add(statusRule(status, 'added'), status, `${pair.now.pointer}/responses/${status}`)
    else diffResponse(ctx, pair, status, earlier, response)
  }
  for (const status of Object.keys(was)) {
    if (is[status] === undefined) add(statusRule(status, 'removed'), status, `${pair.old.pointer}/responses/${status}`)
  }
}

function diffResponse(ctx: DiffContext, pair: OperationPair, status: string, was: Response, is: Response): void {
  const base = `${pair.now.pointer}/responses/${status}`
  const add = (rule: DiffRuleId, facts: Facts = {}, pointer = base) =>
    ctx.list.add(
      rule,
      'response',
      { op: operationCode(pair.key), status: code(status), ...facts },
      { pointer, operation: pair.key },
    )
  if (was.description !== is.description) add('response.docs-changed', {}, `${base}/description`)
  const root = status === 'default' ? 'the default response' : `the ${status} response`
  const place = { direction: 'response' as const, operation: pair.key, root, docsChanged: pair.docsChanged }
  const [oldTypes, newTypes] = [was, is].map(({ content }) => Object.keys(content ?? {}).length)
  if (oldTypes === 0 && newTypes !== 0) add('response.body-added', {}, `${base}/content`)
  else if (oldTypes !== 0 && newTypes === 0) add('response.body-removed')
  else diffContent()
  diffHeaders(ctx, pair, status, was, is)

  function diffContent(): void {
    for (const [type, media] of Object.entries(is.content ?? {})) {
      const earlier = was.content?.[type]
      const pointer = `${base}/content/${pointerToken(type)}`
      if (earlier === undefined) {
        add('response.media-type-added', { value: type }, pointer)
        continue
      }
      if (canonicalJson(earlier.examples) !== canonicalJson(media.examples)) add('response.docs-changed', {}, pointer)
      const oldPointer = `${pair.old.pointer}/responses/${status}/content/${pointerToken(type)}/schema`
      new SchemaDiff(ctx, { ...place, xml: isXml(type) }).compare(
        { schema: earlier.schema ?? true, pointer: oldPointer },
        { schema: media.schema ?? true, pointer: `${pointer}/schema` },
        [],
      )
    }
    for (const type of Object.keys(was.content ?? {})) {
      if (is.content?.[type] === undefined)
        add(
          'response.media-type-removed',
          { value: type },
          `${pair.old.pointer}/responses/${status}/content/${pointerToken(type)}`,
        )
    }
  }
}

function diffHeaders(ctx: DiffContext, pair: OperationPair, status: string, was: Response, is: Response): void {
  const headersOf = (response: Response) =>
    new Map(Object.entries(response.headers ?? {}).map(([name, header]) => [name.toLowerCase(), { name, header }]))
  const [before, after] = [headersOf(was), headersOf(is)]
  const part = `responses/${status}/headers`
  const add = (rule: DiffRuleId, name: string, base: string, facts: Facts = {}) =>
    ctx.list.add(
      rule,
      'response',
      {
        op: operationCode(pair.key),
        what: `header ${code(name)} of the ${status} response`,
        status: code(status),
        ...facts,
      },
      { pointer: `${base}/${part}/${pointerToken(name)}`, operation: pair.key },
    )
  for (const [key, { name, header }] of after) {
    const earlier = before.get(key)
    if (earlier === undefined) {
      add('response.header-added', name, pair.now.pointer)
      continue
    }
    const [required, demanded] = [earlier.header.required ?? false, header.required ?? false]
    if (required !== demanded)
      add(demanded ? 'response.header-became-required' : 'response.header-became-optional', name, pair.now.pointer)
    if (earlier.header.description !== header.description) add('response.docs-changed', name, pair.now.pointer)
    const root = `header ${code(name)} of the ${status} response`
    const schemas = new SchemaDiff(ctx, {
      direction: 'response',
      operation: pair.key,
      root,
      docsChanged: pair.docsChanged,
    })
    const at = (base: string, own: string) => `${base}/${part}/${pointerToken(own)}/schema`
    schemas.compare(
      { schema: earlier.header.schema ?? true, pointer: at(pair.old.pointer, earlier.name) },
      { schema: header.schema ?? true, pointer: at(pair.now.pointer, name) },
      [],
    )
  }
  for (const [key, { name, header }] of before) {
    if (!after.has(key))
      add(header.required ? 'response.required-header-removed' : 'response.header-removed', name, pair.old.pointer)
  }
}
