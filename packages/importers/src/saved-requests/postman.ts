import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject, member } from '../source-tree.ts'
import { assertedStatus } from './asserted-status.ts'
import { type FoundRequest, nameOf, type RequestCollector } from './found-request.ts'
import { Variables } from './variables.ts'

const deepest = 30
const mostItems = 5_000

type Pair = { name: string; value: string }

/** Whether a document says that it is a Postman collection. */
export function isPostman(document: Json): document is JsonObject {
  if (!isObject(document)) return false
  const info = member(document, 'info')
  return isObject(info) && Array.isArray(member(document, 'item'))
}

/** Version 2.1 (and 2.0, whose addresses are texts). Folders become nothing but a part of the name. */
export function readPostman(document: JsonObject, collector: RequestCollector): void {
  const values = new Map<string, string>()
  for (const one of objects(member(document, 'variable'))) {
    const name = textOf(member(one, 'key') ?? member(one, 'id'))
    const value = textOf(member(one, 'value'))
    if (name && value && member(one, 'disabled') !== true && member(one, 'type') !== 'secret') values.set(name, value)
  }
  const seen = { items: 0 }
  readFolder(document, 'The collection', 0, new Variables(values), collector, seen)
}

function readFolder(
  folder: JsonObject,
  name: string,
  depth: number,
  variables: Variables,
  collector: RequestCollector,
  seen: { items: number },
): void {
  leaveAuthAndScripts(folder, name, collector)
  for (const item of objects(member(folder, 'item'))) {
    seen.items += 1
    if (seen.items > mostItems) {
      collector.leave(`What comes after ${mostItems.toLocaleString('en')} entries was not read.`)
      return
    }
    const itemName = nameOf(textOf(member(item, 'name')) ?? '') || 'Without a name'
    if (Array.isArray(member(item, 'item'))) {
      if (depth < deepest) readFolder(item, `“${itemName}”`, depth + 1, variables, collector, seen)
      else collector.leave(`The folder “${itemName}” was not read: it lies too deep.`)
      continue
    }
    const request = member(item, 'request')
    const status = leaveAuthAndScripts(item, `“${itemName}”`, collector)
    if (request === undefined) {
      collector.leave(`“${itemName}” was left out: it is no request.`)
      continue
    }
    const found = requestOf(
      typeof request === 'string' ? { url: request } : isObject(request) ? request : {},
      variables,
    )
    if (isObject(request)) leaveAuthAndScripts(request, `“${itemName}”`, collector)
    collector.take({ name: itemName, ...found, ...(status === undefined ? {} : { status }) })
  }
}

/** Says what of a folder or request never comes along; answers with the status that its tests ask for. */
function leaveAuthAndScripts(of: JsonObject, name: string, collector: RequestCollector): number | undefined {
  const auth = member(of, 'auth')
  if (isObject(auth) && member(auth, 'type') !== 'noauth')
    collector.leave(`${name} goes without its authorization: the check calls with a key of its own.`)
  let status: number | undefined
  for (const event of objects(member(of, 'event'))) {
    const script = member(event, 'script')
    const lines = isObject(script) ? member(script, 'exec') : undefined
    const text = Array.isArray(lines)
      ? lines.filter((line) => typeof line === 'string').join('\n')
      : (textOf(lines) ?? '')
    if (text.trim() === '') continue
    const isTest = member(event, 'listen') === 'test'
    if (isTest) status ??= assertedStatus(text)
    collector.leave(
      isTest && status !== undefined
        ? `${name} goes without its test script, of which only the expected status ${status} was taken.`
        : `${name} goes without its ${isTest ? 'test' : 'pre-request'} script: scripts do not run.`,
    )
  }
  return status
}

