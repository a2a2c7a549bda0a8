import { canaryRule } from '@gatehouse/contracts/stage-rules'
import { asSystem, type Context } from '../grammar/context.ts'
import { finishCanary, rollBackCanary } from './canary.ts'
import { readCanaryFigures } from './canary-counters.ts'
import { type CanaryVerdict, judgeCanary } from './canary-verdict.ts'

export type CanaryJudgement = { deploymentId: string; verdict: CanaryVerdict }

/**
 * Judges all running canaries by what their gateways have counted, and does what follows. Any control plane may ask at any time: one of
 * them judges, and what a canary has become meanwhile is looked at again under its version's lock.
 */
export async function judgeCanaries(
  ctx: Context,
  onError: (deploymentId: string, error: unknown) => void = () => {},
): Promise<CanaryJudgement[]> {
  const client = await ctx.db.pool.connect()
  try {
    await client.query('BEGIN')
    const { rows: locks } = await client.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('gatehouse canaries', 0)) AS taken`,
    )
    if (locks[0]?.taken !== true) return []
    // By the stage, as the index of what runs is.
    const { rows } = await client.query<{ id: string; canary: unknown; started_at: Date }>(
      `SELECT d.id, d.canary, d.started_at FROM stage s JOIN deployment d ON d.stage_id = s.id AND d.ended_at IS NULL
       WHERE d.canary IS NOT NULL ORDER BY d.id`,
    )
    if (rows.length === 0) return []
    const figures = await readCanaryFigures(
      client,
      rows.map(({ id }) => id),
    )
    const judged: CanaryJudgement[] = []
    for (const { id, canary, started_at } of rows) {
      const found = figures.get(id)
      if (!found) continue
      const verdict = judgeCanary(canaryRule.parse(canary), found.canary, started_at, ctx.now())
      try {
        await execute(ctx, id, verdict)
        judged.push({ deploymentId: id, verdict })
      } catch (error) {
        // One that cannot be ended now must not keep the others from it; the next second tries again.
        onError(id, error)
      }
    }
    return judged
  } finally {
    await client.query('ROLLBACK').catch(() => {})
    client.release()
  }
}

async function execute(ctx: Context, deployment: string, verdict: CanaryVerdict): Promise<void> {
  const system = asSystem(ctx, 'canary')
  if (verdict.kind === 'roll-back') await rollBackCanary({ ctx: system, input: { deployment, reason: verdict.reason } })
  else if (verdict.kind === 'finish') await finishCanary({ ctx: system, input: { deployment } })
}
