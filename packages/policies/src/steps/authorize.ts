import type { KnownSubscription } from '../access/reader.ts'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { includes } from '../routing/product-operations.ts'
import { checkScopes } from './check-scopes.ts'

/** What to answer when no subscription is active: the state nearest to working is the most useful one to hear. */
const refusals = {
  suspended: 'subscription_suspended',
  pending: 'subscription_pending',
  closed: 'subscription_closed',
  rejected: 'not_subscribed',
} as const
const order = ['suspended', 'pending', 'closed', 'rejected'] as const

/**
 * Application and team in good standing, an active subscription whose product includes the operation (the oldest one counts), and the
 * scopes that the operation needs.
 */
export function authorize(deps: DecideDeps, decision: RequestDecision): boolean {
  const { credential, operation } = decision
  if (credential === null || operation === null) return true
  const anonymous = operation.anonymous
  if (!credential.applicationActive || !credential.teamActive) {
    if (!anonymous) return decision.refuse(credential.teamActive ? 'application_suspended' : 'team_suspended')
    decision.credential = null
    decision.identity = null
    return true
  }
  const { subscriptions } = credential
  let best: number = order.length
  for (let i = 0; i < subscriptions.length; i += 1) {
    const subscription = subscriptions[i] as KnownSubscription
    if (!includes(subscription.product, operation, deps.snapshot)) continue
    if (subscription.state === 'active') {
      decision.subscription = subscription
      decision.subscriptionId = subscription.id
      decision.planVersionId = subscription.plan.id
      decision.priced = subscription.plan.priced
      const { scopes } = operation.definition
      return scopes === undefined || anonymous || checkScopes(decision, credential, scopes)
    }
    best = Math.min(best, order.indexOf(subscription.state))
  }
  if (anonymous) return true
  const state = order[best]
  return decision.refuse(state === undefined ? 'not_subscribed' : refusals[state])
}
