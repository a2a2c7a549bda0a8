import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import type { Problem } from '@gatehouse/contracts/problems'
import type { Check } from './report.ts'

/** The checks of a promotion's gate, its blockers and its approval, as the report has them. */
export function promotionChecks(view: PromotionView): Check[] {
  const group = view.stage.name
  const checks = view.checks.map(({ label, required, state, verdict, evidence, override }): Check => {
    const failed = state === 'failed' || state === 'error'
    return {
      group,
      name: label,
      state: failed ? (required && override === null ? 'failed' : 'warned') : state === 'passed' ? 'passed' : 'waits',
      verdict: override ? `Overridden: ${override.reason}` : (verdict ?? state),
      details: evidence.sentences,
    }
  })
  // Verdicts of checks are blockers, too; they stand above already.
  const blockers = view.blockers
    .filter(({ kind }) => kind !== 'check')
    .map(({ kind, sentence }): Check => ({ group, name: kind, state: 'failed', verdict: sentence, details: [] }))
  return [...checks, ...blockers, ...approvalCheck(view), ...endCheck(view)]
}

function approvalCheck({ approval, stage, state }: PromotionView): Check[] {
  if (approval.needed === 0) return []
  const given = approval.decisions.filter(({ holds, decision }) => holds && decision === 'approved').length
  const approved = given >= approval.needed || ['running', 'watching', 'done'].includes(state)
  return [
    {
      group: stage.name,
      name: 'Approval',
      state: approved ? 'passed' : 'waits',
      verdict: approval.sentence,
      details: approval.who.map((name) => `May approve: ${name}`),
    },
  ]
}

const ends: Readonly<Partial<Record<PromotionView['state'], string>>> = {
  stale: 'It is stale',
  cancelled: 'It was cancelled',
  'rolled-back': 'It was rolled back',
}

function endCheck({ state, stateReason, stage }: PromotionView): Check[] {
  const verdict = ends[state]
  if (verdict === undefined) return []
  return [{ group: stage.name, name: 'Promotion', state: 'failed', verdict: stateReason ?? verdict, details: [] }]
}

/** What a refused deploy names: each check or blocker by itself. */
export function refusedChecks(group: string, name: string, problem: Problem): Check[] {
  const places = (problem.errors ?? []).map(({ expected }) => expected)
  return [{ group, name, state: 'failed', verdict: problem.detail ?? problem.title, details: places }]
}
