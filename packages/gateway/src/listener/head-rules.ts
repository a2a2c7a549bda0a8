import type { ProblemCode } from '@gatehouse/contracts/problems'
import { parseContentLength } from '../header-syntax.ts'

/** What the gateway keeps of a request's fields after it has looked at each once. */
export type CheckedHead = {
  problem: ProblemCode | undefined
  detail: string | undefined
  host: string
  /** Origin form, always beginning with `/`, or `*`. */
  target: string
  bodyLength: number | 'chunked'
  expectContinue: boolean
  /** Names that `Connection` lists, lower case; undefined for none worth a look. */
  connectionOptions: readonly string[] | undefined
  userAgent: string | undefined
  forwardedFor: string | undefined
  maxForwards: string | undefined
  via: string | undefined
}

export type HeadLimits = { fields: number; targetBytes: number }

/** What a field is to the gateway itself; 0 = nothing, it is only forwarded. */
const fieldKinds = {
  none: 0,
  host: 1,
  contentLength: 2,
  transferEncoding: 3,
  expect: 4,
  connection: 5,
  userAgent: 6,
  forwardedFor: 7,
  maxForwards: 8,
  via: 9,
  lookAlike: 10,
} as const

const kindsByName = new Map<string, number>([
  ['host', fieldKinds.host],
  ['content-length', fieldKinds.contentLength],
  ['transfer-encoding', fieldKinds.transferEncoding],
  ['expect', fieldKinds.expect],
  ['connection', fieldKinds.connection],
  ['user-agent', fieldKinds.userAgent],
  ['x-forwarded-for', fieldKinds.forwardedFor],
  ['max-forwards', fieldKinds.maxForwards],
  ['via', fieldKinds.via],
])

/** Spelling as sent → kind, so that folding happens once per spelling. Bounded: spellings are the client's choice. */
const seenSpellings = new Map<string, number>()
const mostSpellings = 2048

function kindOf(name: string): number {
  const seen = seenSpellings.get(name)
  if (seen !== undefined) return seen
  const lower = name.toLowerCase()
  let kind = kindsByName.get(lower) ?? fieldKinds.none
  if (lower.includes('_')) {
    const plain = kindsByName.get(lower.replaceAll('_', '-'))
    // `Transfer_Encoding` is one and the same field to CGI-style backends (quality C.1-2).
    if (plain === fieldKinds.host || plain === fieldKinds.contentLength || plain === fieldKinds.transferEncoding) {
      kind = fieldKinds.lookAlike
    }
  }
  if (seenSpellings.size < mostSpellings) seenSpellings.set(name, kind)
  return kind
}

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/

/**
 * Closes the gaps that llhttp leaves, on the raw fields, before any policy runs: Host, framing, target form, expectations.
 * One pass; the order of the checks is the order of the fields, and the first broken rule is the answer.
 */
