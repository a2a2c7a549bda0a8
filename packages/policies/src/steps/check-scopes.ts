import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { KnownCredential } from '../access/known-credential.ts'
import type { RequestDecision } from '../decision.ts'

type Alternatives = NonNullable<CompiledOperation['scopes']>

/**
 * A token carries exactly the scopes that it says. A key that was made without a choice of scopes may do all that its application's subscriptions allow: scopes narrow a key, they never
 * widen it. One that was narrowed must carry every scope of at least one alternative.
 */
export function checkScopes(
  decision: RequestDecision,
  credential: KnownCredential,
  alternatives: Alternatives,
): boolean {
  const { token } = decision
  const scopes = token === null ? credential.scopes : token.scopes
  if (alternatives.length === 0 || (token === null && scopes.length === 0)) return true
  for (let i = 0; i < alternatives.length; i += 1) {
    if (carriesAll(scopes, alternatives[i] as readonly string[])) return true
  }
  return refuse(decision, scopes, alternatives)
}

function carriesAll(carried: readonly string[], needed: readonly string[]): boolean {
  for (let i = 0; i < needed.length; i += 1) if (!carried.includes(needed[i] as string)) return false
  return true
}

/**
 * Names what is missing for the alternative that the key is nearest to: the fewest missing, then the most carried, so that one who lacks
 * a scope beside others is not told of an entirely different one.
 */
function refuse(decision: RequestDecision, carried: readonly string[], alternatives: Alternatives): false {
  let missing: readonly string[] = []
  let size = 0
  for (const needed of alternatives) {
    const lacking = needed.filter((scope) => !carried.includes(scope))
    if (size !== 0 && (lacking.length > missing.length || (lacking.length === missing.length && needed.length <= size)))
      continue
    missing = lacking
    size = needed.length
  }
  decision.responseHeaders.push('WWW-Authenticate', challengeOfScopes(decision, missing))
  const names = missing.slice(0, 10).map((name) => `“${name.slice(0, 100)}”`)
  return decision.refuse(
    'scope_missing',
    `The ${decision.token === null ? 'key' : 'token'} lacks the ${missing.length === 1 ? 'scope' : 'scopes'} ${names.join(', ')}.`,
  )
}

/** RFC 6750 §3.1: a client learns from it what to ask for. */
export function challengeOfScopes({ token }: RequestDecision, missing: readonly string[]): string {
  const scope = missing.filter((name) => scopeToken.test(name)).join(' ')
  const attributes = scope === '' ? '' : `, scope="${scope.slice(0, 500)}"`
  return `${token?.scheme === 'dpop' ? 'DPoP' : 'Bearer'} realm="API", error="insufficient_scope"${attributes}`
}

/** RFC 6749 §3.3: what a scope may be made of. Others stay out of the header. */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/
