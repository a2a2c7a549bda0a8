import {
  cancelMySubscription as cancelEndpoint,
  changeMyPlan as planEndpoint,
} from '@gatehouse/contracts/endpoints/my-applications'
import { newId } from '@gatehouse/contracts/ids'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assertOffered } from './offered-plans.ts'
import { consumingScope } from './subscription-scope.ts'
import { moveSubscription } from './subscription-states.ts'
import { readSubscription } from './subscription-view.ts'

/** Moves an active subscription to another plan of the same product: one segment ends, the next begins; the keys stay. */
export const changeMyPlan = verb({
  name: 'subscription.change-plan',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: planEndpoint.params.extend(planEndpoint.body.shape),
  scope: (tx, input) => consumingScope(tx, input.subscriptionId),
  run: async ({ ctx, tx, input, change }) => {
    const plan = await assertOffered(tx, ctx, input.planId)
    await tx.$queryRaw`SELECT 1 FROM subscription WHERE id = ${input.subscriptionId} FOR UPDATE`
    const row = await tx.subscription.findUniqueOrThrow({ where: { id: input.subscriptionId } })
    if (row.productId !== plan.productId)
      throw new DomainError('not_possible', 'The plan belongs to another product. Get access to that product instead.')
    if (row.state !== 'active')
      throw new DomainError('not_possible', `The subscription is ${row.state}; only an active one can change its plan.`)
    if (plan.approval === 'manual' && row.planId !== plan.id)
      throw new DomainError('not_possible', 'This plan needs approval. Cancel and ask for access under it.')
    const before = row.planVersionId
    if (before !== plan.planVersionId) {
      const now = ctx.now()
      await tx.subscriptionSegment.updateMany({
        where: { subscriptionId: row.id, endedAt: null },
        data: { endedAt: now },
      })
      await tx.subscriptionSegment.create({
        data: { id: newId('segment'), subscriptionId: row.id, planVersionId: plan.planVersionId, startedAt: now },
      })
      await tx.subscription.update({
        where: { id: row.id },
        data: { planId: plan.id, planVersionId: plan.planVersionId, etag: { increment: 1 } },
      })
      change.access('subscription', row.id)
    }
    return { before, planVersionId: plan.planVersionId, after: await readSubscription(tx, row.id) }
  },
  audit: ({ result }) => ({
    target: { kind: 'subscription', id: result.after.id },
    before: { planVersionId: result.before },
    after: { planVersionId: result.planVersionId },
  }),
  answer: ({ after }) => after,
})

/** The end of a subscription by its owner. */
export const cancelMySubscription = verb({
  name: 'subscription.cancel',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: cancelEndpoint.params,
  scope: (tx, input) => consumingScope(tx, input.subscriptionId),
  run: async ({ ctx, tx, input, change }) => ({
    before: await moveSubscription(tx, ctx, change, input.subscriptionId, 'closed', null),
    after: await readSubscription(tx, input.subscriptionId),
  }),
  audit: ({ result }) => ({
    target: { kind: 'subscription', id: result.after.id },
    before: { state: result.before },
    after: { state: result.after.state },
  }),
  answer: ({ after }) => after,
})
