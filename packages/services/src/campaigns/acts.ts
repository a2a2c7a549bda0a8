import { credentialActs } from './act-on-credential.ts'
import { partnerGrantActs } from './act-on-partner-grant.ts'
import { roleActs } from './act-on-role.ts'
import { subscriptionActs } from './act-on-subscription.ts'
import type { ActsByKind } from './subject-acts.ts'

/** What becomes of each kind. */
export const acts: ActsByKind = {
  subscription: subscriptionActs,
  credential: credentialActs,
  client: credentialActs,
  'person-role': roleActs,
  'service-role': roleActs,
  'partner-grant': partnerGrantActs,
}
