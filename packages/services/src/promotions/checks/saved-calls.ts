import { operationKey } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json } from '@gatehouse/contracts/json'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { hasDotSegment, isStatus, type SavedRequest } from '@gatehouse/contracts/saved-requests'
import { fits } from '@gatehouse/importers/saved-requests/path-below'
import type { Skipped, SmokeRequest } from './smoke-requests.ts'

/** Calls of the version's saved requests; those that the contract no longer makes possible fail the check by a sentence. Pure. */
export function savedCalls(
  content: RevisionContent,
  saved: readonly SavedRequest[],
): { requests: SmokeRequest[]; impossible: Skipped[] } {
  const requests: SmokeRequest[] = []
  const impossible: Skipped[] = []
  for (const one of saved) {
    const made = callOf(one, content)
    if (typeof made === 'string')
      impossible.push({ operation: '', sentence: `“${one.name}” could not be called: ${made}` })
    else requests.push(made)
  }
  return { requests, impossible }
}

function callOf(saved: SavedRequest, content: RevisionContent): SmokeRequest | string {
  const { call } = saved
  const { operations } = content.contract
  const described =
    call.by === 'operation'
      ? operations.find((one) => operationKey(one) === call.operation)
      : (operations.find((one) => one.method === call.method && one.path === call.path) ??
        operations.find((one) => one.method === call.method && fits(one.path, call.path)))
  if (call.by === 'operation' && !described) return `the contract has no operation \`${call.operation}\``
  const method = call.by === 'path' ? call.method : described?.method
  if (!method || !isCallable(method)) return `${method ?? 'its method'} is not tried`
  let path = call.by === 'path' ? call.path : (described?.path ?? '')
  if (call.by === 'operation') {
    for (const [name, value] of Object.entries(call.pathValues))
      path = path.replaceAll(`{${name}}`, () => encodeURIComponent(value))
    const missing = /\{([^{}]*)\}/.exec(path)?.[1]
    if (missing !== undefined) return `it has no value for \`${missing}\``
  }
  if (hasDotSegment(path)) return 'its path has “.” or “..” as a part'
  const query = new URLSearchParams(saved.query.map(({ name, value }) => [name, value])).toString()
  const headers: Record<string, string> = { accept: '*/*' }
  for (const { name, value } of saved.headers) headers[name.toLowerCase()] = value
  const hasBody = saved.body !== undefined && method !== 'GET' && method !== 'HEAD'
  if (hasBody) headers['content-type'] ??= isJson(saved.body ?? '') ? 'application/json' : 'text/plain'
  const key = described && operationKey(described)
  return {
    operation: key ?? `${method} ${path}`,
    method,
    target: query === '' ? path : `${path}?${query}`,
    headers,
    ...(hasBody ? { body: saved.body ?? '' } : {}),
    keyed: key === undefined || content.operations[key]?.anonymous === undefined,
    declared: Object.keys(described?.responses ?? {}),
    saved: { name: saved.name, expect: saved.expect },
  }
}

function isCallable(method: string): method is SmokeRequest['method'] {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)
}

/** What is wrong with an answer, as the end of a sentence; null: it is as expected. Values of answers are not repeated. */
export function faultOf(expect: SavedRequest['expect'], status: number, body: Uint8Array): string | null {
  if (!isStatus(status, expect.status)) return `answered ${status} instead of ${expect.status}`
  if (expect.json.length === 0) return null
  const answer = parsed(Buffer.from(body).toString('utf8'))
  if (answer === undefined) return `answered ${status}, but nothing that is JSON`
  for (const { pointer, equals } of expect.json) {
    const place = pointer === '' ? 'the answer' : `\`${pointer}\``
    const found = valueAt(answer, pointer)
    if (found === undefined) return `answered ${status}, but without ${place}`
    if (canonicalJson(found) !== canonicalJson(equals))
      return `answered ${status}, but ${place} is not what is expected`
  }
  return null
}

/** RFC 6901; own members only. */
function valueAt(value: Json, pointer: string): Json | undefined {
  let at: Json | undefined = value
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(at)) at = /^(?:0|[1-9]\d{0,8})$/.test(name) ? at[Number(name)] : undefined
    else if (typeof at === 'object' && at !== null && Object.hasOwn(at, name)) at = at[name]
    else return undefined
  }
  return at
}

function isJson(text: string): boolean {
  return parsed(text) !== undefined
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
