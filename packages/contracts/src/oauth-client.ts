import { z } from 'zod'
import { issuerGrant } from './issuer-policy.ts'

/** How a client proves who it is at the token endpoint; `none`: it cannot keep a secret (apps, pages). */
export const clientAuthMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const
export const clientAuthMethod = z.enum(clientAuthMethods)
export type ClientAuthMethod = z.infer<typeof clientAuthMethod>

const loopbackAddresses = new Set(['127.0.0.1', '[::1]'])
/** Schemes of apps are reversed domain names (RFC 8252 §7.1): that keeps `javascript:`, `data:` and their kind out. */
const privateScheme = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/

/** Why an address may not be redirected to, or undefined. */
export function refuseRedirectUri(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || /[\s\\]/.test(text)) return 'must be an absolute address'
  if (text.includes('#')) return 'must have no fragment'
  if (url.username !== '' || url.password !== '') return 'must have no user name or password'
  // What a server in front may read as another path must not be in an address that is compared character by character.
  if (/\/\.{1,2}(?:[/;?]|$)|%2e|%2f|%5c|;/i.test(text.slice(url.protocol.length))) return 'must have a plain path'
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:') {
    return loopbackAddresses.has(url.hostname)
      ? undefined
      : 'must be https; http is for the loopback addresses 127.0.0.1 and [::1] only'
  }
  return privateScheme.test(url.protocol) ? undefined : 'must be https, or have a reversed domain name as its scheme'
}

export const redirectUri = z
  .string()
  .max(2_000)
  .superRefine((text, issue) => {
    const refusal = refuseRedirectUri(text)
    if (refusal !== undefined) issue.addIssue({ code: 'custom', message: refusal })
  })

const text = z.string().max(4_000)
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** A public key of a client (RFC 7517). */
export const publicJwk = z
  .looseObject({ kty: z.enum(['EC', 'RSA', 'OKP']), kid: text.optional(), alg: text.optional(), use: text.optional() })
  .refine((key) => !privateMembers.some((member) => member in key), { error: 'must be a public key' })
  .refine((key) => key['kty'] !== 'RSA' || (typeof key['n'] === 'string' && key['n'].length >= 342), {
    error: 'an RSA key must have at least 2048 bits',
  })

export const clientKeys = z.array(publicJwk).max(5)

/** What a developer says of a client. */
export const clientSettings = z
  .strictObject({
    authMethod: clientAuthMethod,
    grants: z.array(issuerGrant).min(1).max(3),
    redirectUris: z.array(redirectUri).max(20).default([]),
    keys: clientKeys.default([]),
    /** Takes authorization requests only by PAR (RFC 9126). */
    pushedRequests: z.boolean().default(false),
    /** Takes tokens only bound to a key (RFC 9449). */
    dpop: z.boolean().default(false),
  })
  .superRefine((client, issue) => {
    const codes = client.grants.includes('authorization_code')
    const complain = (path: string, message: string) => issue.addIssue({ code: 'custom', path: [path], message })
    if (codes && client.redirectUris.length === 0) complain('redirectUris', 'authorization_code needs at least one')
    if (client.grants.includes('refresh_token') && !codes) complain('grants', 'refresh_token needs authorization_code')
    if (client.authMethod === 'none' && client.grants.includes('client_credentials'))
      complain('grants', 'a client without a secret or key cannot act for itself')
    if (client.authMethod === 'private_key_jwt' && client.keys.length === 0) complain('keys', 'needs at least one')
  })
export type ClientSettings = z.output<typeof clientSettings>

/** Column `credential.client`: the settings, and the hashes of the secrets that are good now. */
export const storedClient = z.strictObject({
  ...clientSettings.shape,
  secrets: z
    .array(
      z.strictObject({
        /** SHA-256 of the whole secret, lower-case hex. */
        hash: z.string().regex(/^[0-9a-f]{64}$/),
        last4: z.string(),
        createdAt: z.iso.datetime(),
        /** Of a rotated one: the end of its overlap. */
        until: z.iso.datetime().nullable(),
      }),
    )
    .max(3),
  /** Registered itself (RFC 7591). */
  registered: z.boolean().default(false),
})
export type StoredClient = z.output<typeof storedClient>
