import { mayBeIssuer } from '@gatehouse/auth/issuer/issuer-address'
import {
  getIssuer as getEndpoint,
  type IssuerView,
  putIssuerPolicy as policyEndpoint,
  putScopes as scopesEndpoint,
} from '@gatehouse/contracts/endpoints/issuer'
import { getMyIssuer as mineEndpoint } from '@gatehouse/contracts/endpoints/oauth-clients'
import { builtInIssuer, type ScopeEntry } from '@gatehouse/contracts/issuer-policy'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query, type Reader } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { listIssuerKeys, toKeyViews } from './issuer-keys.ts'
import { ensureIssuerPolicy, readIssuerPolicy } from './policy.ts'

async function readScopes(db: Reader | Transaction): Promise<ScopeEntry[]> {
  const rows = await db.scopeEntry.findMany({ where: { issuerId: builtInIssuer }, orderBy: { name: 'asc' } })
  return rows.map(({ name, description, consent }) => ({ name, description, consent }))
}

async function readIssuer(db: Reader | Transaction, ctx: Context): Promise<IssuerView> {
  const { policy, etag } = await readIssuerPolicy(db)
  const { controlUrl } = ctx.installation
  return {
    issuer: controlUrl,
    on: mayBeIssuer(controlUrl),
    policy,
    scopes: await readScopes(db),
    keys: toKeyViews(await listIssuerKeys(db, ctx.now()), ctx.now()),
    etag,
  }
}

export const getIssuer = query({
  name: 'issuer.get',
  allowed: { permission: 'issuer.read' },
  input: getEndpoint.query,
  run: ({ ctx, db }) => readIssuer(db, ctx),
})

/** For developers: what their clients may be. */
export const getMyIssuer = query({
  name: 'issuer.get-mine',
  allowed: { developer: 'any' },
  input: mineEndpoint.query,
  run: async ({ ctx, db }) => {
    const { selfSignUp: _notTheirs, ...policy } = (await readIssuerPolicy(db)).policy
    return { issuer: ctx.installation.controlUrl, policy, scopes: await readScopes(db) }
  },
})

/** Security sets what the server does. It looks at the row each second; nothing is deployed. */
export const putIssuerPolicy = verb({
  name: 'issuer.policy.put',
  allowed: { permission: 'issuer.manage' },
  read: 'issuer.read',
  input: policyEndpoint.body,
  scope: async () => ({}),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const { lifetimes } = input
    if (lifetimes.refreshIdleSeconds > lifetimes.refreshSeconds)
      throw new DomainError('invalid_input', 'A refresh token cannot be idle for longer than it may live at all.')
    const before = await readIssuerPolicy(tx)
    checkEtag(before.etag, ifMatch)
    await ensureIssuerPolicy(tx)
    await tx.issuerPolicy.update({
      where: { id: builtInIssuer, etag: before.etag },
      data: { policy: input, etag: { increment: 1 } },
    })
    return { before: before.policy, view: await readIssuer(tx, ctx) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'issuer', id: builtInIssuer },
    before: result.before,
    after: input,
  }),
  answer: ({ view }) => view,
})

/** Security sets the catalogue. Scopes that leave it are in no new token and in no group. */
export const putScopes = verb({
  name: 'issuer.scopes.put',
  allowed: { permission: 'issuer.manage' },
  read: 'issuer.read',
  input: scopesEndpoint.body,
  scope: async () => ({}),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const { etag } = await readIssuerPolicy(tx)
    checkEtag(etag, ifMatch)
    await ensureIssuerPolicy(tx)
    await tx.issuerPolicy.update({ where: { id: builtInIssuer, etag }, data: { etag: { increment: 1 } } })
    const before = await readScopes(tx)
    await tx.scopeEntry.deleteMany({ where: { issuerId: builtInIssuer } })
    await tx.scopeEntry.createMany({ data: input.scopes.map((entry) => ({ issuerId: builtInIssuer, ...entry })) })
    const kept = new Set(input.scopes.map(({ name }) => name))
    for (const group of await tx.endUserGroup.findMany({ select: { id: true, scopes: true } })) {
      const scopes = group.scopes.filter((scope) => kept.has(scope))
      if (scopes.length < group.scopes.length)
        await tx.endUserGroup.update({ where: { id: group.id }, data: { scopes } })
    }
    return { before: before.map(({ name }) => name), view: await readIssuer(tx, ctx) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'issuer', id: builtInIssuer },
    before: { scopes: result.before },
    after: { scopes: input.scopes.map(({ name }) => name) },
  }),
  answer: ({ view }) => view,
})
