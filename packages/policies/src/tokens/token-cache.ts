import type { AccessReader } from '../access/reader.ts'
import { type KnownToken, type ReadToken, readToken } from './known-token.ts'
import type { NoMeaning, TokenMeaning } from './token-meaning.ts'
import type { TokenRegistry } from './token-registry.ts'

/** Tokens that a thread keeps; a power of two. An entry is about three kilobytes. */
const places = 2048

export type KeptToken = {
  readonly token: KnownToken
  /** Verdict of the revocations as of a state of their rows. */
  revokedAsOf: number
  revoked: boolean
  /** By version: what it means there. */
  readonly meanings: Map<string, TokenMeaning | NoMeaning>
}

export function keepToken(token: KnownToken): KeptToken {
  return { token, revokedAsOf: -1, revoked: false, meanings: new Map() }
}

/**
 * Tokens that were checked, by the SHA-256 of their text (never the text): a client sends one token many times, and a signature costs
 * a hundred times as much as this look. Good as long as issuers, keys and rules are the same.
 */
export class TokenCache {
  readonly #digests = new Array<string>(places).fill('')
  readonly #kept = new Array<KeptToken | null>(places).fill(null)
  #registry: TokenRegistry | null = null

  find(digest: string, registry: TokenRegistry): KeptToken | null {
    if (this.#registry !== registry) {
      this.#registry = registry
      this.#digests.fill('')
      this.#kept.fill(null)
      return null
    }
    const at = placeOf(digest)
    return this.#digests[at] === digest ? (this.#kept[at] ?? null) : null
  }

  keep(digest: string, token: KnownToken): KeptToken {
    const at = placeOf(digest)
    const kept = keepToken(token)
    this.#digests[at] = digest
    this.#kept[at] = kept
    return kept
  }
}

function placeOf(digest: string): number {
  return (digest.charCodeAt(4) | (digest.charCodeAt(5) << 8)) & (places - 1)
}

const caches = new WeakMap<AccessReader, TokenCache>()

/** One for each view of the table: a thread of a gateway has one. */
export function tokenCacheOf(reader: AccessReader): TokenCache {
  const known = caches.get(reader)
  if (known !== undefined) return known
  const made = new TokenCache()
  caches.set(reader, made)
  return made
}

export type FoundToken = { readonly ok: true; readonly kept: KeptToken } | Extract<ReadToken, { ok: false }>

/** The token of a text, checked now or before. `digest`: its SHA-256, `latin1`. */
export function findToken(text: string, digest: string, reader: AccessReader, registry: TokenRegistry): FoundToken {
  const cache = tokenCacheOf(reader)
  const kept = cache.find(digest, registry)
  if (kept !== null) return { ok: true, kept }
  const read = readToken(text, registry)
  return read.ok ? { ok: true, kept: cache.keep(digest, read.token) } : read
}

/** Whether any revocation refuses it. Looked up again only when one of them changed. */
export function isRevoked(kept: KeptToken, reader: AccessReader): boolean {
  const asOf = reader.revocationsAsOf
  if (kept.revokedAsOf === asOf) return kept.revoked
  const { revocationIds, issuedAt } = kept.token
  kept.revoked = revocationIds.some((id) => {
    const revocation = reader.findRevocationById(id)
    return revocation !== null && issuedAt <= revocation.notBefore
  })
  kept.revokedAsOf = asOf
  return kept.revoked
}