export function checkHead(
  method: string,
  rawTarget: string,
  httpVersion: string,
  rawHeaders: readonly string[],
  limits: HeadLimits,
): CheckedHead {
  const head: CheckedHead = {
    problem: undefined,
    detail: undefined,
    host: '',
    target: rawTarget,
    bodyLength: 0,
    expectContinue: false,
    connectionOptions: undefined,
    userAgent: undefined,
    forwardedFor: undefined,
    maxForwards: undefined,
    via: undefined,
  }
  if (rawHeaders.length > limits.fields * 2) return refuse(head, 'headers_too_large', 'Too many header fields.')
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    return refuse(head, 'bad_request', 'Only HTTP/1.1 and HTTP/1.0 are spoken here.')
  let hosts = 0
  let lengths = 0
  let codings = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const kind = kindOf(rawHeaders[i] as string)
    if (kind === fieldKinds.none) continue
    const value = rawHeaders[i + 1] as string
    switch (kind) {
      case fieldKinds.host:
        hosts += 1
        head.host = value
        break
      case fieldKinds.contentLength: {
        lengths += 1
        const length = parseContentLength(value)
        // A leading zero reads as octal somewhere.
        if (length === undefined || (value.length > 1 && value.charCodeAt(0) === 48)) {
          return refuse(head, 'bad_request', 'Content-Length is not a plain number.')
        }
        head.bodyLength = length
        break
      }
      case fieldKinds.transferEncoding:
        codings += 1
        if (value.toLowerCase() !== 'chunked')
          return refuse(head, 'bad_request', 'Only the chunked transfer coding is accepted.')
        head.bodyLength = 'chunked'
        break
      case fieldKinds.expect:
        if (value.toLowerCase() !== '100-continue') return refuse(head, 'expectation_failed', undefined)
        head.expectContinue = true
        break
      case fieldKinds.connection:
        noteConnection(head, value)
        break
      case fieldKinds.userAgent:
        head.userAgent = value
        break
      case fieldKinds.forwardedFor:
        head.forwardedFor = head.forwardedFor === undefined ? value : `${head.forwardedFor}, ${value}`
        break
      case fieldKinds.maxForwards:
        head.maxForwards = value
        break
      case fieldKinds.via:
        head.via = head.via === undefined ? value : `${head.via}, ${value}`
        break
      default:
        return refuse(head, 'bad_request', 'A header name looks like a framing header.')
    }
  }
  if (lengths > 1 || codings > 1 || (lengths > 0 && codings > 0)) {
    return refuse(head, 'bad_request', 'The length of the body is given twice.')
  }
  if (codings > 0 && httpVersion === '1.0') return refuse(head, 'bad_request', 'HTTP/1.0 has no Transfer-Encoding.')
  if (hosts !== 1) return refuse(head, 'bad_request', 'Exactly one Host header is needed.')
  return checkTarget(head, method, rawTarget, limits)
}

function checkTarget(head: CheckedHead, method: string, rawTarget: string, limits: HeadLimits): CheckedHead {
  if (!hostPattern.test(head.host)) return refuse(head, 'bad_request', 'The Host header is not a host name.')
  if (rawTarget.length > limits.targetBytes) return refuse(head, 'uri_too_long', undefined)
  for (let i = 0; i < rawTarget.length; i += 1) {
    const code = rawTarget.charCodeAt(i)
    // Fragments never travel; white space, controls and bytes above ASCII must be percent-encoded (RFC 3986 §2).
    if (code <= 32 || code >= 127 || code === 35)
      return refuse(head, 'bad_request', 'The address has characters that must be encoded.')
  }
  if (rawTarget.charCodeAt(0) === 47) return head
  if (rawTarget === '*')
    return method === 'OPTIONS' ? head : refuse(head, 'bad_request', 'The target * is for OPTIONS only.')
  return absoluteForm(head, rawTarget)
}

/** RFC 9112 §3.2.2: the absolute form's authority replaces Host. */
function absoluteForm(head: CheckedHead, rawTarget: string): CheckedHead {
  const match = /^https?:\/\/([^/?]*)([/?].*)?$/i.exec(rawTarget)
  const authority = match?.[1] ?? ''
  if (!match || !hostPattern.test(authority))
    return refuse(head, 'bad_request', 'The address is not in a form that is understood.')
  head.host = authority
  const rest = match[2] ?? '/'
  head.target = rest.charCodeAt(0) === 47 ? rest : `/${rest}`
  return head
}

function noteConnection(head: CheckedHead, value: string): void {
  if (value === 'keep-alive' || value === 'close') return
  const options = value.toLowerCase().split(',')
  const kept = head.connectionOptions === undefined ? [] : [...head.connectionOptions]
  for (const option of options) {
    const name = option.trim()
    if (name !== '' && name !== 'close' && name !== 'keep-alive') kept.push(name)
  }
  head.connectionOptions = kept
}

function refuse(head: CheckedHead, problem: ProblemCode, detail: string | undefined): CheckedHead {
  head.problem = problem
  head.detail = detail
  return head
}
