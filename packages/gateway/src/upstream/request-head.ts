import type { AllowDecision, RuntimeBackend, TokenCaller } from '@gatehouse/policies/decide-types'
import { isFieldValue, isToken } from '../header-syntax.ts'
import type { CheckedHead } from '../listener/head-rules.ts'

/**
 * The request that goes to a backend, written anew from parsed values (RFC 9110 §7.6). What the gateway says about a caller is set
 * last and cannot come from the caller: every spelling of those names is dropped first, whether sent, doubled or named by `Connection`.
 */

const actions = { forward: 0, drop: 1, forwardedProto: 2, forwardedHost: 3, authorization: 4, proof: 5 } as const
type FieldAction = { action: number; lower: string; plain: string }

const dropped = new Set([
  // Hop-by-hop (RFC 9110 §7.6.1) and what is written anew.
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'host',
  'content-length',
  'expect',
  'via',
  'max-forwards',
  // What we say, and what only we may say.
  'x-application-id',
  'x-subscription-id',
  'x-plan-id',
  'x-credential-id',
  'x-team-id',
  'x-request-id',
  'x-real-ip',
  'x-user-id',
  'x-token-issuer',
  'x-token-scope',
  'forwarded',
])
const droppedPrefixes = ['x-forwarded-', 'x-consumer-', 'x-authenticated-', 'x-gatehouse-', 'proxy-']

/** Of a body that was changed on its way these are no longer true (RFC 9530 §2). */
const digests = new Set(['content-digest', 'repr-digest', 'digest', 'content-md5'])

const seen = new Map<string, FieldAction>()
const mostSpellings = 2048

function actionOf(name: string): FieldAction {
  const known = seen.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  const plain = lower.replaceAll('_', '-')
  let action: number = actions.forward
  if (lower === 'x-forwarded-proto') action = actions.forwardedProto
  else if (lower === 'x-forwarded-host') action = actions.forwardedHost
  else if (plain === 'authorization') action = actions.authorization
  else if (plain === 'dpop') action = actions.proof
  else if (dropped.has(plain) || droppedPrefixes.some((prefix) => plain.startsWith(prefix))) action = actions.drop
  const entry = { action, lower, plain }
  if (seen.size < mostSpellings) seen.set(name, entry)
  return entry
}

export type RequestHeadInput = {
  decision: AllowDecision
  method: string
  head: CheckedHead
  requestId: string
  /** The socket's peer, and whether it is a proxy whose X-Forwarded-* fields are believed. */
  peer: string
  peerTrusted: boolean
  backend: PreparedBackend
  /** Value for `Via`, pseudonym included. */
  via: string
  /** Bytes of a buffered or announced body, `chunked`, or 0 for none. */
  bodyLength: number | 'chunked'
}

/** Of one backend: everything that is the same for each request. */
export type PreparedBackend = {
  runtime: RuntimeBackend
  /** `host` and the backend's own fields, as lines. */
  lines: string
  /** Lower-case names of the backend's own fields: the client's of that name are dropped. */
  names: readonly string[]
}

/** @returns the backend's fixed lines, or the reason why it cannot be called: a secret that is not there, a value that is no field. */
export function prepareBackend(
  runtime: RuntimeBackend,
  secret: (id: string) => string | undefined,
): PreparedBackend | { missing: string } {
  let lines = `host: ${runtime.url.host}\r\n`
  const names: string[] = []
  for (const field of runtime.headers) {
    const value = field.value ?? (field.secret === undefined ? undefined : secret(field.secret))
    if (value === undefined) return { missing: `secret for header ${field.name}` }
    if (!isToken(field.name) || !isFieldValue(value)) return { missing: `valid value for header ${field.name}` }
    names.push(field.name.toLowerCase())
    lines += `${field.name}: ${value}\r\n`
  }
  return { runtime, lines, names }
}

