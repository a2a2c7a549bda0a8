import type { AllowDecision, DecideDeps } from './decide-types.ts'
import type { RequestDecision } from './decision.ts'
import { includes } from './routing/product-operations.ts'
import { standing } from './steps/authenticate-token.ts'
import { takesStrangers } from './steps/check-callers.ts'

/**
 * Whether a call that was let in would still be let in by its credential: asked for answers that go on (streams), so that what is revoked ends
 * there too. Limits, validation and pauses are not asked again: they are of the moment of the request.
 */
export function stillStands(deps: DecideDeps, source: AllowDecision, now: number): boolean {
  const decision = source as unknown as RequestDecision
  const { credential: before, operation, token } = decision
  // Nobody was identified, or the operation is open to everybody.
  if (before === null || operation === null || takesStrangers(operation)) return true
  const credential =
    decision.keyDigest === ''
      ? deps.access.findClient(before.identity.credentialId)
      : deps.access.findCredential(decision.keyDigest)
  if (credential === null || !credential.applicationActive || !credential.teamActive) return false
  if (credential.revokedAt !== Number.POSITIVE_INFINITY || credential.expiresAt <= now) return false
  if (credential.suspended !== null) return false
  if (token?.kept && standing(deps, now, token.kept, credential, decision.remoteAddress) !== null) return false
  // A provider that was switched off takes its tokens along.
  if (token?.issuer && deps.access.tokens().byIssuer.get(token.issuer.issuer)?.id !== token.issuer.id) return false
  // Open to everybody but for a guardrail, which asks for a credential and no more.
  if (operation.anonymous) return true
  return credential.subscriptions.some(
    ({ state, product }) => state === 'active' && includes(product, operation, deps.snapshot),
  )
}
