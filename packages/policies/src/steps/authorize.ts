import type { KnownCredential, KnownSubscription } from '../access/known-credential.ts'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { includes } from '../routing/product-operations.ts'
import { takesStrangers } from './check-callers.ts'
import { checkRules } from './check-rules.ts'
import { checkScopes } from './check-scopes.ts'

/** What to answer when no subscription is active: the state nearest to working is the most useful one to hear. */
const refusals = {
  suspended: 'subscription_suspended',
  pending: 'subscription_pending',
  closed: 'subscription_closed',
  rejected: 'not_subscribed',
} as const
const order = ['suspended', 'pending', 'closed', 'rejected'] as const

/** A client that asks again after so long costs little, and is not left waiting when the pause ends. */
export const pausedRetrySeconds = 60

/** Subscription and scopes, then the access rules: those also of callers whom nobody knows, on operations that are open to everybody. */
export function authorize(deps: DecideDeps, decision: RequestDecision): boolean {
  const { operation } = decision
  if (!checkStanding(deps, decision)) return false
  return operation === null || operation.accessHandlers.length === 0 || checkRules(decision, operation.accessHandlers)
}

/**
 * Application and team in good standing and not paused, an active subscription whose product includes the operation (the oldest one counts), and the
 * scopes that the operation needs.
 */
function checkStanding(deps: DecideDeps, decision: RequestDecision): boolean {
  const { credential, operation } = decision
  if (credential === null || operation === null) return true
  const anonymous = operation.anonymous
  if (!credential.applicationActive || !credential.teamActive) {
    if (!takesStrangers(operation))
      return decision.refuse(credential.teamActive ? 'application_suspended' : 'team_suspended')
    decision.credential = null
    decision.identity = null
    return true
  }
  // Also on operations that are open to everybody: it is this caller's traffic that somebody wants to rest.
  if (credential.paused !== null) return refusePaused(decision, credential.paused)
  const { subscriptions } = credential
  const planId = decision.token?.planId ?? null
  let otherPlan = false
  let best: number = order.length
  for (let i = 0; i < subscriptions.length; i += 1) {
    const subscription = subscriptions[i] as KnownSubscription
    if (!includes(subscription.product, operation, deps.snapshot)) continue
    if (subscription.state === 'active' && planId !== null && subscription.plan.planId !== planId) otherPlan = true
    else if (subscription.state === 'active') {
      decision.subscription = subscription
      decision.subscriptionId = subscription.id
      decision.planVersionId = subscription.plan.id
      decision.priced = subscription.plan.priced
      const { scopes } = operation.definition
      return scopes === undefined || anonymous || checkScopes(decision, credential, scopes)
    } else best = Math.min(best, order.indexOf(subscription.state))
  }
  if (anonymous) return true
  if (otherPlan) return decision.refuse('token_plan_missing')
  const state = order[best]
  return decision.refuse(state === undefined ? 'not_subscribed' : refusals[state])
}

/** 503 with the reason; which of the two is paused stands before it. */
export function refusePaused(
  decision: RequestDecision,
  { who, reason }: NonNullable<KnownCredential['paused']>,
): false {
  decision.responseHeaders.push('Retry-After', String(pausedRetrySeconds))
  return decision.refuse(
    'paused',
    `${who === 'application' ? 'The application' : 'The application’s team'} is paused: ${reason}`,
  )
}
