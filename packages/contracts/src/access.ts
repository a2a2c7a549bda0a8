import { z } from 'zod'
import { apiTokenRule } from './api-token-rules.ts'
import { idOf } from './ids.ts'
import { mostVerificationKeys, verificationKey } from './verification-keys.ts'

/**
 * Access table: small typed rows that change every second. A row is named by (kind, id); `seq` is the change-log sequence of its
 * last change: the newest wins per row. The gateway joins by id; nothing joined is sent.
 */

export const rateLimit = z.strictObject({
  /** Units per period; GCRA with `burst` as the depth of the bucket. */
  limit: z.number().int().positive(),
  periodSeconds: z.number().int().positive(),
  burst: z.number().int().positive(),
})
export type RateLimit = z.infer<typeof rateLimit>

export const quota = z.strictObject({
  limit: z.number().int().nonnegative(),
  /** Fixed windows in UTC: the day, or the calendar month. */
  period: z.enum(['day', 'month']),
})
export type Quota = z.infer<typeof quota>

/** Limits of a plan on one stage; an absent one is unlimited. */
export const planLimits = z.strictObject({ rate: rateLimit.optional(), quota: quota.optional() })
export type PlanLimits = z.infer<typeof planLimits>

const instant = z.number().int().nonnegative()

export const credentialRow = z.strictObject({
  kind: z.literal('credential'),
  id: idOf('credential'),
  /** SHA-256 of the whole key, lower-case hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  applicationId: idOf('application'),
  scopes: z.array(z.string()),
  /** Addresses and CIDR ranges from which it may be used; absent: from anywhere. */
  ipRanges: z.array(z.string()).min(1).optional(),
  /** Milliseconds since 1970. */
  expiresAt: instant.optional(),
  revokedAt: instant.optional(),
  /** Refused until somebody reactivates it, with the reason that callers read: it says whom to ask. */
  suspended: z.strictObject({ reason: z.string() }).optional(),
})

export const applicationRow = z.strictObject({
  kind: z.literal('application'),
  id: idOf('application'),
  teamId: idOf('team'),
  state: z.enum(['active', 'suspended']),
  /** Paused on the receiving gateway's stage, with the reason that callers read. */
  paused: z.strictObject({ reason: z.string() }).optional(),
})

export const teamRow = z.strictObject({
  kind: z.literal('team'),
  id: idOf('team'),
  state: z.enum(['active', 'suspended']),
  /** As of an application. */
  paused: z.strictObject({ reason: z.string() }).optional(),
})

export const subscriptionRow = z.strictObject({
  kind: z.literal('subscription'),
  id: idOf('subscription'),
  applicationId: idOf('application'),
  productId: idOf('product'),
  planVersionId: idOf('planVersion'),
  state: z.enum(['pending', 'active', 'suspended', 'rejected', 'closed']),
})

export const productRow = z.strictObject({
  kind: z.literal('product'),
  id: idOf('product'),
  items: z.array(
    z.discriminatedUnion('include', [
      z.strictObject({ include: z.literal('version'), versionId: idOf('version') }),
      z.strictObject({ include: z.literal('tag'), versionId: idOf('version'), tag: z.string() }),
      z.strictObject({
        include: z.literal('operations'),
        versionId: idOf('version'),
        operationIds: z.array(idOf('operation')),
      }),
    ]),
  ),
  /** Which of its operations are tools of the MCP endpoint; absent: none. */
  tools: z.union([z.literal('all'), z.array(idOf('operation'))]).optional(),
})

/** Limits are those of the receiving gateway's stage. */
export const planVersionRow = z.strictObject({
  kind: z.literal('planVersion'),
  id: idOf('planVersion'),
  planId: idOf('plan'),
  limits: planLimits,
  /** False for plans whose calls are never billed. */
  priced: z.boolean(),
})

export const revocationRow = z.strictObject({
  kind: z.literal('revocation'),
  /** `${of}:${value}` */
  id: z.string(),
  of: z.enum(['jti', 'grant', 'client', 'subject', 'issuer']),
  value: z.string(),
  notBefore: instant,
  expires: instant,
})

/** Who signs access tokens that this stage may take. Of the built-in server, id `builtin`; else of an identity provider that is on. */
export const tokenIssuerRow = z.strictObject({
  kind: z.literal('tokenIssuer'),
  id: z.string(),
  /** `iss` of its tokens, compared as it is. */
  issuer: z.string().min(1),
  /** Public address of the receiving gateway's stage: audience of the built-in server's tokens, and what proofs of possession name. */
  address: z.string(),
  keys: z.array(verificationKey).max(mostVerificationKeys),
  /** Claim that names a person as the provider's directory does, beside `sub`. */
  subjectClaim: z.string().optional(),
  /** Opaque tokens are asked for here (RFC 7662), with a secret that travels sealed. */
  introspection: z.strictObject({ url: z.string(), clientId: z.string(), secret: idOf('secret') }).optional(),
})

export const tokenRuleRow = z.strictObject({
  kind: z.literal('tokenRule'),
  id: idOf('apiTokenRule'),
  apiId: idOf('api'),
  /** Id of a `tokenIssuer`. */
  issuerId: z.string(),
  position: z.number().int(),
  rule: apiTokenRule,
})

export const accessRow = z.discriminatedUnion('kind', [
  credentialRow,
  applicationRow,
  teamRow,
  subscriptionRow,
  productRow,
  planVersionRow,
  revocationRow,
  tokenIssuerRow,
  tokenRuleRow,
])
export type AccessRow = z.infer<typeof accessRow>
export type AccessKind = AccessRow['kind']
export const accessKinds = [
  'credential',
  'application',
  'team',
  'subscription',
  'product',
  'planVersion',
  'revocation',
  'tokenIssuer',
  'tokenRule',
] as const satisfies readonly AccessKind[]

export const accessUpsert = z.strictObject({ seq: z.number().int().nonnegative(), row: accessRow })
export const accessDelete = z.strictObject({
  seq: z.number().int().nonnegative(),
  kind: z.enum(accessKinds),
  id: z.string(),
})
export type AccessUpsert = z.infer<typeof accessUpsert>
export type AccessDelete = z.infer<typeof accessDelete>

/**
 * The text whose MD5's first 8 bytes, read as a big-endian signed 64-bit integer and XORed over all present rows, is the table's
 * checksum. MD5 because PostgreSQL computes the same in one aggregate; it guards against drift, not against an attacker.
 */
export function checksumText(kind: string, id: string, seq: number): string {
  return `${kind}:${id}:${seq}`
}
