import type { EndUserPageView, EndUserView } from '@gatehouse/contracts/endpoints/end-users'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { loadReceipts } from '../deployments/receipts.ts'
import type { Reader } from '../grammar/query.ts'

export const endUserInclude = {
  groups: { select: { group: { select: { id: true, name: true } } }, take: 50 },
} satisfies Prisma.EndUserInclude
export type EndUserRow = Prisma.EndUserGetPayload<{ include: typeof endUserInclude }>

/** Shows an end user; nothing of his password but whether there is one. */
export function toEndUserView(row: EndUserRow): EndUserView {
  return {
    id: row.id as Id<'endUser'>,
    name: row.name,
    email: row.email,
    emailVerified: row.emailVerifiedAt !== null,
    state: row.deactivatedAt !== null ? 'deactivated' : isInvited(row) ? 'invited' : 'active',
    groups: row.groups.map(({ group }) => ({ id: group.id as Id<'endUserGroup'>, name: group.name })),
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  }
}

/** He never set a password and never came: the link of the mail waits. */
const isInvited = (row: EndUserRow) => row.passwordHash === null && row.lastSignInAt === null

export async function readEndUser(db: Reader | Transaction, endUserId: string): Promise<EndUserView> {
  return toEndUserView(await db.endUser.findUniqueOrThrow({ where: { id: endUserId }, include: endUserInclude }))
}

/** One end user; of a deactivated one, which gateways refuse his tokens, as they said it. */
export async function readEndUserPage(
  db: Reader | Transaction,
  endUserId: string,
  now: Date,
): Promise<EndUserPageView> {
  const row = await db.endUser.findUniqueOrThrow({ where: { id: endUserId }, include: endUserInclude })
  const at = row.deactivatedAt
  const change =
    at === null
      ? null
      : await db.accessVersion.findUnique({
          where: { kind_entityId: { kind: 'revocation', entityId: `subject:${endUserId}` } },
          select: { seq: true },
        })
  const [receipts] =
    at === null || change === null
      ? []
      : await loadReceipts(db, [{ seq: change.seq, stageId: null, kind: 'access', at }], now)
  return { ...toEndUserView(row), deactivatedAt: at?.toISOString() ?? null, receipts: receipts ?? null }
}

/** The organization's, so that a permission is asked for it; null for an id that does not exist. */
export async function endUserScope(db: Reader | Transaction, endUserId: string): Promise<Record<never, never> | null> {
  return (await db.endUser.findUnique({ where: { id: endUserId }, select: { id: true } })) ? {} : null
}
