import type { ExposureReport } from '@gatehouse/contracts/endpoints/exposure'
import type { Context } from '../grammar/context.ts'
import type { Seen } from '../reviews/what-runs.ts'
import { reportDays, reportStart } from './find-exposures.ts'

/** How many exposures of settings there were at the end of each day, from what the job wrote. */
export async function loadTrend(
  pool: Context['db']['pool'],
  ctx: Pick<Context, 'now'>,
  ask: { stageIds: readonly string[]; api?: string | undefined; team?: string | undefined; seen: Seen },
): Promise<ExposureReport['trend']> {
  const { rows } = await pool.query<{ day: string; kind: string | null; n: string }>(
    `SELECT d.day::date::text AS day, e.kind, count(e.operation_id) AS n
     FROM generate_series($1::timestamptz, $1::timestamptz + ($2 - 1) * interval '1 day', interval '1 day') AS d(day)
     LEFT JOIN LATERAL (
       SELECT e.kind, e.operation_id FROM exposure e
       JOIN operation o ON o.id = e.operation_id JOIN version v ON v.id = o.version_id JOIN api a ON a.id = v.api_id
       WHERE e.stage_id = ANY($3::text[]) AND e.since < d.day + interval '1 day' AND (e.until IS NULL OR e.until >= d.day + interval '1 day')
         AND ($4::text IS NULL OR a.id = $4 OR a.slug = $4) AND ($5::text IS NULL OR a.team_id = $5)
         AND ($6 OR a.team_id = ANY($7::text[]) OR a.id = ANY($8::text[]))
     ) e ON true
     GROUP BY 1, 2 ORDER BY 1`,
    [
      reportStart(ctx.now()),
      reportDays,
      [...ask.stageIds],
      ask.api ?? null,
      ask.team ?? null,
      ask.seen.all,
      [...ask.seen.teamIds],
      [...ask.seen.apiIds],
    ],
  )
  const byDay = Map.groupBy(rows, ({ day }) => day)
  return [...byDay].map(([day, own]) => {
    const of = (kind: string) => Number(own.find((row) => row.kind === kind)?.n ?? 0)
    return { day, unauthenticated: of('unauthenticated'), unlimited: of('unlimited'), unvalidated: of('unvalidated') }
  })
}
