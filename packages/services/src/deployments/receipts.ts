import type { ReceiptsView } from '@gatehouse/contracts/endpoints/deployment-views'
import { getReceipts as endpoint } from '@gatehouse/contracts/endpoints/deployments'
import { type SnapshotIssue, snapshotIssue } from '@gatehouse/contracts/snapshot'
import { z } from 'zod'
import { type Db, requireStage } from '../apis/find-version.ts'
import { isConnected } from '../gateways/connected.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { receiptsText } from './receipts-text.ts'

/** A change that gateways confirm. `at` stands in where the log no longer has it. */
export type ConfirmedChange = { seq: bigint; stageId: string | null; kind: 'snapshot' | 'access'; at: Date }

type Row = {
  n: bigint
  at: Date | null
  id: string
  name: string
  last_seen_at: Date | null
  enrolled_at: Date
  applied_at: Date | null
  refused_at: Date | null
  issues: unknown
}
const issueList = z.array(snapshotIssue)

/**
 * For each change, what each gateway of its stage said first at or past it. An application counts even after a refusal: then a
 * later snapshot, which has the change in it, was taken.
 */
export async function loadReceipts(db: Db, changes: readonly ConfirmedChange[], now: Date): Promise<ReceiptsView[]> {
  if (changes.length === 0) return []
  const rows = await db.$queryRaw<Row[]>`
    SELECT c.n, l.at, g.id, g.name, g.last_seen_at, g.enrolled_at, a.received_at AS applied_at, r.received_at AS refused_at, r.issues
    FROM unnest(${changes.map(({ seq }) => seq)}::bigint[], ${changes.map(({ stageId }) => stageId)}::text[], ${changes.map(({ kind }) => kind)}::text[])
      WITH ORDINALITY AS c(seq, stage_id, kind, n)
    JOIN gateway g ON (c.stage_id IS NULL OR g.stage_id = c.stage_id) AND g.removed_at IS NULL
    LEFT JOIN change_log l ON l.seq = c.seq
    LEFT JOIN LATERAL (SELECT received_at FROM gateway_ack
      WHERE gateway_id = g.id AND kind = c.kind AND seq >= c.seq AND outcome = 'applied' ORDER BY seq LIMIT 1) a ON true
    LEFT JOIN LATERAL (SELECT received_at, issues FROM gateway_ack
      WHERE gateway_id = g.id AND kind = c.kind AND seq >= c.seq AND outcome = 'refused' ORDER BY seq LIMIT 1) r ON true
    ORDER BY c.n, g.name, g.id`
  const byChange = Map.groupBy(rows, ({ n }) => Number(n))
  return changes.map((change, index) => {
    const own = byChange.get(index + 1) ?? []
    const at = own[0]?.at ?? change.at
    const gateways = own.map((row) => line(row, at, now))
    const lags = gateways.flatMap(({ state, lagMs }) => (state === 'confirmed' && lagMs !== null ? [lagMs] : []))
    const counts = {
      total: gateways.length,
      confirmed: gateways.filter(({ state }) => state === 'confirmed').length,
      refused: gateways.filter(({ state }) => state === 'refused').length,
      worstLagMs: lags.length === 0 ? null : Math.max(...lags),
    }
    return { seq: Number(change.seq), changedAt: at.toISOString(), ...counts, text: receiptsText(counts), gateways }
  })
}

/**
 * How many gateways of its stage have each change, for lists of thousands: by the last that each gateway said, in one pass, without times
 * and names.
 */
export async function countReceipts(
  db: Db,
  changes: readonly { seq: bigint; stageId: string }[],
): Promise<{ total: number; confirmed: number; refused: number }[]> {
  if (changes.length === 0) return []
  const rows = await db.$queryRaw<{ stage_id: string; applied: bigint | null; refused: bigint | null }[]>`
    SELECT g.stage_id, max(a.seq) FILTER (WHERE a.outcome = 'applied') AS applied, max(a.seq) FILTER (WHERE a.outcome = 'refused') AS refused
    FROM gateway g LEFT JOIN gateway_ack a ON a.gateway_id = g.id AND a.kind = 'snapshot'
    WHERE g.removed_at IS NULL GROUP BY g.id`
  const byStage = Map.groupBy(rows, ({ stage_id }) => stage_id)
  return changes.map(({ seq, stageId }) => {
    const gateways = byStage.get(stageId) ?? []
    const has = (last: bigint | null) => last !== null && last >= seq
    return {
      total: gateways.length,
      confirmed: gateways.filter(({ applied }) => has(applied)).length,
      refused: gateways.filter(({ applied, refused }) => !has(applied) && has(refused)).length,
    }
  })
}

function line(row: Row, changedAt: Date, now: Date): ReceiptsView['gateways'][number] {
  const state = row.applied_at ? 'confirmed' : row.refused_at ? 'refused' : 'waiting'
  const at = row.applied_at ?? row.refused_at
  const issues: SnapshotIssue[] = state === 'refused' ? (issueList.safeParse(row.issues).data ?? []) : []
  return {
    gatewayId: row.id,
    name: row.name,
    state,
    connected: isConnected(row.last_seen_at, now),
    at: at?.toISOString() ?? null,
    // A gateway that joined later took the change with everything else: that says nothing of speed.
    lagMs: at && row.enrolled_at <= changedAt ? Math.max(0, at.getTime() - changedAt.getTime()) : null,
    issues,
  }
}

/** Receipts of any change of the log, for the gateways of one stage or of all that it concerns. */
export const getReceipts = query({
  name: 'change.receipts',
  allowed: { permission: 'stage.read', anyMember: true, anyScope: true },
  input: endpoint.params.extend(endpoint.query.shape),
  run: async ({ ctx, db, input }) => {
    const change = await db.changeLog.findUnique({ where: { seq: BigInt(input.seq) } })
    if (!change) throw notFound()
    const stageId = input.stage === undefined ? change.stageId : (await requireStage(db, input.stage)).id
    const kind = change.channel === 'access' ? 'access' : 'snapshot'
    const [receipts] = await loadReceipts(db, [{ seq: change.seq, stageId, kind, at: change.at }], ctx.now())
    if (!receipts) throw notFound()
    return receipts
  },
})
