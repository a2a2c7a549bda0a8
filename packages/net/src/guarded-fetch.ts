import { Agent, errors, request } from 'undici'
import type { AddressRules } from './address.ts'
import { AddressRefused, guardedConnector, NotResolved } from './guarded-connector.ts'
import { type Resolver, systemResolver } from './resolve-host.ts'

export interface GuardedRequest {
  readonly url: string
  readonly rules: AddressRules
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Whole time, from name to last byte. */
  readonly timeoutMs: number
  /** Longest answer that is read. */
  readonly maxBytes: number
  readonly resolve?: Resolver
}

export type GuardedFailure =
  /** No absolute http(s) URL, or one with a user name in it. */
  | 'invalid-url'
  /** The address must not be connected to; `reason` names its class. */
  | 'address-refused'
  | 'not-resolved'
  | 'not-connected'
  /** The certificate is not valid for the name. */
  | 'tls'
  | 'timeout'
  | 'too-large'
  /** The answer is compressed although nobody asked for it: its real size is unknown. */
  | 'encoded'
  /** What came back is not HTTP, or the connection broke. */
  | 'protocol'

export type GuardedResponse =
  | {
      readonly ok: true
      readonly status: number
      /** Names in lower case; a header that came several times is a list. */
      readonly headers: Readonly<Record<string, string | string[] | undefined>>
      readonly body: Uint8Array
    }
  | { readonly ok: false; readonly failure: GuardedFailure; readonly reason?: string }

/**
 * Fetches an address that somebody entered. Only http and https, only where the rules allow (judged on the connected
 * socket), no redirect is followed (a 3xx is the answer), no proxy, no compression, no connection is used twice.
 * Never throws for what the other side does.
 */
export async function guardedFetch(call: GuardedRequest): Promise<GuardedResponse> {
  const url = parseUrl(call.url)
  if (!url) return { ok: false, failure: 'invalid-url' }
  const agent = new Agent({
    connect: guardedConnector(call.rules, call.resolve ?? systemResolver, call.timeoutMs),
    connections: 1,
    pipelining: 0,
    maxHeaderSize: 16_384,
  })
  const signal = AbortSignal.timeout(call.timeoutMs)
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: call.method ?? 'GET',
      headers: { 'accept-encoding': 'identity', ...call.headers },
      body: call.body ?? null,
      signal,
    })
    // undici tells of an error on a body that nobody reads any more by an event.
    answer.body.on('error', () => {})
    const encoding = String(answer.headers['content-encoding'] ?? 'identity').toLowerCase()
    if (encoding !== 'identity') return { ok: false, failure: 'encoded' }
    if (Number(answer.headers['content-length'] ?? 0) > call.maxBytes && call.method !== 'HEAD')
      return { ok: false, failure: 'too-large' }
    const body = await readAtMost(answer.body, call.maxBytes)
    if (!body) return { ok: false, failure: 'too-large' }
    return { ok: true, status: answer.statusCode, headers: answer.headers, body }
  } catch (error) {
    return failureOf(error, signal)
  } finally {
    agent.destroy().catch(() => {})
  }
}

function parseUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const web = url.protocol === 'http:' || url.protocol === 'https:'
  return web && url.username === '' && url.password === '' ? url : undefined
}

async function readAtMost(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.byteLength
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

function failureOf(error: unknown, signal: AbortSignal): GuardedResponse {
  if (error instanceof AddressRefused) return { ok: false, failure: 'address-refused', reason: error.reason }
  if (error instanceof NotResolved) return { ok: false, failure: 'not-resolved' }
  if (signal.aborted || error instanceof errors.ConnectTimeoutError) return { ok: false, failure: 'timeout' }
  const code = codeOf(error)
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|EACCES|EINVAL)$/.test(code))
    return { ok: false, failure: 'not-connected' }
  if (/CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|^EPROTO$/.test(code))
    return { ok: false, failure: 'tls' }
  return { ok: false, failure: 'protocol' }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
