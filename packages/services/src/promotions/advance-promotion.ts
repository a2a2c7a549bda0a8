import { asSystem, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { assess, freezeOf, isTooEarly } from './assess.ts'
import { holdPromotion, requesterStillMay } from './hold-promotion.ts'
import { findPromotion, type LoadedPromotion } from './load-promotion.ts'
import { preparedStates } from './promotion-states.ts'
import { type AdvanceHow, checkLeaseEnd, runChecks } from './run-checks.ts'
import { startPromotion } from './start-promotion.ts'
import { completePromotion, rejudgePromotion, settlePromotion, wakeAt } from './step-promotion.ts'

const mostRounds = 30

/**
 * Takes a promotion as far as it goes now: looks whether what was judged still is so, runs checks that wait, weighs them with approvals,
 * and puts the revision on its stage where it may go by itself. Safe to call at any time, from any process, any number of times at once:
 * each step looks again under the version's lock, and one that somebody else took is not taken twice. `slow: false` leaves the checks that
 * call something outside to the job.
 */
export async function advancePromotion(ctx: Context, id: string, how: AdvanceHow): Promise<void> {
  const system = asSystem(ctx, 'promotions')
  for (let round = 0; round < mostRounds; round += 1) {
    const row = await findPromotion(ctx.db.prisma, id)
    if (!row) return
    try {
      if (!(await step(system, row, how))) break
    } catch (error) {
      // Somebody else moved it between our look and our step: look again.
      if (!(error instanceof DomainError) || (error.code !== 'changed_meanwhile' && error.code !== 'promotion_move'))
        throw error
    }
  }
}

/** One step; false: there is none to take now, and the next look is arranged. */
async function step(ctx: Context, row: LoadedPromotion, how: AdvanceHow): Promise<boolean> {
  const now = ctx.now()
  if (row.state === 'watching') {
    if (row.watchUntil && row.watchUntil > now) return arrange(ctx, row, [row.watchUntil])
    await completePromotion({ ctx, input: { promotion: row.id } })
    return true
  }
  if (!preparedStates.includes(row.state)) return false
  const found = await assess(ctx.db.prisma, row, now)
  if (found.kind === 'rejudge') {
    await rejudgePromotion(ctx, row)
    return true
  }
  if (found.kind === 'stale' || found.state !== row.state || found.expired.length > 0) {
    await settlePromotion({ ctx, input: { promotion: row.id } })
    return true
  }
  if (row.state === 'checking' && (await runChecks(ctx, row, how))) return true
  const wakes = row.checks.flatMap((check) => [
    ...(check.override ? [new Date(check.override.expiresAt)] : []),
    ...(check.state === 'running' ? [checkLeaseEnd(check)] : []),
  ])
  if (row.state !== 'ready' || row.mode !== 'run') return arrange(ctx, row, wakes)
  const frozen = freezeOf(row, now)
  if (frozen) return arrange(ctx, row, [...wakes, new Date(frozen.until)])
  if (row.plannedFor && isTooEarly(row, now)) return arrange(ctx, row, [...wakes, row.plannedFor])
  if (!(await requesterStillMay(ctx.db.prisma, row))) {
    await holdPromotion({ ctx, input: { promotion: row.id } })
    return false
  }
  const { moved } = await startPromotion({ ctx, input: { promotion: row.id } })
  return moved
}

async function arrange(ctx: Context, row: LoadedPromotion, times: readonly Date[]): Promise<false> {
  if (times.length > 0) await wakeAt(ctx, row.id, new Date(Math.min(...times.map((at) => at.getTime()))))
  return false
}
