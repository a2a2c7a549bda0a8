import { mintManagementKey } from '@gatehouse/auth/management-keys'
import { type AssignmentRow, exceeds, type Scope, toGrants } from '@gatehouse/auth/permissions'
import { hashSecret } from '@gatehouse/auth/session-token'
import { actorRef, type Grant } from '@gatehouse/contracts/actor'
import { inputOf } from '@gatehouse/contracts/endpoint'
import { createManagementKey as endpoint } from '@gatehouse/contracts/endpoints/service-accounts'
import { newId } from '@gatehouse/contracts/ids'
import type { Permission } from '@gatehouse/contracts/permissions'
import type { Transaction } from '@gatehouse/db/client'
import { requireFreshProof } from '../account/fresh-proof.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { serviceAccountScope, toManagementKeyView } from './service-account-view.ts'

/**
 * Makes a management key, shown in this answer only. Whoever holds it acts as the account, so its scopes must be among the account's
 * roles, and its maker must himself have each of them wherever the account has it.
 */
export const createManagementKey = verb({
  name: 'management-key.create',
  allowed: { permission: 'service-account.manage' },
  read: 'service-account.read',
  input: inputOf(endpoint),
  scope: (tx, input) => serviceAccountScope(tx, input.serviceAccountId),
  run: async ({ ctx, tx, input }) => {
    await requireFreshProof(tx, ctx)
    const account = await tx.serviceAccount.findUnique({
      where: { id: input.serviceAccountId },
      include: { roles: { where: { suspendedAt: null }, include: { role: { select: { permissions: true } } } } },
    })
    if (account === null) throw notFound()
    if (account.deactivatedAt) throw new DomainError('not_possible', 'The service account is switched off.')
    const now = ctx.now()
    const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt)
    if (expiresAt && expiresAt <= now) throw refused('/expiresAt', 'a time to come')
    const scopes = [...new Set(input.scopes)]
    await assertWithin(tx, ctx, account.roles, scopes)
    const key = mintManagementKey()
    const row = await tx.managementKey.create({
      data: {
        id: newId('managementKey'),
        serviceAccountId: account.id,
        name: input.name,
        hash: hashSecret(key),
        start: key.slice(0, 12),
        scopes,
        createdBy: actorRef(ctx.actor).id,
        expiresAt,
      },
    })
    return { teamId: account.teamId, view: { ...toManagementKeyView(row, now), key } }
  },
  audit: ({ result: { teamId, view }, input }) => ({
    target: { kind: 'managementKey', id: view.id },
    teamId,
    after: { serviceAccountId: input.serviceAccountId, scopes: view.scopes, expiresAt: view.expiresAt },
  }),
  answer: ({ view }) => view,
})

type AccountRole = Omit<AssignmentRow, 'permissions'> & { role: { permissions: string[] } }

/** What acts as the account may hold only what its roles do, and what its maker has himself wherever the account has it. */
export async function assertWithin(
  tx: Transaction,
  ctx: Context,
  roles: readonly AccountRole[],
  scopes: readonly Permission[],
): Promise<void> {
  const account = toGrants(roles.map((row) => ({ ...row, permissions: row.role.permissions })))
  for (const permission of scopes) {
    const held = account.filter((grant) => grant.permissions.includes(permission))
    if (held.length === 0) throw refused('/scopes', `no ${permission}: the account’s roles do not hold it`)
    if (ctx.actor.kind === 'system') continue
    const own = ctx.actor.kind === 'member' || ctx.actor.kind === 'serviceAccount' ? ctx.actor.grants : []
    for (const grant of held) {
      if (exceeds(own, [permission], await scopeOf(tx, grant)).length === 0) continue
      throw new DomainError('forbidden', `The key would hold what you lack there: ${permission}.`)
    }
  }
}

async function scopeOf(tx: Transaction, grant: Grant): Promise<Scope> {
  if (grant.scope.kind === 'organization') return {}
  if (grant.scope.kind === 'team') return { teamId: grant.scope.teamId }
  const api = await tx.api.findUnique({ where: { id: grant.scope.apiId }, select: { teamId: true } })
  return { apiId: grant.scope.apiId, ...(api ? { teamId: api.teamId } : {}) }
}

function refused(pointer: string, expected: string): DomainError {
  return new DomainError('invalid_input', undefined, { errors: [{ in: 'body', pointer, rule: 'value', expected }] })
}
