import { isManagementKey } from '@gatehouse/auth/management-keys'
import { type AssignmentRow, narrowGrants, toGrants } from '@gatehouse/auth/permissions'
import { hashSecret } from '@gatehouse/auth/session-token'
import type { Actor } from '@gatehouse/contracts/actor'
import type { Id } from '@gatehouse/contracts/ids'
import type { Database } from '@gatehouse/db/client'

export type KeyResolver = {
  /** The key's service account with what it may do now; undefined for a key that is unknown, expired, revoked or switched off, or whose maker is: he alone has seen it. */
  resolve: (key: string) => Promise<Actor | undefined>
  /** Writes what is pending and stops. */
  close: () => Promise<void>
}

type Row = { id: string; account_id: string; team_id: string; scopes: string[]; rights: AssignmentRow[] }

const sql = `SELECT k.id, k.scopes, a.id AS account_id, a.team_id, coalesce((
    SELECT json_agg(json_build_object('permissions', r.permissions, 'scope', ra.scope, 'teamId', ra.team_id, 'apiId', ra.api_id))
    FROM role_assignment ra JOIN role r ON r.id = ra.role_id WHERE ra.service_account_id = a.id AND ra.suspended_at IS NULL), '[]') AS rights
  FROM management_key k JOIN service_account a ON a.id = k.service_account_id
  WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2) AND a.deactivated_at IS NULL
    AND NOT EXISTS (SELECT FROM person p WHERE p.id = k.created_by AND p.deactivated_at IS NOT NULL)`

/**
 * Finds a management key's actor. Every request asks the database, so a revocation holds at once; "last used" is written in batches.
 * Writer beside verbs.
 */
export function createKeyResolver(options: {
  db: Database
  now?: () => Date
  /** How often "last used" is written; 30 s unless said. */
  flushMs?: number
  onError?: (error: unknown) => void
}): KeyResolver {
  const { db, now = () => new Date(), flushMs = 30_000, onError = () => undefined } = options
  let used = new Map<string, Date>()
  const flush = async () => {
    if (used.size === 0) return
    const batch = used
    used = new Map()
    await db.pool.query(
      `UPDATE management_key k SET last_used_at = greatest(k.last_used_at, u.at)
       FROM unnest($1::text[], $2::timestamptz[]) AS u(id, at) WHERE k.id = u.id`,
      [[...batch.keys()], [...batch.values()]],
    )
  }
  const timer = setInterval(() => flush().catch(onError), flushMs)
  timer.unref()
  return {
    async resolve(key) {
      if (!isManagementKey(key)) return undefined
      const at = now()
      const { rows } = await db.pool.query<Row>(sql, [hashSecret(key), at])
      const row = rows[0]
      if (row === undefined) return undefined
      used.set(row.id, at)
      return {
        kind: 'serviceAccount',
        serviceAccountId: row.account_id as Id<'serviceAccount'>,
        keyId: row.id as Id<'managementKey'>,
        teamId: row.team_id as Id<'team'>,
        grants: narrowGrants(toGrants(row.rights), row.scopes),
      }
    },
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
