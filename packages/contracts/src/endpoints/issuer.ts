import { z } from 'zod'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { issuerAlgorithm, issuerPolicy, scopeEntry } from '../issuer-policy.ts'

const tag = 'OAuth server'

export const issuerKeyView = z.strictObject({
  kid: z.string(),
  algorithm: issuerAlgorithm,
  createdAt: instant,
  /** `next`: published, and does not sign yet. `published`: signs no more, but tokens that it signed may live. */
  state: z.enum(['signing', 'next', 'published']),
  /** Of the next one: when it begins to sign. */
  signsFrom: instant.nullable(),
  publishedUntil: instant.nullable(),
})

export const issuerView = z.strictObject({
  issuer: z.string(),
  /** False where the control plane’s public address is neither https nor this machine’s own. */
  on: z.boolean(),
  policy: issuerPolicy,
  scopes: z.array(scopeEntry),
  keys: z.array(issuerKeyView),
  etag,
})
export type IssuerView = z.infer<typeof issuerView>

export const getIssuer = endpoint({
  id: 'issuer.get',
  method: 'GET',
  path: '/issuer',
  tag,
  summary: 'The OAuth server: policy, scope catalogue, keys',
  audience: 'management',
  permission: 'issuer.read',
  response: issuerView,
  etag: 'sent',
})

export const putIssuerPolicy = endpoint({
  id: 'issuer.policy.put',
  method: 'PUT',
  path: '/issuer/policy',
  tag,
  summary: 'Set the OAuth server’s policy',
  description:
    'Grants, lifetimes, audiences, algorithm, sender constraint, registration and self sign-up. It holds within a second, without a deploy. Tokens that live keep what they were issued with.',
  audience: 'management',
  permission: 'issuer.manage',
  body: issuerPolicy,
  response: issuerView,
  etag: 'required',
})

export const scopeUses = z.strictObject({
  name: z.string(),
  /** Operations that need it where they run; the first 20. */
  operations: z.strictObject({
    total: z.number().int(),
    items: z.array(
      z.strictObject({
        apiSlug: z.string(),
        apiName: z.string(),
        versionName: z.string(),
        method: z.string(),
        path: z.string(),
      }),
    ),
  }),
  /** Living clients that may ask for it; the first 20. */
  clients: z.strictObject({
    total: z.number().int(),
    items: z.array(
      z.strictObject({
        id: idOf('credential'),
        name: z.string(),
        application: z.strictObject({ id: idOf('application'), name: z.string() }),
      }),
    ),
  }),
  /** Groups of end users that keep it to their members. */
  groups: z.array(z.string()),
})
export type ScopeUses = z.infer<typeof scopeUses>

export const listScopeUses = endpoint({
  id: 'issuer.scopes.uses',
  method: 'GET',
  path: '/issuer/scopes/uses',
  tag,
  summary: 'What needs each scope, and who holds it',
  description: 'Also scopes that operations need and the catalogue does not have: no client can get those.',
  audience: 'management',
  permission: 'issuer.read',
  response: z.strictObject({ items: z.array(scopeUses) }),
})

export const putScopes = endpoint({
  id: 'issuer.scopes.put',
  method: 'PUT',
  path: '/issuer/scopes',
  tag,
  summary: 'Set the scope catalogue',
  description:
    'Clients get no other scopes. One that is left out is in no new token; end users are asked again for nothing else.',
  audience: 'management',
  permission: 'issuer.manage',
  body: z.strictObject({
    scopes: z
      .array(scopeEntry)
      .max(500)
      .refine((entries) => new Set(entries.map(({ name }) => name)).size === entries.length, {
        error: 'each name once',
      }),
  }),
  response: issuerView,
  etag: 'required',
})

export const rotateIssuerKey = endpoint({
  id: 'issuer.key.rotate',
  method: 'POST',
  path: '/issuer/keys/rotate',
  tag,
  summary: 'Sign with a new key',
  description:
    'It is published now and signs a quarter of an hour later, when whoever keeps the published keys has it; `now` is for a key that must not sign any more. Earlier ones stay published until the last token that they signed has died.',
  audience: 'management',
  permission: 'issuer.manage',
  body: z.strictObject({ signs: z.enum(['when-known', 'now']).default('when-known') }),
  response: z.strictObject({ keys: z.array(issuerKeyView) }),
})

export const issuedTokenView = z.strictObject({
  /** `jti` of the token; the token itself is nowhere. */
  id: z.string(),
  client: z.strictObject({ id: idOf('credential'), name: z.string() }),
  application: z.strictObject({ id: idOf('application'), name: z.string() }),
  endUser: z.strictObject({ id: idOf('endUser'), name: z.string() }).nullable(),
  grantId: z.string().nullable(),
  scopes: z.array(z.string()),
  audience: z.string(),
  issuedAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
})

export const listIssuedTokens = endpoint({
  id: 'issuer.tokens.list',
  method: 'GET',
  path: '/issuer/tokens',
  tag,
  summary: 'Access tokens that were issued, newest first',
  audience: 'management',
  permission: 'issuer.read',
  query: pageQuery.extend({
    credentialId: idOf('credential').optional(),
    applicationId: idOf('application').optional(),
    endUserId: idOf('endUser').optional(),
    scope: z.string().min(1).max(100).optional(),
    state: z.enum(['active', 'all']).default('active'),
  }),
  response: pageOf(issuedTokenView),
})

export const revokeIssuedTokens = endpoint({
  id: 'issuer.tokens.revoke',
  method: 'POST',
  path: '/issuer/tokens/revoke',
  tag,
  summary: 'Revoke what was issued',
  description:
    'One token, one sign-in with its refresh tokens (`grant`), all of a client, or all of an end user. Every gateway refuses them within a second.',
  audience: 'management',
  permission: 'issuer.manage',
  body: z.discriminatedUnion('of', [
    z.strictObject({ of: z.literal('token'), id: z.string().min(1).max(200) }),
    z.strictObject({ of: z.literal('grant'), id: z.string().min(1).max(100) }),
    z.strictObject({ of: z.literal('client'), id: idOf('credential') }),
    z.strictObject({ of: z.literal('endUser'), id: idOf('endUser') }),
  ]),
  response: z.strictObject({ revoked: z.number().int() }),
})
