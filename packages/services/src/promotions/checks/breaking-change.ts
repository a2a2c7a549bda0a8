import type { PromotionCheckKind } from '../check.ts'

/** Whether the change breaks what callers of the running revision rely on, by the rules of the contract diff. */
export const breakingChangeCheck: PromotionCheckKind<'breaking-change'> = {
  name: 'breaking-change',
  label: 'Breaking changes',
  needsSource: false,
  slow: false,
  run: async (_ctx, { stage, running, changes }) => {
    const sentences = changes.filter(({ severity }) => severity === 'breaking').map(({ sentence }) => sentence)
    const n = sentences.length
    return {
      passed: n === 0,
      verdict:
        running === null
          ? `Nothing ran on ${stage.name} before, so nothing can break there.`
          : n === 0
            ? `Nothing breaks what callers of r${running.number} rely on.`
            : `${n} ${n === 1 ? 'change breaks' : 'changes break'} what callers of r${running.number} rely on.`,
      evidence: { sentences },
    }
  },
}
