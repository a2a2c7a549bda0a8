import type { subscriptionState, subscriptionView } from '@gatehouse/contracts/endpoints/applications'
import type { Tone } from '@gatehouse/ui/tone'
import type { z } from 'zod'

export type SubscriptionState = z.infer<typeof subscriptionState>
export type SubscriptionView = z.infer<typeof subscriptionView>

export const subscriptionTones: Record<SubscriptionState, Tone> = {
  pending: 'warn',
  active: 'ok',
  suspended: 'bad',
  rejected: 'neutral',
  closed: 'neutral',
}

export const subscriptionWords: Record<SubscriptionState, string> = {
  pending: 'Waiting',
  active: 'Active',
  suspended: 'Suspended',
  rejected: 'Rejected',
  closed: 'Closed',
}
