import type { GatewayView } from '@gatehouse/contracts/endpoints/gateways'
import { snapshotIssue, stalenessRule } from '@gatehouse/contracts/snapshot'
import { type AckBatch, ackBatch } from '@gatehouse/contracts/sync'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import type { Db } from '../apis/find-version.ts'
import { toStageRef } from '../stages/stage-view.ts'
import { isConnected } from './connected.ts'

const issues = z.array(snapshotIssue)
const include = { stage: true } satisfies Prisma.GatewayInclude

/** Gateways by stage order and name; only those that were not removed. */
export async function loadGatewayViews(
  db: Db,
  now: Date,
  where: { id?: string; stageId?: string },
): Promise<GatewayView[]> {
  const rows = await db.gateway.findMany({
    where: { ...where, removedAt: null },
    include,
    orderBy: [{ stage: { position: 'asc' } }, { name: 'asc' }],
  })
  const ids = rows.map(({ id }) => id)
  const stageIds = [...new Set(rows.map(({ stageId }) => stageId))]
  const current = await db.$queryRaw<{ stage_id: string; seq: bigint; hash: string }[]>`
    SELECT DISTINCT ON (stage_id) stage_id, seq, hash FROM stage_snapshot WHERE stage_id = ANY(${stageIds}::text[])
    ORDER BY stage_id, seq DESC`
  const acks = await db.$queryRaw<
    { gateway_id: string; seq: bigint; hash: string; outcome: string; issues: unknown; received_at: Date }[]
  >`
    SELECT DISTINCT ON (gateway_id, outcome) gateway_id, seq, hash, outcome, issues, received_at FROM gateway_ack
    WHERE gateway_id = ANY(${ids}::text[]) AND kind = 'snapshot' ORDER BY gateway_id, outcome, seq DESC`
  const behind = await db.$queryRaw<{ gateway_id: string; n: bigint }[]>`
    SELECT g.id AS gateway_id, count(c.seq) AS n FROM gateway g
    LEFT JOIN change_log c ON c.channel = 'access' AND (c.stage_id IS NULL OR c.stage_id = g.stage_id)
      AND c.seq > coalesce((g.status->>'accessSeq')::bigint, 0)
    WHERE g.id = ANY(${ids}::text[]) GROUP BY g.id`
  return rows.map((row) => {
    const status = readStatus(row.status)
    const snapshot = current.find(({ stage_id }) => stage_id === row.stageId)
    const applied = acks.find((ack) => ack.gateway_id === row.id && ack.outcome === 'applied')
    const refused = acks.find((ack) => ack.gateway_id === row.id && ack.outcome === 'refused')
    const refusing = refused !== undefined && (applied === undefined || refused.seq > applied.seq)
    const connected = isConnected(row.lastSeenAt, now)
    const refusesFrom = refusesFromOf(row)
    const away = refusesFrom !== null && refusesFrom <= now ? 'stale' : 'away'
    const hash = status?.snapshotHash ?? applied?.hash ?? null
    return {
      id: row.id,
      name: row.name,
      stage: toStageRef(row.stage),
      health: row.lastSeenAt === null ? 'never-seen' : !connected ? away : refusing ? 'refusing' : 'connected',
      enrolledAt: row.enrolledAt.toISOString(),
      lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
      refusesFrom: refusesFrom?.toISOString() ?? null,
      address: row.address,
      build: row.build,
      startedAt: status ? new Date(status.startedAt).toISOString() : null,
      clockOffsetMs: status?.clockOffsetMs ?? null,
      requestsPerSecond: connected ? (status?.requestsPerSecond ?? null) : null,
      rssMb: status?.rssMb ?? null,
      unsentBytes: status?.unsentBytes ?? null,
      snapshot: {
        hash,
        current: snapshot !== undefined && hash === snapshot.hash,
        since: applied?.received_at.toISOString() ?? null,
        refused: refusing
          ? {
              hash: refused.hash,
              at: refused.received_at.toISOString(),
              issues: issues.safeParse(refused.issues).data ?? [],
            }
          : null,
      },
      accessBehind: Number(behind.find(({ gateway_id }) => gateway_id === row.id)?.n ?? 0n),
    }
  })
}

function refusesFromOf({ lastSeenAt, stage }: { lastSeenAt: Date | null; stage: { staleness: unknown } }): Date | null {
  const rule = stalenessRule.parse(stage.staleness)
  return rule.mode === 'serve' || lastSeenAt === null ? null : new Date(lastSeenAt.getTime() + rule.seconds * 1000)
}

function readStatus(column: unknown): AckBatch['status'] | undefined {
  return ackBatch.shape.status.safeParse(column).data
}
