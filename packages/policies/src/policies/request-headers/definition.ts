import { z } from 'zod'
import { definePolicy } from '../../define-policy.ts'

const name = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'must be a header name' })
  .refine((text) => !reserved.has(text.toLowerCase()), { error: 'is set by the gateway itself' })

/** Framing, routing and identity are the gateway's own business. */
const reserved = new Set([
  'connection',
  'content-length',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-application-id',
  'x-credential-id',
  'x-request-id',
  'x-subscription-id',
])

export const requestHeadersOptions = z.strictObject({
  set: z
    .array(
      z.strictObject({
        name,
        value: z.string().regex(/^[\t\x20-\x7e]*$/, { error: 'must be printable ASCII without line breaks' }),
      }),
    )
    .default([])
    .meta({ description: 'Headers that the backend gets, in place of what the client sent.' }),
  remove: z.array(name).default([]).meta({ description: 'Headers that never reach the backend.' }),
})

export const requestHeaders = definePolicy({
  name: 'request-headers',
  title: 'Request headers',
  description: 'Sets and removes headers on the way to the backend.',
  phase: 'transform',
  options: requestHeadersOptions,
  secrets: [],
})
