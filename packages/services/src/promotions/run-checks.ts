import type { Json } from '@gatehouse/contracts/json'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import type { CheckOutcome, CheckSubject } from './check.ts'
import { findKind } from './check-kinds.ts'
import { subjectOfPromotion } from './find-subject.ts'
import type { StoredFindings } from './findings.ts'
import { judgeCheck, timeOf } from './judge-check.ts'
import { type LoadedPromotion, promotionScope } from './load-promotion.ts'
import { wakePromotion } from './wake-promotion.ts'

type CheckRow = LoadedPromotion['checks'][number]

/** How far one look goes. */
export type AdvanceHow = {
  /** Whether checks that call something outside are run, too. */
  slow: boolean
  /** Told of what a check threw that is no verdict. */
  onDefect?: (error: unknown) => void
}

/** A run that has not ended so long after its time is lost: its process is. */
const graceMs = 30_000

/** Until when a running check is taken for running. */
export function checkLeaseEnd(check: Pick<CheckRow, 'startedAt' | 'options'>): Date {
  return new Date((check.startedAt?.getTime() ?? 0) + timeOf(check.options) + graceMs)
}

/** Runs those checks of a promotion that wait, side by side. True: at least one was run here. */
export async function runChecks(ctx: Context, row: LoadedPromotion, how: AdvanceHow): Promise<boolean> {
  const now = ctx.now()
  const due = row.checks.filter(
    (check) =>
      (how.slow || !findKind(check.options.check)?.slow) &&
      (check.state === 'waiting' || (check.state === 'running' && checkLeaseEnd(check) <= now)),
  )
  if (due.length === 0) return false
  const subject = await subjectOfPromotion(ctx.db.prisma, row, row.findings.bound, row.findings.changes)
  const ran = await Promise.all(due.map((check) => runOne(ctx, row, check, subject, how)))
  return ran.includes(true)
}

/** One check: claimed, run within its time, written. False: another process has it. */
async function runOne(
  ctx: Context,
  row: LoadedPromotion,
  check: CheckRow,
  subject: CheckSubject,
  { onDefect }: AdvanceHow,
): Promise<boolean> {
  const db = ctx.db.prisma
  const attempt = check.attempt + 1
  const startedAt = ctx.now()
  const { count } = await db.promotionCheck.updateMany({
    where: { id: check.id, attempt: check.attempt, state: check.state },
    data: { state: 'running', attempt, startedAt, endedAt: null, done: 0, total: 0 },
  })
  if (count === 0) return false
  // Should this process end in the middle, somebody looks again.
  await wakePromotion(db, row.id, checkLeaseEnd({ ...check, startedAt }))
  const write = (done: number, total: number) =>
    db.promotionCheck.updateMany({ where: { id: check.id, attempt, state: 'running' }, data: { done, total } })
  const judged = await judgeCheck(ctx, check.options, subject, { write, ...(onDefect ? { onDefect } : {}) })
  await recordCheck({ ctx, input: { promotion: row.id, check: check.id, attempt, ...judged } })
  return true
}

const mostSentences = 50
const mostWords = 12

/** Writes the verdict of a run, unless another run of the check was begun meanwhile. */
const recordCheck = verb({
  name: 'promotion.check',
  allowed: { systemOnly: true },
  input: z.strictObject({
    promotion: z.string(),
    check: z.string(),
    attempt: z.number(),
    state: z.enum(['passed', 'failed', 'error']),
    outcome: z.custom<CheckOutcome>(),
  }),
  scope: promotionScope,
  run: async ({ ctx, tx, input }) => {
    const { outcome } = input
    const { sentences = [], requestIds = [], link = null } = outcome.evidence ?? {}
    const verdict = outcome.verdict.split(/\s+/).slice(0, mostWords).join(' ')
    const { count } = await tx.promotionCheck.updateMany({
      where: { id: input.check, attempt: input.attempt, state: 'running' },
      data: {
        state: input.state,
        verdict,
        evidence: { sentences: sentences.slice(0, mostSentences), requestIds: requestIds.slice(0, 200), link },
        endedAt: ctx.now(),
      },
    })
    if (count > 0 && outcome.impact) {
      // Of two checks that end at once neither may lose what the other found.
      await tx.$queryRaw`SELECT 1 FROM promotion WHERE id = ${input.promotion} FOR UPDATE`
      const { findings } = await tx.promotion.findUniqueOrThrow({ where: { id: input.promotion } })
      const applications = outcome.impact.applications.map((list) => list && [...list])
      const impact: StoredFindings['impact'] = { ...outcome.impact, applications }
      await tx.promotion.update({
        where: { id: input.promotion },
        data: { findings: { ...(findings as Record<string, Json>), impact } },
      })
    }
    return { verdict, written: count > 0 }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'promotion', id: input.promotion },
    after: { check: input.check, attempt: input.attempt, state: input.state, ...result },
  }),
})
