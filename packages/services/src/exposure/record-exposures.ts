import type { Context } from '../grammar/context.ts'
import { asSystem } from '../grammar/context.ts'
import type { StageName } from '../reviews/what-runs.ts'
import { findExposures } from './find-exposures.ts'
import { type SettingKind, settingKinds } from './judge-exposure.ts'

/**
 * Keeps from when to when what was exposed: the report itself is computed, its history is not. Run each hour; two at once write the same
 * rows. What is seen for the first time began with the deployment that runs.
 */
export async function recordExposures(ctx: Context): Promise<void> {
  const system = asSystem(ctx, 'exposure')
  const { prisma, pool } = ctx.db
  const stages = (await prisma.stage.findMany({ orderBy: { position: 'asc' } })) as unknown as StageName[]
  const found = (await findExposures(prisma, system, { seen: { all: true, teamIds: [], apiIds: [] }, stages })).filter(
    (row) => row.operationId !== null && settingKinds.includes(row.kind as SettingKind),
  )
  const column = <T>(of: (row: (typeof found)[number]) => T) => found.map(of)
  const now = ctx.now()
  await pool.query(
    `WITH here AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS t(stage_id, operation_id, kind, since)),
     ended AS (
       UPDATE exposure e SET until = $5 WHERE e.until IS NULL AND NOT EXISTS (
         SELECT FROM here h WHERE h.stage_id = e.stage_id AND h.operation_id = e.operation_id AND h.kind = e.kind))
     INSERT INTO exposure (stage_id, operation_id, kind, since)
     SELECT h.stage_id, h.operation_id, h.kind,
       -- What was exposed before and came back began again now at the earliest.
       greatest(h.since, (SELECT max(e.until) FROM exposure e
         WHERE e.stage_id = h.stage_id AND e.operation_id = h.operation_id AND e.kind = h.kind))
     FROM here h JOIN operation o ON o.id = h.operation_id
     WHERE NOT EXISTS (SELECT FROM exposure e
       WHERE e.until IS NULL AND e.stage_id = h.stage_id AND e.operation_id = h.operation_id AND e.kind = h.kind)
     ON CONFLICT DO NOTHING`,
    [
      column(({ stage }) => stage.id),
      column(({ operationId }) => operationId),
      column(({ kind }) => kind),
      column(({ since }) => since),
      now,
    ],
  )
}
