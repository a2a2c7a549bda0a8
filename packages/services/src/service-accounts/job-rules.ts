import { inputOf } from '@gatehouse/contracts/endpoint'
import type { JobRuleView } from '@gatehouse/contracts/endpoints/service-accounts'
import * as endpoints from '@gatehouse/contracts/endpoints/service-accounts'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { requireFreshProof } from '../account/fresh-proof.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { assertWithin } from './create-management-key.ts'
import { serviceAccountScope } from './service-account-view.ts'

const mostRules = 50

/** Rules by which jobs of pipelines sign in as the account, by name. */
export const listJobRules = query({
  name: 'job-rule.list',
  allowed: { permission: 'service-account.read' },
  input: inputOf(endpoints.listJobRules),
  scope: (db, input) => serviceAccountScope(db, input.serviceAccountId),
  run: async ({ ctx, db, input }) => {
    const where = { serviceAccountId: input.serviceAccountId }
    const rows = await db.jobIdentityRule.findMany({ where, orderBy: { name: 'asc' }, take: mostRules })
    return { items: rows.map((row) => toJobRuleView(row, ctx.now())) }
  },
})

/** Whoever makes a rule makes something like a key: the same limits and the same proof. */
async function judge(
  tx: Transaction,
  ctx: Context,
  input: { serviceAccountId: string; scopes: readonly Permission[]; expiresAt: string | null },
) {
  await requireFreshProof(tx, ctx)
  const account = await tx.serviceAccount.findUnique({
    where: { id: input.serviceAccountId },
    include: { roles: { where: { suspendedAt: null }, include: { role: { select: { permissions: true } } } } },
  })
  if (account === null) throw notFound()
  if (account.deactivatedAt) throw new DomainError('not_possible', 'The service account is switched off.')
  await assertWithin(tx, ctx, account.roles, input.scopes)
  return {
    account,
    scopes: [...new Set(input.scopes)],
    expiresAt: input.expiresAt === null ? null : new Date(input.expiresAt),
  }
}

/** Lets jobs of a pipeline sign in as the account. */
export const createJobRule = verb({
  name: 'job-rule.create',
  allowed: { permission: 'service-account.manage' },
  read: 'service-account.read',
  input: inputOf(endpoints.createJobRule),
  scope: (tx, input) => serviceAccountScope(tx, input.serviceAccountId),
  run: async ({ ctx, tx, input }) => {
    const { account, scopes, expiresAt } = await judge(tx, ctx, input)
    if ((await tx.jobIdentityRule.count({ where: { serviceAccountId: account.id } })) >= mostRules)
      throw new DomainError('not_possible', `An account has at most ${mostRules} rules.`)
    const { name, issuer, audience, claims, minutes } = input
    const row = await tx.jobIdentityRule.create({
      data: {
        id: newId('jobIdentityRule'),
        serviceAccountId: account.id,
        ...{ name, issuer, audience, claims, scopes, minutes, expiresAt },
      },
    })
    return { teamId: account.teamId, view: toJobRuleView(row, ctx.now()) }
  },
  audit: ({ input, result: { teamId, view } }) => ({
    target: { kind: 'jobIdentityRule', id: view.id },
    teamId,
    after: { serviceAccountId: input.serviceAccountId, ...said(view) },
  }),
  answer: ({ view }) => view,
})

/** Changes a rule; credentials that jobs have got already stay as they are, for their minutes. */
export const updateJobRule = verb({
  name: 'job-rule.update',
  allowed: { permission: 'service-account.manage' },
  read: 'service-account.read',
  input: inputOf(endpoints.updateJobRule),
  scope: (tx, input) => serviceAccountScope(tx, input.serviceAccountId),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const where = { id: input.ruleId, serviceAccountId: input.serviceAccountId }
    const before = await tx.jobIdentityRule.findFirst({ where })
    if (before === null) throw notFound()
    checkEtag(before.etag, ifMatch)
    const { scopes, expiresAt } = await judge(tx, ctx, input)
    const { name, issuer, audience, claims, minutes } = input
    const row = await tx.jobIdentityRule.update({
      where: { id: before.id, etag: before.etag },
      data: { name, issuer, audience, claims, scopes, minutes, expiresAt, etag: { increment: 1 } },
    })
    return { before: toJobRuleView(before, ctx.now()), view: toJobRuleView(row, ctx.now()) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'jobIdentityRule', id: view.id },
    before: said(before),
    after: said(view),
  }),
  answer: ({ view }) => view,
})

/** Removes a rule; what jobs have got by it goes with it (D53). */
export const removeJobRule = verb({
  name: 'job-rule.remove',
  allowed: { permission: 'service-account.manage' },
  read: 'service-account.read',
  input: inputOf(endpoints.removeJobRule),
  scope: (tx, input) => serviceAccountScope(tx, input.serviceAccountId),
  run: async ({ tx, input }) => {
    const where = { id: input.ruleId, serviceAccountId: input.serviceAccountId }
    if ((await tx.jobIdentityRule.deleteMany({ where })).count === 0) throw notFound()
    return {}
  },
  audit: ({ input }) => ({ target: { kind: 'jobIdentityRule', id: input.ruleId } }),
})

function said({ issuer, audience, claims, scopes, minutes, expiresAt }: JobRuleView) {
  return { issuer, audience, claims, scopes, minutes, expiresAt }
}

function toJobRuleView(row: Prisma.JobIdentityRuleGetPayload<object>, now: Date): JobRuleView {
  return {
    id: row.id as Id<'jobIdentityRule'>,
    name: row.name,
    issuer: row.issuer,
    audience: row.audience,
    claims: row.claims as Record<string, string>,
    scopes: permissions.filter((name): name is Permission => row.scopes.includes(name)),
    minutes: row.minutes,
    state: row.expiresAt && row.expiresAt <= now ? 'expired' : 'active',
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    etag: row.etag,
  }
}