function requestOf(request: JsonObject, variables: Variables): Omit<FoundRequest, 'name'> {
  const url = member(request, 'url')
  const given = isObject(url) ? url : {}
  const raw = typeof url === 'string' ? url : addressOf(given)
  const parameters = Array.isArray(member(given, 'query')) ? pairs(member(given, 'query')) : undefined
  let address = raw
  for (const { name, value } of pairs(member(given, 'variable'), true)) {
    if (value !== '')
      address = address.replaceAll(new RegExp(`/:${escaped(name)}(?=[/?#]|$)`, 'g'), () => `/${encoded(value)}`)
  }
  const empty = /\/:([A-Za-z_][\w-]*)(?=[/?#]|$)/.exec(address.replace(/^[a-z]+:\/\/[^/]*/i, ''))
  const body = bodyOf(member(request, 'body'))
  const headers = headersOf(member(request, 'header'))
  if (body.type !== undefined && !headers.some(({ name }) => name.toLowerCase() === 'content-type'))
    headers.push({ name: 'Content-Type', value: body.type })
  const refused = empty ? `its path parameter “${empty[1]}” has no value` : body.refused
  return {
    method: textOf(member(request, 'method')) ?? 'GET',
    url: parameters ? (address.split('?')[0] ?? '') : address,
    query: parameters ?? [],
    headers,
    ...(body.text === undefined ? {} : { body: body.text }),
    variables,
    ...(refused === undefined ? {} : { refused }),
  }
}

function addressOf(url: JsonObject): string {
  const raw = textOf(member(url, 'raw'))
  if (raw !== undefined) return raw
  const joined = (value: Json | undefined, by: string) =>
    Array.isArray(value)
      ? value.map((part) => (isObject(part) ? textOf(member(part, 'value')) : textOf(part)) ?? '').join(by)
      : textOf(value)
  const path = joined(member(url, 'path'), '/') ?? ''
  return `${joined(member(url, 'host'), '.') ?? ''}${path.startsWith('/') ? '' : '/'}${path}`
}

function headersOf(header: Json | undefined): Pair[] {
  if (typeof header !== 'string') return pairs(header)
  return header.split('\n').flatMap((line) => {
    const at = line.indexOf(':')
    return at > 0 ? [{ name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }] : []
  })
}

const rawTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  xml: 'application/xml',
  html: 'text/html',
  text: 'text/plain',
  javascript: 'application/javascript',
}

function bodyOf(body: Json | undefined): { text?: string; type?: string; refused?: string } {
  if (!isObject(body) || member(body, 'disabled') === true) return {}
  const mode = member(body, 'mode')
  if (mode === 'raw') {
    const text = textOf(member(body, 'raw')) ?? ''
    const options = member(body, 'options')
    const raw = isObject(options) ? member(options, 'raw') : undefined
    const language = isObject(raw) ? textOf(member(raw, 'language')) : undefined
    const type = text.trim() === '' ? undefined : rawTypes[language ?? '']
    return { text, ...(type === undefined ? {} : { type }) }
  }
  if (mode === 'urlencoded') {
    const text = pairs(member(body, 'urlencoded'))
      .map(({ name, value }) => `${encoded(name)}=${encoded(value)}`)
      .join('&')
    return { text, type: 'application/x-www-form-urlencoded' }
  }
  if (mode === 'graphql') {
    const graphql = member(body, 'graphql')
    const query = isObject(graphql) ? textOf(member(graphql, 'query')) : undefined
    const variables = isObject(graphql) ? parsed(textOf(member(graphql, 'variables'))) : undefined
    return {
      text: JSON.stringify({ query: query ?? '', ...(variables === undefined ? {} : { variables }) }),
      type: 'application/json',
    }
  }
  if (mode === 'formdata') return { refused: 'its body is a form with parts' }
  return mode === 'file' ? { refused: 'its body is a file' } : {}
}

/** Percent-encoded, with variables left as they are. */
function encoded(text: string): string {
  return text
    .toWellFormed()
    .split(/(\{\{[^{}]*\}\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('')
}

function parsed(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}

/** Names and values that are not switched off. */
function pairs(list: Json | undefined, all = false): Pair[] {
  return objects(list).flatMap((one) => {
    const name = textOf(member(one, 'key') ?? member(one, 'id'))
    if (!name || (!all && member(one, 'disabled') === true)) return []
    return [{ name, value: textOf(member(one, 'value')) ?? '' }]
  })
}

function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : []
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value : undefined
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
