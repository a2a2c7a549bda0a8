import {
  createPlan as createEndpoint,
  retirePlan as retireEndpoint,
  revisePlan as reviseEndpoint,
} from '@gatehouse/contracts/endpoints/products'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { addPlan, addPlanVersion } from './add-plan.ts'
import { planScope, productScope } from './product-scope.ts'
import { type PlanView, productInclude, toPlanView } from './product-view.ts'

async function readPlan(tx: Transaction, planId: string): Promise<PlanView> {
  return toPlanView(await tx.plan.findUniqueOrThrow({ where: { id: planId }, include: productInclude.plans.include }))
}

function auditOfPlan(plan: PlanView) {
  return {
    planVersionId: plan.planVersionId,
    limits: JSON.parse(JSON.stringify(plan.limits)),
    price: plan.price,
    approval: plan.approval,
    retiredAt: plan.retiredAt,
  }
}

export const createPlan = verb({
  name: 'plan.create',
  allowed: { permission: 'product.manage' },
  read: 'product.read',
  input: createEndpoint.params.extend(createEndpoint.body.shape),
  scope: (tx, input) => productScope(tx, input.productId),
  run: async ({ ctx, tx, input, change }) => {
    await refuseWithoutReview(tx, ctx, 'plan.create')
    const { productId, ...plan } = input
    const { planId } = await addPlan(tx, change, productId, plan)
    return readPlan(tx, planId)
  },
  audit: ({ input, result }) => ({
    target: { kind: 'plan', id: result.id },
    after: { productId: input.productId, ...auditOfPlan(result) },
  }),
})

/** Writes a new plan version. Open subscriptions keep theirs unless told to move; moving closes a segment and opens the next. */
export const revisePlan = verb({
  name: 'plan.revise',
  allowed: { permission: 'product.manage' },
  read: 'product.read',
  input: reviseEndpoint.params.extend(reviseEndpoint.body.shape),
  scope: (tx, input) => planScope(tx, input.planId),
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    await refuseWithoutReview(tx, ctx, 'plan.revise')
    const { planId, moveSubscriptions, ...plan } = input
    const before = await readPlan(tx, planId)
    checkEtag(before.etag, ifMatch)
    if (before.retiredAt) throw new DomainError('not_possible', 'The plan is retired. Add a new plan instead.')
    await tx.plan.update({
      where: { id: planId, etag: before.etag },
      data: { etag: { increment: 1 }, name: plan.name, description: plan.description },
    })
    const planVersionId = await addPlanVersion(tx, change, planId, before.number + 1, plan)
    if (moveSubscriptions) {
      // Locked, so that none is closed or changes its plan between the look and the move.
      const open = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM subscription WHERE plan_id = ${planId} AND open_key IS NOT NULL ORDER BY id FOR UPDATE`
      const ids = open.map(({ id }) => id)
      const now = ctx.now()
      await tx.subscriptionSegment.updateMany({
        where: { subscriptionId: { in: ids }, endedAt: null },
        data: { endedAt: now },
      })
      await tx.subscriptionSegment.createMany({
        data: ids.map((subscriptionId) => ({ id: newId('segment'), subscriptionId, planVersionId, startedAt: now })),
      })
      await tx.subscription.updateMany({
        where: { id: { in: ids } },
        data: { planVersionId, etag: { increment: 1 } },
      })
      for (const id of ids) change.access('subscription', id)
    }
    return { before, after: await readPlan(tx, planId) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'plan', id: result.after.id },
    before: auditOfPlan(result.before),
    after: { ...auditOfPlan(result.after), movedSubscriptions: input.moveSubscriptions },
  }),
  answer: ({ after }) => after,
})

/** Stops offering a plan; who has it keeps it. */
export const retirePlan = verb({
  name: 'plan.retire',
  allowed: { permission: 'product.manage' },
  read: 'product.read',
  input: retireEndpoint.params,
  scope: (tx, input) => planScope(tx, input.planId),
  run: async ({ ctx, tx, input }) => {
    await tx.plan.updateMany({
      where: { id: input.planId, retiredAt: null },
      data: { retiredAt: ctx.now(), etag: { increment: 1 } },
    })
    return readPlan(tx, input.planId)
  },
  audit: ({ result }) => ({ target: { kind: 'plan', id: result.id }, after: { retiredAt: result.retiredAt } }),
})
