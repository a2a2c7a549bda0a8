import { z } from 'zod'

/** Name of the built-in OAuth server among issuers; the others are identity providers, by id. */
export const builtInIssuer = 'builtin'

export const issuerGrants = ['client_credentials', 'authorization_code', 'refresh_token'] as const
export const issuerGrant = z.enum(issuerGrants)
export type IssuerGrant = z.infer<typeof issuerGrant>

/** All asymmetric: a key that verifies never signs. */
export const issuerAlgorithms = ['ES256', 'PS256', 'RS256', 'EdDSA'] as const
export const issuerAlgorithm = z.enum(issuerAlgorithms)
export type IssuerAlgorithm = z.infer<typeof issuerAlgorithm>

const seconds = (min: number, max: number) => z.number().int().min(min).max(max)

/** What Security sets for the built-in OAuth server. Read at each use: it takes effect without a deploy or a restart. */
export const issuerPolicy = z.strictObject({
  grants: z.array(issuerGrant).max(issuerGrants.length).describe('What clients may use at all'),
  lifetimes: z.strictObject({
    codeSeconds: seconds(10, 600).describe('Authorization codes'),
    accessTokenSeconds: seconds(60, 86_400).describe('Access tokens, of clients and of end users'),
    refreshIdleSeconds: seconds(300, 365 * 86_400).describe('A refresh token that is not used'),
    refreshSeconds: seconds(300, 365 * 86_400).describe('All refresh tokens of one sign-in, however often renewed'),
    sessionSeconds: seconds(300, 90 * 86_400).describe('An end user’s sign-in at the server'),
  }),
  audience: z
    .enum(['stage', 'api'])
    .describe('stage: a token may be good for every API of its stage. api: each token names one API (RFC 8707)'),
  algorithm: issuerAlgorithm.describe('Signs access tokens and ID tokens'),
  senderConstraint: z
    .enum(['none', 'public', 'all'])
    .describe('Whose tokens must be bound to a key by DPoP: nobody’s, those of clients without a secret, everybody’s'),
  pushedRequests: z.enum(['optional', 'required']).describe('Whether authorization requests must be pushed (RFC 9126)'),
  registration: z.boolean().describe('Whether applications may register clients themselves (RFC 7591)'),
  selfSignUp: z.boolean().describe('Whether end users may sign up without an invitation'),
})
export type IssuerPolicy = z.infer<typeof issuerPolicy>

/** What holds until Security sets something else. */
export const defaultIssuerPolicy: IssuerPolicy = {
  grants: ['client_credentials', 'authorization_code', 'refresh_token'],
  lifetimes: {
    codeSeconds: 60,
    accessTokenSeconds: 600,
    refreshIdleSeconds: 14 * 86_400,
    refreshSeconds: 90 * 86_400,
    sessionSeconds: 12 * 3600,
  },
  audience: 'stage',
  algorithm: 'ES256',
  senderConstraint: 'none',
  pushedRequests: 'optional',
  registration: false,
  selfSignUp: false,
}

/** Longest time for which any token of the built-in server can be good: what revocations and old keys must outlive. */
export const longestAccessTokenSeconds = 86_400

/** A new key is published so long before it signs. Libraries that check tokens keep the published keys for five to ten minutes. */
export const publishAheadSeconds = 900

/** RFC 6749 §3.3: printable ASCII without space, quote and backslash. */
export const scopeName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be printable ASCII without spaces, quotes and backslashes')

/** Scopes of OpenID Connect: they say what an application learns of an end user, not what it may do at an API. */
export const openIdScopes = ['openid', 'profile', 'email', 'offline_access'] as const

export const scopeEntry = z.strictObject({
  name: scopeName.refine((name) => !(openIdScopes as readonly string[]).includes(name), {
    error: 'is a scope of OpenID Connect, which every client may ask for',
  }),
  description: z.string().trim().min(1).max(500),
  /** What the end user is asked; null: given without asking. */
  consent: z.string().trim().min(1).max(300).nullable(),
})
export type ScopeEntry = z.infer<typeof scopeEntry>
