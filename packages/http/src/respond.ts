import type { Download, Endpoint } from '@gatehouse/contracts/endpoint'
import { type ProblemCode, type ProblemError, problemDocument } from '@gatehouse/contracts/problems'
import { DomainError } from '@gatehouse/services/grammar/domain-error'

/** Answers to a signed-in reader are his alone: no cache may keep them (CVE-2026-44576). */
const privateHeaders = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }

/** The answer of success: JSON, or nothing for 204; ETag from the member `etag` where the endpoint sends one. */
export function respond(endpoint: Endpoint, value: unknown, requestId: string): Response {
  const status = endpoint.status ?? 200
  const headers = new Headers({ ...privateHeaders, 'x-request-id': requestId })
  if (endpoint.etag && value !== null && typeof value === 'object' && 'etag' in value) {
    headers.set('etag', `"${String(value.etag)}"`)
  }
  if (endpoint.download) return respondDownload(value as Download, headers)
  if (status === 204) return new Response(null, { status, headers })
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify(value), { status, headers })
}

/** A file, sent as it is read; what breaks meanwhile breaks the connection, so that no half file passes for a whole one. */
function respondDownload({ contentType, fileName, chunks }: Download, headers: Headers): Response {
  headers.set('content-type', contentType)
  headers.set('content-disposition', `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`)
  const encoder = new TextEncoder()
  const source = chunks[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await source.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    async cancel() {
      await source.return?.()
    },
  })
  return new Response(body, { status: 200, headers })
}

/** A problem document (RFC 9457). `detail` and errors come from a DomainError: public text. */
export function respondProblem(
  error: DomainError,
  options: {
    portalUrl: string
    requestId: string
    headers?: Record<string, string>
    /** Where a protocol wants another one than the catalogue's. */
    status?: number
  },
): Response {
  const known = problemDocument(error.code, options.portalUrl, {
    ...(error.detail === undefined ? {} : { detail: clipped(error.detail) }),
    ...(error.errors === undefined ? {} : { errors: error.errors.slice(0, 50).map(clippedError) }),
    requestId: options.requestId,
  })
  const document = { ...known, status: options.status ?? known.status }
  const headers = new Headers({
    ...privateHeaders,
    'content-type': 'application/problem+json',
    'x-request-id': options.requestId,
    ...options.headers,
  })
  if (error.retryAfter !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(error.retryAfter))))
  return new Response(JSON.stringify(document), { status: document.status, headers })
}

/** Names and values of the caller's can stand in these texts; an answer must not grow with them. */
function clipped(text: string): string {
  return text.length > 500 ? `${text.slice(0, 499)}…`.toWellFormed() : text.toWellFormed()
}

function clippedError(error: ProblemError): ProblemError {
  return { ...error, pointer: clipped(error.pointer), expected: clipped(error.expected) }
}

/** What a thrown value means to the caller. Surprises say nothing; `expected` is false for what has to be logged. */
export function toDomainError(thrown: unknown): { error: DomainError; expected: boolean } {
  if (thrown instanceof DomainError) return { error: thrown, expected: true }
  const code: ProblemCode = isUnreachable(thrown) ? 'unavailable' : 'internal'
  const retry = code === 'unavailable' ? { retryAfter: 2 } : {}
  return { error: new DomainError(code, undefined, retry), expected: false }
}

/** Codes of node, PostgreSQL (classes 08, 53, 57P) and Prisma for "the database does not answer now". */
const unreachable =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|08\w{3}|53\w{3}|57P0\d|P1001|P1002|P1008|P1017|P2024|P2028)$/

function isUnreachable(thrown: unknown, depth = 0): boolean {
  if (depth > 4 || thrown === null || typeof thrown !== 'object') return false
  if ('code' in thrown && typeof thrown.code === 'string' && unreachable.test(thrown.code)) return true
  return 'cause' in thrown && isUnreachable(thrown.cause, depth + 1)
}
