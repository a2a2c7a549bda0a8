import type { Endpoint } from '@gatehouse/contracts/endpoint'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import type { VerbCall } from '@gatehouse/services/grammar/verb'

/** Idempotency-Key and If-Match of a write; nothing of a read. Throws DomainError. */
export function readCall(endpoint: Endpoint, mutates: boolean, headers: Headers): VerbCall {
  if (!mutates) return {}
  const key = headers.get('idempotency-key')
  const match = headers.get('if-match')
  if (endpoint.etag === 'required' && match === null) throw new DomainError('precondition_required')
  return {
    ...(key === null ? {} : { idempotencyKey: readIdempotencyKey(key) }),
    ...(match === null ? {} : { ifMatch: readEtag(match) }),
  }
}

/** A structured-field string (RFC 9651 §3.3.3) or, because many clients send it so, the bare value. */
function readIdempotencyKey(text: string): string {
  const quoted = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1')
  const key = quoted ?? (/^[\x21\x23-\x7e]+$/.test(text) ? text : '')
  if (key === '' || key.length > 255) throw invalidHeader('idempotency-key', '1 to 255 printable ASCII characters')
  return key
}

/** Strong comparison (RFC 9110 §13.1.1): a weak tag never matches, and `*` would defeat what the header is required for. */
function readEtag(text: string): number {
  const count = /^"(\d{1,9})"$/.exec(text.trim())?.[1]
  if (count === undefined) throw invalidHeader('if-match', 'one ETag as it was sent, in double quotes')
  return Number(count)
}

function invalidHeader(name: string, expected: string): DomainError {
  return new DomainError('invalid_input', undefined, {
    errors: [{ in: 'header', pointer: `/${name}`, rule: 'format', expected }],
  })
}
