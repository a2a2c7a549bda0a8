import { recordingRule } from '@gatehouse/contracts/stage-rules'
import type { PromotionCheckKind } from '../promotions/check.ts'
import { findImpact } from './find-impact.ts'
import { impactSentence } from './impact-sentence.ts'

/** Which applications used, on the target stage, what a breaking change takes away or demands. */
export const consumerImpactCheck: PromotionCheckKind<'consumer-impact'> = {
  name: 'consumer-impact',
  label: 'Consumer impact',
  needsSource: false,
  slow: false,
  run: async (ctx, { version, stage, running, content, changes }, { days, maxApplications }) => {
    if (running === null)
      return { passed: true, verdict: `Nothing ran on ${stage.name} before: no application affected.` }
    const db = ctx.db.prisma
    const contents = [running.content, content]
    const impact = await findImpact(ctx, db, { versionId: version.id, stageId: stage.id, days, contents, changes })
    const found = {
      days,
      active: impact.active,
      applications: impact.changes.map((one) => one?.applications ?? null),
    }
    const breaking = changes.flatMap((change, index) =>
      change.severity === 'breaking' ? [{ change, impact: impact.changes[index] ?? null }] : [],
    )
    const link = `/apis/${version.api.slug}/${version.name}/changes`
    if (breaking.length === 0)
      return { passed: true, verdict: 'Nothing breaks: no application affected.', impact: found }
    const affected = new Set(breaking.flatMap((one) => one.impact?.ids ?? []))
    const unnamed = breaking.some((one) => one.impact?.unnamed)
    // Callers that nobody can name are felt as one: they cannot be asked either.
    const count = affected.size + (unnamed ? 1 : 0)
    const { features } = recordingRule.parse(stage.recording)
    const sentences = breaking
      .filter((one) => one.impact !== null && (one.impact.ids.length > 0 || one.impact.unnamed !== null))
      .map((one) => impactSentence(one.change, one.impact, days))
    if (!impact.called) sentences.push(`No call of this version on ${stage.name} is recorded in ${days} days.`)
    if (!features)
      sentences.push(`${stage.name} does not note what calls use, so every caller of a changed operation counts.`)
    return {
      passed: count <= maxApplications,
      verdict: verdictOf({ affected: affected.size, active: impact.active, unnamed, called: impact.called, days }),
      evidence: { sentences: sentences.slice(0, 50), link },
      impact: found,
    }
  },
}

type Facts = { affected: number; active: number; unnamed: boolean; called: boolean; days: number }

function verdictOf({ affected, active, unnamed, called, days }: Facts): string {
  if (!called) return `Breaking, but nobody called in ${days} days: no application affected.`
  if (affected === 0)
    return unnamed ? 'Breaking for callers without an application.' : 'Breaking, no application affected.'
  return `Breaking for ${affected} of ${active} active ${active === 1 ? 'application' : 'applications'}.`
}
