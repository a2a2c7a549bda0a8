import type { subscriptionStates } from './layout.ts'
import type { CredentialTerms, PlanTerms, Product } from './terms.ts'

export type KnownSubscription = {
  readonly id: string
  /** The id's 128 bits: name of its counters. */
  readonly key: Int32Array
  readonly state: (typeof subscriptionStates)[number]
  readonly product: Product
  readonly plan: PlanTerms
}

/** All that one credential means, joined; immutable, made anew when the table changed. */
export type KnownCredential = {
  readonly identity: { readonly credentialId: string; readonly applicationId: string; readonly teamId: string }
  /** Milliseconds; Infinity for never. */
  readonly expiresAt: number
  readonly revokedAt: number
  readonly applicationActive: boolean
  readonly teamActive: boolean
  /** Why the application, or else its team, is paused here; null: neither is. */
  readonly paused: { readonly who: 'application' | 'team'; readonly reason: string } | null
  readonly scopes: readonly string[]
  /** Whether it may be used from an address; null: from any. */
  readonly addressAllowed: CredentialTerms['addressAllowed']
  /** Why it is suspended, as its callers read it; null: it is not. */
  readonly suspended: CredentialTerms['suspended']
  /** Oldest first. */
  readonly subscriptions: readonly KnownSubscription[]
}
