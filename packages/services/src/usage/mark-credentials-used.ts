import type { Context } from '../grammar/context.ts'

/** A shown "last used" is at most this old. */
const resolutionMs = 30_000
const marked = new Map<string, number>()

/** Notes when the credentials of a stored batch were last used; each at most twice a minute, so that hot keys cost no write per batch. */
export async function markCredentialsUsed(
  ctx: Context,
  stageId: string,
  uses: ReadonlyMap<string, number>,
): Promise<void> {
  const due = [...uses].filter(([id, at]) => at - (marked.get(id) ?? 0) >= resolutionMs).sort()
  if (due.length === 0) return
  if (marked.size > 100_000) marked.clear()
  for (const [id, at] of due) marked.set(id, at)
  await ctx.db.pool.query(
    `UPDATE credential c SET last_used_at = greatest(c.last_used_at, to_timestamp(t.at / 1000.0))
     FROM (SELECT * FROM unnest($1::text[], $2::bigint[]) AS u(id, at) ORDER BY id) t WHERE c.id = t.id AND c.stage_id = $3`,
    [due.map(([id]) => id), due.map(([, at]) => at), stageId],
  )
}
