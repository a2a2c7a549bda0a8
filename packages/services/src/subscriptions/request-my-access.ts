import { requestMyAccess as endpoint } from '@gatehouse/contracts/endpoints/my-applications'
import { newId } from '@gatehouse/contracts/ids'
import { limitDeveloper } from '../account/developer-limits.ts'
import { applicationScope, lockApplication } from '../applications/application-scope.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assertOffered } from './offered-plans.ts'
import { notifySubscriptionRequested } from './subscription-mail.ts'
import { readSubscription } from './subscription-view.ts'

/** Gets access for an application: active at once under a plan without approval, else pending until someone decides. */
export const requestMyAccess = verb({
  name: 'subscription.request',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: endpoint.params.extend(endpoint.body.shape),
  scope: (tx, input) => applicationScope(tx, input.applicationId),
  run: async ({ ctx, tx, input, change }) => {
    await limitDeveloper(ctx, 'access')
    const plan = await assertOffered(tx, ctx, input.planId)
    const application = await lockApplication(tx, input.applicationId)
    if (application.state !== 'active')
      throw new DomainError('not_possible', 'The application is suspended. Ask the contact on the API’s page.')
    const openKey = `${input.applicationId}:${plan.productId}`
    const open = await tx.subscription.findUnique({ where: { openKey }, select: { state: true } })
    if (open)
      throw new DomainError(
        'already_exists',
        `The application has a subscription to this product that is ${open.state}. Change its plan instead.`,
      )
    const id = newId('subscription')
    const active = plan.approval === 'automatic'
    const now = ctx.now()
    await tx.subscription.create({
      data: {
        id,
        applicationId: input.applicationId,
        productId: plan.productId,
        planId: plan.id,
        planVersionId: plan.planVersionId,
        state: active ? 'active' : 'pending',
        openKey,
        requestNote: input.note ?? null,
        requestedBy: actorColumn(ctx),
        requestedAt: now,
        ...(active ? { decidedAt: now, decidedBy: { kind: 'system', id: 'automatic-approval' } } : {}),
        segments: { create: { id: newId('segment'), planVersionId: plan.planVersionId, startedAt: now } },
      },
    })
    change.access('subscription', id)
    const view = await readSubscription(tx, id)
    if (!active) await notifySubscriptionRequested(tx, ctx, view, plan.productTeamId)
    return view
  },
  audit: ({ result }) => ({
    target: { kind: 'subscription', id: result.id },
    after: {
      state: result.state,
      applicationId: result.application.id,
      productId: result.product.id,
      planId: result.plan.id,
    },
  }),
})
