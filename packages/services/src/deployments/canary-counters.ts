import type { AckBatch } from '@gatehouse/contracts/sync'
import type { Database } from '@gatehouse/db/client'

/** What a deployment has answered while the canary ran; `errors` are those of `calls`. */
export type CallFigures = { calls: number; errors: number; meanMs: number | null; maxMs: number }
export type CanaryFigures = { canary: CallFigures; current: CallFigures }

/**
 * Keeps what a gateway says of the deployments of running canaries; of others nothing is kept. Totals grow only, per process of the
 * gateway (`startedAt`): whatever comes twice or late changes nothing. What a process had served beside the canary before it began is
 * remembered as its base.
 */
export async function recordCanaryCounts(
  db: Database,
  gatewayId: string,
  { deployments, status }: Pick<AckBatch, 'deployments' | 'status'>,
): Promise<void> {
  if (deployments.length === 0) return
  await db.pool.query(
    `INSERT INTO canary_count AS kept (canary_id, deployment_id, gateway_id, since, base_requests, base_errors, base_latency_us,
       requests, errors, latency_us, max_latency_us, updated_at)
     SELECT c.id, d.id, g.id, $3, CASE WHEN fresh THEN 0 ELSE r.requests END, CASE WHEN fresh THEN 0 ELSE r.errors END,
       CASE WHEN fresh THEN 0 ELSE r."latencyUsSum" END, r.requests, r.errors, r."latencyUsSum", r."latencyUsMax", clock_timestamp()
     FROM jsonb_to_recordset($2::jsonb)
       AS r(id text, requests bigint, errors bigint, "latencyUsSum" bigint, "latencyUsMax" bigint)
     JOIN deployment d ON d.id = r.id
     -- A gateway speaks for its own stage.
     JOIN gateway g ON g.id = $1 AND g.stage_id = d.stage_id
     JOIN deployment c ON c.version_id = d.version_id AND c.stage_id = d.stage_id AND c.canary IS NOT NULL AND c.ended_at IS NULL
     CROSS JOIN LATERAL (SELECT c.id = d.id OR $3 >= c.started_at AS fresh) f
     ORDER BY c.id, d.id
     ON CONFLICT (canary_id, deployment_id, gateway_id, since) DO UPDATE SET
       requests = greatest(kept.requests, excluded.requests), errors = greatest(kept.errors, excluded.errors),
       latency_us = greatest(kept.latency_us, excluded.latency_us),
       max_latency_us = greatest(kept.max_latency_us, excluded.max_latency_us), updated_at = excluded.updated_at`,
    [gatewayId, JSON.stringify(deployments.map(whole)), new Date(status.startedAt)],
  )
}

/** Microseconds without fractions, as the columns keep them. */
function whole(counts: AckBatch['deployments'][number]): AckBatch['deployments'][number] {
  return { ...counts, latencyUsSum: Math.round(counts.latencyUsSum), latencyUsMax: Math.round(counts.latencyUsMax) }
}

/** Figures of canaries, by the canary's deployment id; all zero where no gateway has said anything. */
export async function readCanaryFigures(
  db: Pick<Database['pool'], 'query'>,
  canaryIds: readonly string[],
): Promise<Map<string, CanaryFigures>> {
  const { rows } = await db.query<Sums & { canary_id: string; is_canary: boolean }>(
    `SELECT canary_id, canary_id = deployment_id AS is_canary, sum(requests - base_requests)::float8 AS calls,
       sum(errors - base_errors)::float8 AS errors, sum(latency_us - base_latency_us)::float8 AS latency_us,
       max(max_latency_us)::float8 AS max_us
     FROM canary_count WHERE canary_id = ANY($1::text[]) GROUP BY 1, 2`,
    [canaryIds],
  )
  const figures = new Map<string, CanaryFigures>(
    canaryIds.map((id) => [id, { canary: figuresOf(nothing), current: figuresOf(nothing) }]),
  )
  for (const row of rows) {
    const found = figures.get(row.canary_id)
    if (found) found[row.is_canary ? 'canary' : 'current'] = figuresOf(row)
  }
  return figures
}

type Sums = { calls: number; errors: number; latency_us: number; max_us: number }
const nothing: Sums = { calls: 0, errors: 0, latency_us: 0, max_us: 0 }

function figuresOf({ calls, errors, latency_us, max_us }: Sums): CallFigures {
  return { calls, errors, meanMs: calls === 0 ? null : latency_us / calls / 1000, maxMs: max_us / 1000 }
}
