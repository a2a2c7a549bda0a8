import { checkKey } from '@gatehouse/contracts/stage-rules'
import type { Transaction } from '@gatehouse/db/client'
import { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import { findPlacement } from '../deployments/find-placement.ts'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assess } from './assess.ts'
import { boundHashOf, loadBoundState, whatMoved } from './bound-state.ts'
import { judgePromotion } from './judge-promotion.ts'
import { type LoadedPromotion, promotionScope } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'
import { movePromotion } from './move-promotion.ts'
import { type PromotionMove, preparedStates } from './promotion-states.ts'
import { wakePromotion } from './wake-promotion.ts'
import type { PreparedState } from './weigh.ts'

const input = z.strictObject({ promotion: z.string().min(1).max(120) })

const moveTo: Readonly<Record<PreparedState, PromotionMove>> = {
  checking: 'check',
  blocked: 'block',
  waiting: 'wait',
  ready: 'ready',
}

/** Writes what a look at a prepared promotion finds; another act of a verb may call `settle` inside of its own transaction. */
export const settlePromotion = verb({
  name: 'promotion.settle',
  allowed: { systemOnly: true },
  input,
  scope: promotionScope,
  run: async ({ ctx, tx, input }) => {
    const row = await lockPromotion(tx, input.promotion)
    return { row, ...(await settle(tx, ctx, row)) }
  },
  audit: ({ result }) => settledEntry(result.row, result),
  answer: ({ row, state }) => ({ id: row.id, state }),
})

export type Settled = { state: string; reason: string | null }

/** The caller holds the version's lock and has just read the row. */
export async function settle(tx: Transaction, ctx: Context, row: LoadedPromotion): Promise<Settled> {
  if (!preparedStates.includes(row.state)) return { state: row.state, reason: row.stateReason }
  const found = await assess(tx, row, ctx.now())
  // Judging anew is slow: the next look does it before its transaction.
  if (found.kind === 'rejudge') return { state: row.state, reason: row.stateReason }
  if (found.kind === 'stale') {
    const state = await movePromotion(tx, ctx, row, 'stale', { reason: found.reason })
    return { state, reason: found.reason }
  }
  if (found.expired.length > 0)
    await tx.promotionCheck.updateMany({ where: { id: { in: found.expired } }, data: { override: Prisma.DbNull } })
  const { state, reason, boundHash } = found
  if (state === row.state) {
    if (boundHash !== row.boundHash || reason !== row.stateReason)
      await tx.promotion.update({
        where: { id: row.id },
        data: { boundHash, stateReason: reason, etag: { increment: 1 } },
      })
    return { state, reason }
  }
  await movePromotion(tx, ctx, row, moveTo[state], { ...(reason === null ? {} : { reason }), data: { boundHash } })
  return { state, reason }
}

export function settledEntry(row: LoadedPromotion, { state, reason }: Settled): AuditEntry {
  return {
    target: { kind: 'promotion', id: row.id },
    before: { state: row.state },
    after: { state, ...(reason === null ? {} : { reason }) },
  }
}

/** Ends the watch over a promotion that has taken all traffic. */
export const completePromotion = verb({
  name: 'promotion.complete',
  allowed: { systemOnly: true },
  input,
  scope: promotionScope,
  run: async ({ ctx, tx, input }) => {
    const row = await lockPromotion(tx, input.promotion)
    const state = row.state === 'watching' ? await movePromotion(tx, ctx, row, 'complete') : row.state
    return { row, state, reason: null }
  },
  audit: ({ result }) => settledEntry(result.row, result),
  answer: ({ row, state }) => ({ id: row.id, state }),
})

/** Judges a promotion anew whose missing stage values have been filled in; its checks run again, and approvals are asked for again. */
export async function rejudgePromotion(ctx: Context, row: LoadedPromotion): Promise<void> {
  const { version, stage, revision } = row
  const placement = await findPlacement(ctx.db.prisma, 'promote', version, stage, { revision: revision.number })
  const findings = await judgePromotion(ctx, placement, revision)
  await verb({
    name: 'promotion.judge',
    allowed: { systemOnly: true },
    input,
    scope: promotionScope,
    run: async ({ ctx, tx, input }) => {
      const locked = await lockPromotion(tx, input.promotion)
      const bound = await loadBoundState(tx, locked.version, locked.stage, findings.bound.revision)
      if (whatMoved(findings.bound, bound, stage, '') !== null || !preparedStates.includes(locked.state))
        throw new DomainError('changed_meanwhile')
      const boundHash = boundHashOf(findings.bound, [])
      await tx.promotionCheck.updateMany({
        where: { promotionId: locked.id },
        data: { state: 'waiting', verdict: null, evidence: {}, done: 0, total: 0, override: Prisma.DbNull },
      })
      const data = {
        findings,
        boundHash,
        stageValuesId: findings.bound.values?.id ?? null,
        runningId: placement.running?.id ?? null,
      }
      if (locked.state === 'checking') await tx.promotion.update({ where: { id: locked.id }, data })
      else await movePromotion(tx, ctx, locked, 'check', { data })
      await wakePromotion(tx, locked.id, ctx.now())
      return { row: locked, boundHash }
    },
    audit: ({ result: { row, boundHash } }) => ({
      target: { kind: 'promotion', id: row.id },
      before: { boundHash: row.boundHash },
      after: { boundHash, checks: row.checks.map(({ options }) => checkKey(options)) },
    }),
  })({ ctx, input: { promotion: row.id } })
}

/** Arranges the next look. */
export async function wakeAt(ctx: Context, id: string, at: Date): Promise<void> {
  await wakePromotion(ctx.db.prisma, id, at)
}
