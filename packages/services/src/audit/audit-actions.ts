import type { AuditSearch } from '@gatehouse/contracts/audit-filter'
import type { Database } from '@gatehouse/db/client'

/** Every action that stands in the log: each is one step in the index on actions, not a look at every row. */
export async function existingActions(pool: Database['pool']): Promise<string[]> {
  const { rows } = await pool.query<{ action: string }>(
    `WITH RECURSIVE step AS (
       (SELECT action FROM audit_log ORDER BY action LIMIT 1)
       UNION ALL
       SELECT (SELECT l.action FROM audit_log l WHERE l.action > s.action ORDER BY l.action LIMIT 1)
       FROM step s WHERE s.action IS NOT NULL
     ) SELECT action FROM step WHERE action IS NOT NULL`,
  )
  return rows.map(({ action }) => action).sort()
}

/** The search with whole actions in the place of first parts, so that the index finds them; one that finds nothing stays and does so. */
export async function withWholeActions(pool: Database['pool'], search: AuditSearch): Promise<AuditSearch> {
  const asked = search.action ?? []
  if (asked.length === 0) return search
  const existing = await existingActions(pool)
  const found = existing.filter((action) => asked.some((one) => action === one || action.startsWith(`${one}.`)))
  return { ...search, action: found.length > 0 ? found : asked }
}
