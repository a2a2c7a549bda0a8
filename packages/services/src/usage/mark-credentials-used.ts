import { decodeUsageEvent } from '@gatehouse/analytics/events/decode-usage-event'
import { readRecords } from '@gatehouse/analytics/events/record-frame'
import type { Context } from '../grammar/context.ts'

/** A shown "last used" is at most this old. */
const resolutionMs = 30_000
const marked = new Map<string, number>()

/** Notes when the credentials of a stored batch were last used; each at most twice a minute, so that hot keys cost no write per batch. */
export async function markCredentialsUsed(ctx: Context, stageId: string, bytes: Buffer): Promise<void> {
  const latest = new Map<string, number>()
  for (const { payload } of readRecords(bytes).records) {
    const used = usedCredential(payload)
    if (used && used.at - (marked.get(used.id) ?? 0) >= resolutionMs)
      latest.set(used.id, Math.max(used.at, latest.get(used.id) ?? 0))
  }
  if (latest.size === 0) return
  if (marked.size > 100_000) marked.clear()
  for (const [id, at] of latest) marked.set(id, at)
  const ids = [...latest.keys()].sort()
  await ctx.db.pool.query(
    `UPDATE credential c SET last_used_at = greatest(c.last_used_at, to_timestamp(t.at / 1000.0))
     FROM (SELECT * FROM unnest($1::text[], $2::bigint[]) AS u(id, at) ORDER BY id) t WHERE c.id = t.id AND c.stage_id = $3`,
    [ids, ids.map((id) => latest.get(id) ?? 0), stageId],
  )
}

function usedCredential(payload: Buffer): { id: string; at: number } | undefined {
  try {
    const { credentialId, at } = decodeUsageEvent(payload)
    return credentialId === undefined ? undefined : { id: credentialId, at }
  } catch {
    // The store has put it aside already.
    return undefined
  }
}
