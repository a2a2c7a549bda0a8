import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { addMailJob } from '../jobs/add-job.ts'
import type { SubscriptionView } from './subscription-view.ts'

/** Tells the application's owners and admins what was decided. */
export async function notifySubscriptionDecided(
  tx: Transaction,
  ctx: Context,
  subscription: SubscriptionView,
): Promise<void> {
  const people = await tx.teamMember.findMany({
    where: {
      team: { applications: { some: { id: subscription.application.id } } },
      role: { in: ['owner', 'admin'] },
      person: { deactivatedAt: null },
    },
    select: { personId: true },
    take: 20,
  })
  for (const { personId } of people) {
    await addMailJob(tx, {
      personId,
      template: 'subscription-decided',
      data: {
        decision: subscription.state === 'active' ? 'approved' : 'rejected',
        application: subscription.application.name,
        product: subscription.product.name,
        plan: subscription.plan.name,
        reason: subscription.reason ?? undefined,
        applicationUrl: `${ctx.installation.portalUrl}/applications/${subscription.application.id}`,
      },
    })
  }
}

/** Tells those who may approve: holders of `subscription.decide` for the product's team or the organization. */
export async function notifySubscriptionRequested(
  tx: Transaction,
  ctx: Context,
  subscription: SubscriptionView,
  productTeamId: string,
): Promise<void> {
  const assignments = await tx.roleAssignment.findMany({
    where: {
      suspendedAt: null,
      role: { permissions: { has: 'subscription.decide' } },
      OR: [{ scope: 'organization' }, { scope: 'team', teamId: productTeamId }],
      person: { deactivatedAt: null },
    },
    select: { personId: true },
    distinct: ['personId'],
    take: 20,
  })
  for (const { personId } of assignments) {
    if (!personId) continue
    await addMailJob(tx, {
      personId,
      template: 'subscription-requested',
      data: {
        requestedBy: subscription.requestedBy.name,
        application: subscription.application.name,
        product: subscription.product.name,
        plan: subscription.plan.name,
        message: subscription.requestNote ?? undefined,
        reviewUrl: `${ctx.installation.adminUrl}/applications?subscription=${subscription.id}`,
      },
    })
  }
}
