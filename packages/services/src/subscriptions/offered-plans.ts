import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { visibleApis } from '../portal/visible-apis.ts'

export type OfferedPlan = {
  id: string
  productId: string
  productTeamId: string
  planVersionId: string
  approval: 'automatic' | 'manual'
}

/**
 * A plan that the developer may choose: not retired, its product in a portal, and some API in it visible to him and open to new
 * subscriptions. A plan that he may not see is answered like one that does not exist.
 */
export async function assertOffered(tx: Transaction, ctx: Context, planId: string): Promise<OfferedPlan> {
  const visible = await visibleApis(tx, ctx)
  const row = await tx.plan.findFirst({
    where: {
      id: planId,
      product: { portals: { some: {} }, items: { some: { version: { api: visible, listings: { some: {} } } } } },
    },
    include: {
      versions: { orderBy: { number: 'desc' }, take: 1 },
      product: { select: { id: true, teamId: true, items: { select: { version: { select: { state: true } } } } } },
    },
  } satisfies Prisma.PlanFindFirstArgs)
  const current = row?.versions[0]
  if (!row || !current)
    throw new DomainError('invalid_input', 'There is no such plan on offer. Load the API’s page again and choose.')
  if (row.retiredAt) throw new DomainError('not_possible', 'The plan is not offered any more. Choose another plan.')
  if (!row.product.items.some(({ version }) => version.state === 'published')) {
    throw new DomainError(
      'not_possible',
      'The API is deprecated or retired and takes no new subscriptions. Use its successor.',
    )
  }
  return {
    id: row.id,
    productId: row.product.id,
    productTeamId: row.product.teamId,
    planVersionId: current.id,
    approval: current.approval as OfferedPlan['approval'],
  }
}
