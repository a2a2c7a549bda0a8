import { z } from 'zod'
import { json } from './json.ts'

/** Requests of a version that the smoke check sends, each with what it must answer. They carry no credentials: the check has a key of its own. */

export const mostSavedRequests = 100

export const savedMethod = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
export type SavedMethod = z.infer<typeof savedMethod>

const credentialName =
  /^(?:proxy-)?authorization$|^cookie2?$|^set-cookie$|(?:api|access|auth|subscription|secret|private|session|functions|license)[-_]?key|token|secret|passw|credential|signature|(?:^|[-_])(?:auth|jwt|sid|sessionid)(?:[-_]|$)/i

/** Whether a header or query parameter of this name usually carries a key, a token or a session. */
export function carriesCredential(name: string): boolean {
  return credentialName.test(name)
}

const credentialText = [
  /^\s*(?:bearer|basic|digest|dpop|negotiate)\s+\S{8}/i,
  /\bgh_[a-z]+_[0-9A-Za-z]{20}/,
  /\beyJ[\w-]{8,1000}\.eyJ[\w-]{4,2000}\./,
]

/** Whether a text looks like a credential: `Bearer …`, a key of this installation, a signed token. */
export function looksLikeCredential(text: string): boolean {
  return credentialText.some((pattern) => pattern.test(text))
}

const transportHeaders = new Set([
  // An answer that is compressed could not be read.
  'accept-encoding',
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
])

/** Headers that belong to the connection: whoever sends the request sets them. */
export function belongsToConnection(name: string): boolean {
  return transportHeaders.has(name.toLowerCase())
}

/** `/./`, `/../` and their encoded forms lead out of the version. */
const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i

/** Whether a path would lead out of where it begins. */
export function hasDotSegment(path: string): boolean {
  return dotSegment.test(path)
}

const keyless = 'must not carry a key or token: the smoke check calls with a key of its own'
const plain = (text: z.ZodString) =>
  text
    .refine((value) => !looksLikeCredential(value), { message: keyless })
    .refine((value) => value.isWellFormed(), { message: 'must be well-formed Unicode' })

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'must be a header’s name, like Accept-Language')
  .refine((name) => !carriesCredential(name), { message: keyless })
  .refine((name) => !belongsToConnection(name), {
    message: 'must not be a header of the connection, which sets it itself',
  })

const parameterName = z
  .string()
  .min(1)
  .max(100)
  .refine((name) => name.isWellFormed(), { message: 'must be well-formed Unicode' })
  .refine((name) => !carriesCredential(name), { message: keyless })

/** Below the version's base path, percent-encoded, without a query. */
export const savedPath = z
  .string()
  .max(1_000)
  .regex(/^\/[!"$-;=@-[\]^-z|~]*$/, 'must begin with “/”, and hold no spaces, braces, “?” or “#”')
  .refine((path) => !hasDotSegment(path), { message: 'must have no “.” or “..” as a part' })

const pathValue = plain(
  z
    .string()
    .min(1)
    .max(300)
    .refine((value) => value !== '.' && value !== '..', { message: 'must not be “.” or “..”' }),
)

/** What is called: an operation of the contract with values for its path, or any method and path. */
const savedCall = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('operation'),
    /** `GET /orders/{orderId}`, as the contract has it. */
    operation: z.string().min(1).max(1_020),
    /** By the names in braces. */
    pathValues: z.record(z.string().min(1).max(200), pathValue).default({}),
  }),
  z.strictObject({ by: z.literal('path'), method: savedMethod, path: savedPath }),
])

/** JSON Pointer (RFC 6901); empty is the whole answer. */
const pointer = z
  .string()
  .max(300)
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'must be a JSON Pointer like /items/0/id')

/** One status, or all of its class. */
export const expectedStatus = z.union([z.number().int().min(100).max(599), z.enum(['2xx', '3xx', '4xx', '5xx'])], {
  error: 'must be a status like 200, or 2xx for any of its class',
})
export type ExpectedStatus = z.infer<typeof expectedStatus>

export const savedRequest = z.strictObject({
  /** Stays when the request is renamed. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and hyphens, at most 60'),
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be one line of text'),
  call: savedCall,
  query: z
    .array(z.strictObject({ name: parameterName, value: plain(z.string().max(2_000)) }))
    .max(30)
    .default([]),
  headers: z
    .array(
      z.strictObject({
        name: headerName,
        value: plain(
          z
            .string()
            .max(2_000)
            .regex(/^[\t -~]*$/, 'must be printable ASCII on one line'),
        ),
      }),
    )
    .max(30)
    .default([]),
  /** As it is sent; its media type is the header Content-Type, or JSON where it is JSON. */
  body: plain(z.string().max(20_000)).optional(),
  expect: z
    .strictObject({
      status: expectedStatus.default('2xx'),
      /** Places of the JSON answer that must be just this. */
      json: z
        .array(
          z.strictObject({
            pointer,
            equals: json.refine((value) => JSON.stringify(value).length <= 2_000, {
              message: 'must be at most 2,000 characters of JSON',
            }),
          }),
        )
        .max(20)
        .default([]),
    })
    .prefault({}),
})
export type SavedRequest = z.output<typeof savedRequest>

/** All of a version, in the order of their author. */
export const savedRequests = z
  .array(savedRequest)
  .max(mostSavedRequests)
  .refine((requests) => new Set(requests.map(({ id }) => id)).size === requests.length, {
    message: 'must have an id of its own for each request',
  })

/** Whether a status is the expected one. */
export function isStatus(status: number, expected: ExpectedStatus): boolean {
  return typeof expected === 'number' ? status === expected : String(status)[0] === expected[0]
}

/** What a file held beside requests that can be saved, or instead of them. */
export const savedRequestsReport = z.strictObject({
  format: z.enum(['postman', 'http']),
  /** Requests that stand in the file. */
  found: z.number().int(),
  /** What was left out and why, a sentence each; at most 200. */
  leftOut: z.array(z.string()),
})
export type SavedRequestsReport = z.infer<typeof savedRequestsReport>
