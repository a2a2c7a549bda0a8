import type { receiptsView } from '@gatehouse/contracts/endpoints/applications'
import type { Id } from '@gatehouse/contracts/ids'
import type { z } from 'zod'
import type { Reader } from '../grammar/query.ts'

export type ReceiptsView = z.output<typeof receiptsView>

/** A gateway that has sent nothing for so long is away: its receipt is not waited for. */
const awayAfterMs = 20_000

type Row = {
  gateway_id: string
  name: string
  stage_id: string
  last_seen_at: Date | null
  outcome: string | null
  received_at: Date | null
  issues: { message: string }[] | null
}

/**
 * Receipts of one change: for each gateway that it concerns, the first acknowledgement at or past its sequence.
 * `channel` says which of the two cursors counts; `stageId` null: gateways of every stage.
 */
export async function readReceipts(
  db: Pick<Reader, '$queryRaw' | 'changeLog'>,
  change: { seq: bigint; channel: 'access' | 'snapshot'; stageId: string | null },
  now: Date,
): Promise<ReceiptsView | null> {
  const logged = await db.changeLog.findUnique({ where: { seq: change.seq }, select: { at: true } })
  if (!logged) return null
  const rows = await db.$queryRaw<Row[]>`
    SELECT g.id AS gateway_id, g.name, g.stage_id, g.last_seen_at, a.outcome, a.received_at, a.issues
    FROM gateway g
    LEFT JOIN LATERAL (
      SELECT outcome, received_at, issues FROM gateway_ack
      WHERE gateway_id = g.id AND kind = ${change.channel} AND seq >= ${change.seq}
      ORDER BY seq, received_at LIMIT 1
    ) a ON true
    WHERE g.removed_at IS NULL AND (${change.stageId}::text IS NULL OR g.stage_id = ${change.stageId})
      -- One that was enrolled later never had to be told.
      AND (g.enrolled_at <= ${logged.at} OR a.outcome IS NOT NULL)
    ORDER BY g.name`
  const gateways = rows.map((row): ReceiptsView['gateways'][number] => ({
    gatewayId: row.gateway_id as Id<'gateway'>,
    name: row.name,
    stageId: row.stage_id as Id<'stage'>,
    outcome: outcomeOf(row, now),
    lagMs:
      row.received_at && row.outcome === 'applied'
        ? Math.max(0, row.received_at.getTime() - logged.at.getTime())
        : null,
    issue: row.outcome === 'refused' ? (row.issues?.[0]?.message ?? 'refused') : null,
  }))
  const lags = gateways.flatMap(({ lagMs }) => (lagMs === null ? [] : [lagMs]))
  return {
    seq: change.seq.toString(),
    at: logged.at.toISOString(),
    confirmed: lags.length,
    total: gateways.length,
    worstLagMs: lags.length === 0 ? null : Math.max(...lags),
    gateways,
  }
}

function outcomeOf(row: Row, now: Date): ReceiptsView['gateways'][number]['outcome'] {
  if (row.outcome === 'applied' || row.outcome === 'refused') return row.outcome
  const seen = row.last_seen_at?.getTime() ?? 0
  return now.getTime() - seen > awayAfterMs ? 'away' : 'waiting'
}
