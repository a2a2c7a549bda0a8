import type { Introspections } from '@gatehouse/policies/decide-types'
import { introspectedToken } from '@gatehouse/policies/tokens/known-token'
import { type FoundToken, keepToken } from '@gatehouse/policies/tokens/token-cache'
import type { KnownIssuer } from '@gatehouse/policies/tokens/token-registry'
import type { AddressRules } from '../upstream/address-rules.ts'
import { introspect } from './introspection-client.ts'

/** How long an answer is believed: a provider's own revocation takes no longer to get here. */
const believedMs = 30_000
/** A provider that does not answer is not asked again at once. */
const awayMs = 1000
const mostKept = 2000
const mostAsked = 100

export type IntrospectorDeps = {
  rules: AddressRules
  secret(id: string): string | undefined
  report(error: unknown): void
}

type Answer = { issuer: KnownIssuer; until: number; found: FoundToken }

/** What issuers say of opaque tokens, by the SHA-256 of their text: asked once for all requests that wait, kept for a moment, bounded. */
export class Introspector implements Introspections {
  readonly #deps: IntrospectorDeps
  readonly #answers = new Map<string, Answer>()
  readonly #asked = new Map<string, (() => void)[]>()

  constructor(deps: IntrospectorDeps) {
    this.#deps = deps
  }

  find(issuer: KnownIssuer, digest: string): FoundToken | undefined {
    const answer = this.#answers.get(digest)
    // Another issuer object: its row changed, or it is not known any more.
    return answer?.issuer === issuer && answer.until > Date.now() ? answer.found : undefined
  }

  /** Asks, and calls `then` when `find` has an answer – that there is none included. */
  ask(issuer: KnownIssuer, digest: string, token: string, then: () => void): void {
    const waiting = this.#asked.get(digest)
    if (waiting !== undefined) {
      waiting.push(then)
      return
    }
    if (this.#asked.size >= mostAsked) {
      this.#keep(digest, issuer, away(issuer), awayMs)
      then()
      return
    }
    this.#asked.set(digest, [then])
    this.#answerOf(issuer, token)
      .then(
        (found) => this.#keep(digest, issuer, found, believedMs),
        (error: unknown) => {
          this.#deps.report(new Error(`introspection at ${issuer.id}: ${error instanceof Error ? error.message : ''}`))
          this.#keep(digest, issuer, away(issuer), awayMs)
        },
      )
      .finally(() => {
        const waited = this.#asked.get(digest) ?? []
        this.#asked.delete(digest)
        for (const done of waited) this.#tell(done)
      })
  }

  /** What one of them does wrong is not the others' harm. */
  #tell(done: () => void): void {
    try {
      done()
    } catch (error) {
      this.#deps.report(error)
    }
  }

  async #answerOf(issuer: KnownIssuer, token: string): Promise<FoundToken> {
    const { introspection } = issuer
    if (introspection === undefined) throw new Error('it is not asked')
    const secret = this.#deps.secret(introspection.secret)
    if (secret === undefined) throw new Error('its client secret is not here')
    const answer = await introspect(introspection, secret, token, this.#deps.rules)
    const read = introspectedToken(answer, issuer, Date.now() + believedMs)
    return read.ok ? { ok: true, kept: keepToken(read.token) } : read
  }

  #keep(digest: string, issuer: KnownIssuer, found: FoundToken, ms: number): void {
    if (this.#answers.size >= mostKept) {
      const [oldest] = this.#answers.keys()
      if (oldest !== undefined) this.#answers.delete(oldest)
    }
    this.#answers.delete(digest)
    this.#answers.set(digest, { issuer, until: Date.now() + ms, found })
  }
}

function away(issuer: KnownIssuer): FoundToken {
  return { ok: false, code: 'token_needs_asking', detail: null, issuer }
}
