import { isScimToken } from '@gatehouse/auth/scim/scim-tokens'
import { hashSecret } from '@gatehouse/auth/session-token'
import type { Actor } from '@gatehouse/contracts/actor'
import type { Id } from '@gatehouse/contracts/ids'
import type { Database } from '@gatehouse/db/client'

export type ScimTokenResolver = {
  /** The directory of a token; undefined for one that is unknown, expired or revoked, or whose directory is switched off. */
  resolve: (token: string) => Promise<{ tokenId: string; actor: Actor & { kind: 'directory' } } | undefined>
  /** Writes what is pending and stops. */
  close: () => Promise<void>
}

/** Finds the directory of a bearer token. Every request asks the database; "last used" is written in batches. Writer beside verbs. */
export function createScimTokenResolver(options: {
  db: Database
  now?: () => Date
  flushMs?: number
  onError?: (error: unknown) => void
}): ScimTokenResolver {
  const { db, now = () => new Date(), flushMs = 30_000, onError = () => undefined } = options
  let used = new Map<string, Date>()
  const flush = async () => {
    if (used.size === 0) return
    const batch = used
    used = new Map()
    await db.pool.query(
      `UPDATE scim_token t SET last_used_at = greatest(t.last_used_at, u.at)
       FROM unnest($1::text[], $2::timestamptz[]) AS u(id, at) WHERE t.id = u.id`,
      [[...batch.keys()], [...batch.values()]],
    )
  }
  const timer = setInterval(() => flush().catch(onError), flushMs)
  timer.unref()
  return {
    async resolve(token) {
      if (!isScimToken(token)) return undefined
      const at = now()
      const { rows } = await db.pool.query<{ id: string; provider: string }>(
        `SELECT t.id, t.identity_provider_id AS provider FROM scim_token t JOIN identity_provider p ON p.id = t.identity_provider_id
         WHERE t.hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2) AND p.enabled`,
        [hashSecret(token), at],
      )
      const row = rows[0]
      if (row === undefined) return undefined
      used.set(row.id, at)
      return {
        tokenId: row.id,
        actor: { kind: 'directory', identityProviderId: row.provider as Id<'identityProvider'> },
      }
    },
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
