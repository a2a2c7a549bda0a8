import {
  createEndUserGroup as createEndpoint,
  deleteEndUserGroup as deleteEndpoint,
  listEndUserGroups as listEndpoint,
  setEndUserGroups as setEndpoint,
  updateEndUserGroup as updateEndpoint,
} from '@gatehouse/contracts/endpoints/end-users'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query, type Reader } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { refuseTokens } from '../issuer/revocations.ts'
import { endUserScope, readEndUser } from './end-user-view.ts'

const include = { _count: { select: { members: true } } } satisfies Prisma.EndUserGroupInclude
type Row = Prisma.EndUserGroupGetPayload<{ include: typeof include }>

const toView = (row: Row) => ({
  id: row.id as Id<'endUserGroup'>,
  name: row.name,
  scopes: row.scopes,
  members: row._count.members,
  createdAt: row.createdAt.toISOString(),
})

export const listEndUserGroups = query({
  name: 'end-user-group.list',
  allowed: { permission: 'end-user.read' },
  input: listEndpoint.query,
  run: async ({ db, input }) => {
    const rows = await db.endUserGroup.findMany({
      where: input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {},
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include,
    })
    return toPage(
      rows.map(toView),
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})

export const createEndUserGroup = verb({
  name: 'end-user-group.create',
  allowed: { permission: 'end-user.manage' },
  input: createEndpoint.body,
  run: async ({ tx, input, change, ctx }) => {
    await assertKnown(tx, input.scopes)
    const id = newId('endUserGroup')
    const row = await tx.endUserGroup.create({ data: { id, name: input.name, scopes: input.scopes }, include })
    await refuseCarriers(tx, change, input.scopes, ctx.now())
    return toView(row)
  },
  audit: ({ result }) => ({ target: { kind: 'endUserGroup', id: result.id }, after: { scopes: result.scopes } }),
})

export const updateEndUserGroup = verb({
  name: 'end-user-group.update',
  allowed: { permission: 'end-user.manage' },
  read: 'end-user.read',
  input: updateEndpoint.params.extend(updateEndpoint.body.shape),
  scope: (tx, input) => groupScope(tx, input.groupId),
  run: async ({ ctx, tx, input, change }) => {
    const before = await tx.endUserGroup.findUniqueOrThrow({ where: { id: input.groupId } })
    if (input.scopes) await assertKnown(tx, input.scopes)
    const row = await tx.endUserGroup.update({
      where: { id: input.groupId },
      data: {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
      },
      include,
    })
    const moved = [...before.scopes, ...row.scopes].filter(
      (scope) => before.scopes.includes(scope) !== row.scopes.includes(scope),
    )
    await refuseCarriers(tx, change, moved, ctx.now())
    return toView(row)
  },
  audit: ({ result }) => ({ target: { kind: 'endUserGroup', id: result.id }, after: { scopes: result.scopes } }),
})

export const deleteEndUserGroup = verb({
  name: 'end-user-group.delete',
  allowed: { permission: 'end-user.manage' },
  read: 'end-user.read',
  input: deleteEndpoint.params,
  scope: (tx, input) => groupScope(tx, input.groupId),
  run: async ({ ctx, tx, input, change }) => {
    const { scopes } = await tx.endUserGroup.delete({ where: { id: input.groupId } })
    await refuseCarriers(tx, change, scopes, ctx.now())
    return {}
  },
  audit: ({ input }) => ({ target: { kind: 'endUserGroup', id: input.groupId }, after: { deleted: true } }),
})

export const setEndUserGroups = verb({
  name: 'end-user.set-groups',
  allowed: { permission: 'end-user.manage' },
  read: 'end-user.read',
  input: setEndpoint.params.extend(setEndpoint.body.shape),
  scope: (tx, input) => endUserScope(tx, input.endUserId),
  run: async ({ ctx, tx, input, change }) => {
    const { endUserId, groupIds } = input
    const left = await tx.endUserGroupMember.deleteMany({ where: { endUserId, groupId: { notIn: groupIds } } })
    await putInGroups(tx, endUserId, groupIds)
    // What his tokens carry he may not have any more; new ones carry what is left.
    if (left.count > 0) await refuseTokens(tx, change, [{ of: 'subject', value: endUserId }], ctx.now())
    return readEndUser(tx, endUserId)
  },
  audit: ({ input }) => ({ target: { kind: 'endUser', id: input.endUserId }, after: { groups: input.groupIds } }),
})

/** Adds an end user to groups; one that does not exist is said. */
export async function putInGroups(tx: Transaction, endUserId: string, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0) return
  const known = await tx.endUserGroup.count({ where: { id: { in: [...groupIds] } } })
  if (known !== new Set(groupIds).size) throw new DomainError('invalid_input', 'One of the groups does not exist.')
  await tx.endUserGroupMember.createMany({
    data: [...new Set(groupIds)].map((groupId) => ({ groupId, endUserId })),
    skipDuplicates: true,
  })
}

/** Who carries a scope whose groups changed renews his tokens: they are issued with what he may have now. */
async function refuseCarriers(tx: Transaction, change: ChangeSet, scopes: readonly string[], now: Date): Promise<void> {
  if (scopes.length === 0) return
  const carriers = await tx.issuedToken.findMany({
    where: { scopes: { hasSome: [...scopes] }, endUserId: { not: null }, revokedAt: null, expiresAt: { gt: now } },
    select: { endUserId: true },
    distinct: ['endUserId'],
  })
  const revoked = carriers.flatMap(({ endUserId }) =>
    endUserId === null ? [] : [{ of: 'subject' as const, value: endUserId }],
  )
  await refuseTokens(tx, change, revoked, now)
}

async function assertKnown(tx: Transaction, scopes: readonly string[]): Promise<void> {
  const known = await tx.scopeEntry.count({ where: { issuerId: builtInIssuer, name: { in: [...scopes] } } })
  if (known !== new Set(scopes).size)
    throw new DomainError('invalid_input', 'One of the scopes is not in the OAuth server’s catalogue.')
}

async function groupScope(db: Transaction | Reader, groupId: string): Promise<Record<never, never> | null> {
  return (await db.endUserGroup.findUnique({ where: { id: groupId }, select: { id: true } })) ? {} : null
}
