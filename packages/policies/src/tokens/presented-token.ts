import { hash } from 'node:crypto'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { headerIndex } from '../raw-headers.ts'
import { type FoundToken, findToken, type KeptToken } from './token-cache.ts'
import { chosenMeaning } from './token-meaning.ts'
import type { KnownIssuer } from './token-registry.ts'

/** A token that is this gateway's to judge, and what is known of it before the verdict. */
export type PresentedToken = {
  readonly scheme: 'bearer' | 'dpop'
  /** Null: nobody known here signed it. */
  readonly issuer: KnownIssuer | null
  readonly kept: KeptToken | null
  /** Set: it is refused whatever else. */
  readonly refusal: ProblemCode | null
  readonly detail: string | null
  readonly scopes: readonly string[]
  /** What the token says chooses this plan. */
  readonly planId: string | null
  readonly forward: boolean
  /** Its issuer must be asked first; then the decision is made once more. */
  readonly ask: { readonly issuer: KnownIssuer; readonly digest: string } | null
}

const field = /^(bearer|dpop) +(\S+)$/i

/** Scheme and token as sent; null: there is none, or another scheme. */
export function sentToken(
  rawHeaders: readonly string[],
  at: number,
): { scheme: 'bearer' | 'dpop'; text: string } | null {
  const match = field.exec((rawHeaders[at + 1] as string).trim())
  const [, scheme, text] = match ?? []
  if (scheme === undefined || text === undefined) return null
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', text }
}

/**
 * Finds token → client → application, without a verdict. A token beside a key is looked at only so far: one of an issuer that is known here
 * makes two credentials; another is the backend's own affair, as is every other scheme.
 */
export function identifyToken(
  deps: DecideDeps,
  decision: RequestDecision,
  authorization: number,
  withKey: boolean,
): void {
  const { rawHeaders } = decision
  const sent = sentToken(rawHeaders, authorization)
  if (sent === null) return
  const digest = hash('sha256', sent.text, 'binary')
  const found = lookUp(deps, decision, sent.text, digest)
  const issuer = found.ok ? found.kept.token.issuer : (found.issuer ?? null)
  if (withKey && issuer === null) return
  const twice = withKey || headerIndex(rawHeaders, 'authorization', authorization + 2) >= 0
  decision.token = twice
    ? refused(sent.scheme, issuer, 'two_credentials')
    : found.ok
      ? presentToken(deps, decision, sent.scheme, found.kept)
      : { ...refused(sent.scheme, issuer, found.code, found.detail), ask: found.ask ?? null }
  if (!found.ok && found.missingKey !== undefined && issuer !== null) deps.unknownKey?.(issuer.id, found.missingKey)
  decision.stripAuthorization = issuer !== null && !decision.token.forward
}

type Found = FoundToken & { readonly ask?: PresentedToken['ask'] }

function lookUp(deps: DecideDeps, decision: RequestDecision, text: string, digest: string): Found {
  const registry = deps.access.tokens()
  if (text.startsWith('ey') && text.includes('.')) return findToken(text, digest, deps.access, registry)
  const apiId = decision.version?.apiId
  const [issuer] = apiId === undefined ? registry.asked : registry.askedBy(apiId)
  if (issuer === undefined) return { ok: false, code: 'token_malformed', detail: null, issuer: undefined }
  const answer = deps.introspections?.find(issuer, digest)
  if (answer !== undefined) return answer
  return { ok: false, code: 'token_needs_asking', detail: null, issuer, ask: { issuer, digest } }
}

function refused(
  scheme: PresentedToken['scheme'],
  issuer: KnownIssuer | null,
  refusal: ProblemCode,
  detail: string | null = null,
): PresentedToken {
  return { scheme, issuer, kept: null, refusal, detail, scopes: [], planId: null, forward: false, ask: null }
}

/** What a token means for a request whose version is known; finds its client → application. */
export function presentToken(
  deps: DecideDeps,
  decision: RequestDecision,
  scheme: PresentedToken['scheme'],
  kept: KeptToken,
): PresentedToken {
  const { issuer } = kept.token
  const meaning = chosenMeaning(deps, decision, kept)
  if (!meaning.ok) return { ...refused(scheme, issuer, meaning.code, meaning.detail), kept }
  const { scopes, planId, forward, client } = meaning
  const credential =
    client === null
      ? null
      : 'id' in client
        ? deps.access.findClient(client.id)
        : deps.access.findCredential(client.digest)
  decision.credential = credential
  decision.identity = credential?.identity ?? null
  const unlinked = issuer.builtIn ? 'token_client_unknown' : 'token_client_not_linked'
  return {
    scheme,
    issuer,
    kept,
    refusal: credential === null ? unlinked : null,
    detail: null,
    scopes,
    planId,
    forward,
    ask: null,
  }
}