/** Request line and all fields, with the empty line. */
export function writeRequestHead(input: RequestHeadInput): string {
  const { decision, head, backend, peer, requestId } = input
  const forwarded = forwardedFields(input)
  const transforms = decision.operation.transforms
  if (transforms.length > 0) {
    for (const transform of transforms) transform({ headers: forwarded.fields, decision })
  }
  let text = `${input.method} ${decision.upstreamTarget()} HTTP/1.1\r\n${backend.lines}`
  const fields = forwarded.fields
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string
    const value = fields[i + 1] as string
    // A transform's output may come from the request: nothing that could end a line passes (quality D41).
    if (transforms.length > 0 && !(isToken(name) && isFieldValue(value))) continue
    text += `${name}: ${value}\r\n`
  }
  const chain = input.peerTrusted && head.forwardedFor !== undefined ? `${head.forwardedFor}, ${peer}` : peer
  text +=
    `x-forwarded-for: ${chain}\r\nx-forwarded-proto: ${forwarded.proto}\r\nx-forwarded-host: ${forwarded.host}\r\n` +
    `x-request-id: ${requestId}\r\nvia: ${head.via === undefined ? '' : `${head.via}, `}${input.via}\r\n`
  const identity = decision.identity
  if (identity !== null) {
    text += `x-application-id: ${identity.applicationId}\r\nx-credential-id: ${identity.credentialId}\r\n`
    if (decision.subscriptionId !== null) text += `x-subscription-id: ${decision.subscriptionId}\r\n`
    if (decision.planVersionId !== null) text += `x-plan-id: ${decision.planVersionId}\r\n`
    if (decision.tokenCaller !== null) text += tokenFields(decision.tokenCaller)
  }
  if (input.bodyLength === 'chunked') text += 'transfer-encoding: chunked\r\n'
  else if (input.bodyLength > 0 || sendsLength(input.method)) {
    text += `content-length: ${input.bodyLength}\r\n`
  }
  return `${text}\r\n`
}

/** Who calls by a token: a person is issuer and subject together. What could end a line or is no visible text is escaped as in an address. */
function tokenFields({ issuer, user, scopes }: TokenCaller): string {
  const person = user === null ? '' : `x-user-id: ${fieldText(user)}\r\n`
  const scope = scopes.length === 0 ? '' : `x-token-scope: ${fieldText(scopes.join(' '))}\r\n`
  return `x-token-issuer: ${fieldText(issuer)}\r\n${person}${scope}`
}

function fieldText(text: string): string {
  return /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text) ? text : encodeURI(text.toWellFormed())
}

function sendsLength(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

function forwardedFields(input: RequestHeadInput): { fields: string[]; proto: string; host: string } {
  const { decision, head, backend } = input
  const raw = decision.rawHeaders
  const credentials = decision.version.credentialHeaders
  const options = head.connectionOptions
  const { undeclared } = decision.operation
  const changed = decision.rewrittenBody !== null
  const fields: string[] = []
  let proto = 'http'
  let host = head.host
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    const { action, lower, plain } = actionOf(name)
    if (action === actions.drop) continue
    if (action === actions.forwardedProto) {
      if (input.peerTrusted) proto = raw[i + 1] === 'https' ? 'https' : 'http'
      continue
    }
    if (action === actions.forwardedHost) {
      if (input.peerTrusted) host = raw[i + 1] as string
      continue
    }
    if (action === actions.authorization && decision.stripAuthorization) continue
    // A proof is for this hop: without its token it proves nothing to anybody else.
    if (action === actions.proof && decision.stripAuthorization) continue
    if (credentials.length > 0 && (credentials.includes(lower) || credentials.includes(plain))) continue
    if (options?.includes(lower)) continue
    if (backend.names.length > 0 && (backend.names.includes(lower) || backend.names.includes(plain))) continue
    if (changed && digests.has(lower)) continue
    const value = raw[i + 1] as string
    const kept = undeclared === null ? value : undeclared.headerForUpstream(lower, value)
    if (kept !== null) fields.push(name, kept)
  }
  if (head.maxForwards !== undefined && decision.method === 'OPTIONS' && /^\d{1,4}$/.test(head.maxForwards)) {
    fields.push('max-forwards', String(Number(head.maxForwards) - 1))
  }
  return { fields, proto, host }
}
