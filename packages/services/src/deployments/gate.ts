import type { ChangeItem, CheckVerdict, DeployBlocker } from '@gatehouse/contracts/endpoints/deployment-views'
import { gate } from '@gatehouse/contracts/stage-rules'
import { actorColumn, asSystem, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { findKind } from '../promotions/check-kinds.ts'
import { subjectOfPlacement } from '../promotions/find-subject.ts'
import { judgeCheck } from '../promotions/judge-check.ts'
import { frozenAt, frozenSentence } from '../stages/freeze.ts'
import { describePlacement } from './describe-placement.ts'
import type { Placement } from './plan-placement.ts'

const mostSentences = 50

/**
 * Verdicts of the stage's gate on what would come onto it. A rollback passes no gate: it runs again what ran there, and it is the way out
 * of trouble. Checks that need a stage where it runs already are no matter of a deploy; those that ask something outside are not asked for
 * a preview. `changes`: when they are known already.
 */
export async function judgeGate(
  ctx: Context,
  placement: Placement,
  how: { preview: boolean; changes?: readonly ChangeItem[] },
): Promise<CheckVerdict[]> {
  const checks = gate.parse(placement.stage.gate)
  if (placement.act === 'rollback' || placement.same || checks.length === 0) return []
  const db = ctx.db.prisma
  const changes = how.changes ?? (await describePlacement(db, placement))
  const subject = await subjectOfPlacement(db, placement, actorColumn(ctx), changes, null)
  const system = asSystem(ctx, 'gate')
  const asked = checks.filter(({ check }) => {
    const kind = findKind(check)
    return !(kind?.needsSource && placement.fromStage === null) && !(how.preview && kind?.slow)
  })
  return Promise.all(
    asked.map(async (check) => {
      const { state, outcome } = await judgeCheck(system, check, subject)
      const sentences = [...(outcome.evidence?.sentences ?? [])]
      return {
        check: check.check,
        required: check.required,
        passed: state === 'passed',
        sentence: check.check === 'custom' ? `${check.name}: ${outcome.verdict}` : outcome.verdict,
        sentences: state === 'passed' ? [] : sentences.slice(0, mostSentences),
      }
    }),
  )
}

/** Required checks that failed, as blockers; the others only warn. */
export function gateBlockers(checks: readonly CheckVerdict[]): DeployBlocker[] {
  return checks
    .filter(({ required, passed }) => required && !passed)
    .map(({ check, sentence }) => ({ kind: 'check' as const, sentence, where: check }))
}

/** @throws DomainError `gate_failed`, with a sentence for each thing that a required check found. */
export function refuseAtGate(checks: readonly CheckVerdict[]): void {
  const failed = checks.filter(({ required, passed }) => required && !passed)
  if (failed.length === 0) return
  throw new DomainError('gate_failed', failed.map(({ sentence }) => sentence).join(' '), {
    errors: failed.flatMap(({ check, sentences }) =>
      sentences.map((sentence) => ({ in: 'body' as const, pointer: '', rule: check, expected: sentence })),
    ),
  })
}

/** The freeze that keeps a deploy or promotion from its stage now. A rollback is the way out of trouble: it stays possible. */
export function freezeBlockers({ act, stage }: Placement, now: Date): DeployBlocker[] {
  const frozen = act === 'rollback' ? null : frozenAt(stage.freezeWindows, now)
  return frozen === null ? [] : [{ kind: 'frozen', sentence: frozenSentence(stage.name, frozen), where: frozen.window }]
}

/** @throws DomainError `stage_frozen` while a freeze window of the stage holds. */
export function refuseFrozen(placement: Placement, now: Date): void {
  const [frozen] = freezeBlockers(placement, now)
  if (frozen) throw new DomainError('stage_frozen', frozen.sentence)
}
