import type { ServerResponse } from 'node:http'
import { ScimError, scimErrorBody } from '@gatehouse/auth/scim/scim-error'
import { DomainError } from '@gatehouse/services/grammar/domain-error'

const mediaType = 'application/scim+json; charset=utf-8'

export type ScimAnswer = {
  status: number
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

export function sendScim(response: ServerResponse, { status, body, headers = {} }: ScimAnswer): void {
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...(body === undefined ? {} : { 'content-type': mediaType }),
    ...headers,
  })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

/** What a use case refuses, in the protocol's words; undefined: it is our own defect. */
export function refusalOf(thrown: unknown): ScimAnswer | undefined {
  if (thrown instanceof ScimError)
    return { status: thrown.status, body: scimErrorBody(thrown.status, thrown.message, thrown.scimType) }
  if (!(thrown instanceof DomainError)) return undefined
  const refusal = (status: number, detail: string, type?: Parameters<typeof scimErrorBody>[2]): ScimAnswer => ({
    status,
    body: scimErrorBody(status, thrown.detail ?? detail, type),
  })
  switch (thrown.code) {
    case 'not_found':
      return refusal(404, 'There is no such resource.')
    case 'already_exists':
      return refusal(409, 'There is one of this name already.', 'uniqueness')
    case 'changed_meanwhile':
      return refusal(412, 'The resource has changed meanwhile: read it again.')
    case 'input_too_large':
      return refusal(413, 'The body is too large.')
    case 'rate_exceeded':
      return {
        ...refusal(429, 'Too many requests. Try again later.'),
        headers: { 'retry-after': String(Math.max(1, Math.ceil(thrown.retryAfter ?? 1))) },
      }
    case 'unauthenticated':
      return {
        ...refusal(401, 'A valid bearer token of this directory is needed.'),
        headers: { 'www-authenticate': 'Bearer realm="Gatehouse SCIM"' },
      }
    case 'forbidden':
      return refusal(403, 'This is not allowed.')
    case 'method_not_allowed':
      return refusal(405, 'This method is not offered here.')
    case 'invalid_input':
    case 'bad_request':
      return refusal(400, 'The request is malformed.', 'invalidSyntax')
    case 'not_possible':
      return refusal(400, 'This is not possible.', 'invalidValue')
    default:
      return undefined
  }
}

/** The body of an answer to our own defect. Says nothing of it. */
export function defect(): ScimAnswer {
  return { status: 500, body: scimErrorBody(500, 'Something went wrong here. Try again later.') }
}
