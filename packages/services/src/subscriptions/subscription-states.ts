import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { SubscriptionView } from './subscription-view.ts'

type State = SubscriptionView['state']

/** Pending → Active ⇄ Suspended → Closed, Pending → Rejected; closed and rejected are ends. */
const legalMoves: Record<State, readonly State[]> = {
  pending: ['active', 'rejected', 'closed'],
  active: ['suspended', 'closed'],
  suspended: ['active', 'closed'],
  rejected: [],
  closed: [],
}

/** Moves a subscription, closing its segment where it ends; an illegal move names the legal ones. Returns the state before. */
export async function moveSubscription(
  tx: Transaction,
  ctx: Context,
  change: ChangeSet,
  subscriptionId: string,
  to: State,
  reason: string | null,
): Promise<State> {
  const rows = await tx.$queryRaw<
    { state: State }[]
  >`SELECT state FROM subscription WHERE id = ${subscriptionId} FOR UPDATE`
  const from = rows[0]?.state
  if (from === undefined) throw new DomainError('not_found')
  if (from === to) return from
  if (!legalMoves[from].includes(to)) {
    const legal = legalMoves[from].length === 0 ? 'none' : legalMoves[from].join(', ')
    throw new DomainError('not_possible', `A subscription that is ${from} cannot become ${to}; possible: ${legal}.`)
  }
  const now = ctx.now()
  const ended = to === 'closed' || to === 'rejected'
  await tx.subscription.update({
    where: { id: subscriptionId },
    data: {
      state: to,
      reason,
      etag: { increment: 1 },
      ...(from === 'pending' ? { decidedAt: now, decidedBy: actorColumn(ctx) } : {}),
      ...(ended ? { openKey: null, closedAt: now } : {}),
    },
  })
  if (ended)
    await tx.subscriptionSegment.updateMany({ where: { subscriptionId, endedAt: null }, data: { endedAt: now } })
  change.access('subscription', subscriptionId)
  return from
}
