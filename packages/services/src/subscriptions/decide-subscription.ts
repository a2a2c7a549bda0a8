import {
  decideSubscription as decideEndpoint,
  resumeSubscription as resumeEndpoint,
  suspendSubscription as suspendEndpoint,
} from '@gatehouse/contracts/endpoints/applications'
import { verb } from '../grammar/verb.ts'
import { notifySubscriptionDecided } from './subscription-mail.ts'
import { offeringScope } from './subscription-scope.ts'
import { moveSubscription } from './subscription-states.ts'
import { readSubscription, type SubscriptionView } from './subscription-view.ts'

type Moved = { before: SubscriptionView['state']; after: SubscriptionView }

function auditOfMove({ result }: { result: Moved }) {
  return {
    target: { kind: 'subscription', id: result.after.id },
    before: { state: result.before },
    after: {
      state: result.after.state,
      applicationId: result.after.application.id,
      productId: result.after.product.id,
    },
  }
}

/** Approves or rejects a request for access; the developers are told by mail. */
export const decideSubscription = verb({
  name: 'subscription.decide',
  allowed: { permission: 'subscription.decide' },
  read: 'application.read',
  input: decideEndpoint.params.extend(decideEndpoint.body.shape),
  scope: (tx, input) => offeringScope(tx, input.subscriptionId),
  run: async ({ ctx, tx, input, change }): Promise<Moved> => {
    const to = input.decision === 'approve' ? 'active' : 'rejected'
    const before = await moveSubscription(tx, ctx, change, input.subscriptionId, to, input.reason ?? null)
    const after = await readSubscription(tx, input.subscriptionId)
    if (before !== after.state) await notifySubscriptionDecided(tx, ctx, after)
    return { before, after }
  },
  audit: auditOfMove,
  answer: ({ after }) => after,
})

/** Suspend and close take the same: which, and why. */
const moveInput = suspendEndpoint.params.extend(suspendEndpoint.body.shape)

function move(name: string, to: SubscriptionView['state']) {
  return verb({
    name,
    allowed: { permission: 'subscription.decide' },
    read: 'application.read',
    input: moveInput,
    scope: (tx, input) => offeringScope(tx, input.subscriptionId),
    run: async ({ ctx, tx, input, change }): Promise<Moved> => ({
      before: await moveSubscription(tx, ctx, change, input.subscriptionId, to, input.reason),
      after: await readSubscription(tx, input.subscriptionId),
    }),
    audit: auditOfMove,
    answer: ({ after }) => after,
  })
}

/** Gateways refuse its calls with `subscription_suspended`; it can be resumed. */
export const suspendSubscription = move('subscription.suspend', 'suspended')
/** The end of a subscription by the offering side. */
export const closeSubscription = move('subscription.close', 'closed')

export const resumeSubscription = verb({
  name: 'subscription.resume',
  allowed: { permission: 'subscription.decide' },
  read: 'application.read',
  input: resumeEndpoint.params,
  scope: (tx, input) => offeringScope(tx, input.subscriptionId),
  run: async ({ ctx, tx, input, change }): Promise<Moved> => ({
    before: await moveSubscription(tx, ctx, change, input.subscriptionId, 'active', null),
    after: await readSubscription(tx, input.subscriptionId),
  }),
  audit: auditOfMove,
  answer: ({ after }) => after,
})
