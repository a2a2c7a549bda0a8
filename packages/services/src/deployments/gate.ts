import type { ChangeItem, CheckVerdict, DeployBlocker } from '@gatehouse/contracts/endpoints/deployment-views'
import { type GateCheck, gate } from '@gatehouse/contracts/stage-rules'
import type { Db } from '../apis/find-version.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { frozenAt, frozenSentence } from '../stages/freeze.ts'
import { describePlacement } from './describe-placement.ts'
import type { Placement } from './plan-placement.ts'

const mostSentences = 50

/**
 * Verdicts of the stage's gate on what would come onto it. A rollback passes no gate: it runs again what ran there, and it is the way out
 * of trouble. `changes`: when they are known already.
 */
export async function judgeGate(
  db: Db,
  placement: Placement,
  changes?: readonly ChangeItem[],
): Promise<CheckVerdict[]> {
  const checks = gate.parse(placement.stage.gate)
  if (placement.act === 'rollback' || placement.same || checks.length === 0) return []
  const found = changes ?? (await describePlacement(db, placement))
  return checks.flatMap((check) => judges[check.check]?.(check, placement, found) ?? [])
}

const judges: Partial<
  Record<GateCheck['check'], (check: GateCheck, placement: Placement, changes: readonly ChangeItem[]) => CheckVerdict>
> = {
  'breaking-change': (check, { stage, running }, changes) => {
    const sentences = changes.filter(({ severity }) => severity === 'breaking').map(({ sentence }) => sentence)
    const n = sentences.length
    return {
      check: check.check,
      required: check.required,
      passed: n === 0,
      sentence:
        running === null
          ? `Nothing ran on ${stage.name} before, so nothing can break there.`
          : n === 0
            ? `Nothing breaks what callers of r${running.revision.number} rely on.`
            : `${n} ${n === 1 ? 'change breaks' : 'changes break'} what callers of r${running.revision.number} rely on.`,
      sentences: sentences.slice(0, mostSentences),
    }
  },
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
