import { clientSecretPrefix } from '@gatehouse/auth/issuer/client-secret'
import type { IssuedAccessToken, IssuerPorts, IssuerState } from '@gatehouse/auth/issuer/ports'
import { newSid } from '@gatehouse/auth/session-token'
import { newId } from '@gatehouse/contracts/ids'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import { findEndUserAccount } from '../end-users/find-account.ts'
import { findConsent, giveConsent } from '../end-users/give-consent.ts'
import { asSystem, type Context } from '../grammar/context.ts'
import { announceIssuer } from './announce-issuer.ts'
import { endGrant, endToken } from './end-grants.ts'
import { findIssuerClient } from './find-issuer-client.ts'
import { ensureIssuerKey, openIssuerKeys } from './issuer-keys.ts'
import { readIssuerPolicy } from './policy.ts'
import { registerClient, removeRegisteredClient, updateRegisteredClient } from './registered-clients.ts'
import { isTokenRevoked } from './revocations.ts'

/** What the OAuth server (auth/issuer) rests on. `ctx`: the system's, of the process that serves it. */
export function createIssuerPorts(ctx: Context, log: IssuerPorts['log']): IssuerPorts {
  const system = asSystem(ctx, 'issuer')
  return {
    loadState: () => loadIssuerState(system),
    findClient: (clientId) => findIssuerClient(system, clientId),
    findAccount: (accountId) => findEndUserAccount(system, accountId),
    findConsent: (accountId, applicationId) => findConsent(system, accountId, applicationId),
    saveConsent: async (endUserId, applicationId, scopes) => {
      await giveConsent({ ctx: system, input: { endUserId, applicationId, scopes: [...scopes] } })
    },
    recordToken: (token) => recordToken(system, token),
    revokeGrant: async (grantId, end) => {
      await endGrant({ ctx: system, input: { grantId, end } })
    },
    revokeToken: async (jti) => {
      await endToken({ ctx: system, input: { jti } })
    },
    isRevoked: (claims) => isTokenRevoked(system.db.pool, claims),
    newClientId: () => newId('credential'),
    newClientSecret: () => `${clientSecretPrefix}${newSid()}`,
    registerClient: async (applicationId, stageId, given) => {
      await registerClient({ ctx: system, input: { applicationId, stageId, ...given } })
    },
    updateRegisteredClient: async (given) => {
      await updateRegisteredClient({ ctx: system, input: given })
    },
    removeRegisteredClient: async (id) => {
      await removeRegisteredClient({ ctx: system, input: { id } })
    },
    log,
  }
}

async function loadIssuerState(ctx: Context): Promise<IssuerState> {
  await announceIssuer(ctx)
  const [{ policy, etag }, scopes] = await Promise.all([
    readIssuerPolicy(ctx.db.prisma),
    ctx.db.prisma.scopeEntry.findMany({ where: { issuerId: builtInIssuer }, orderBy: { name: 'asc' } }),
  ])
  let keys = await openIssuerKeys(ctx)
  if (!keys.some(({ alg }) => alg === policy.algorithm)) {
    await ensureIssuerKey(ctx, policy.algorithm)
    keys = await openIssuerKeys(ctx)
  }
  return {
    version: [etag, ...keys.map(({ kid }) => kid), ...scopes.map(({ name, consent }) => `${name} ${consent}`)].join(
      '\n',
    ),
    policy,
    scopes: scopes.map(({ name, description, consent }) => ({ name, description, consent })),
    keys,
  }
}

/** Writer beside verbs: what was issued, without the token. */
async function recordToken(ctx: Context, token: IssuedAccessToken): Promise<void> {
  await ctx.db.pool.query(
    `INSERT INTO issued_token (jti, credential_id, end_user_id, grant_id, scopes, audience, issued_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7), to_timestamp($8))`,
    [
      token.jti,
      token.clientId,
      token.accountId ?? null,
      token.grantId ?? null,
      token.scopes,
      token.audience,
      token.issuedAt,
      token.expiresAt,
    ],
  )
  await ctx.db.pool.query(
    `UPDATE credential SET last_used_at = to_timestamp($2)
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < to_timestamp($2) - interval '50 seconds')`,
    [token.clientId, token.issuedAt],
  )
}
