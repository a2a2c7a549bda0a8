import { type PlanLimits, planLimits } from '@gatehouse/contracts/access'
import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { Reader } from '../grammar/query.ts'
import { limitsOn } from '../publishing/access-rows.ts'

type Limits = { default?: unknown; stages?: Record<string, unknown> }

/** What another version of a plan makes of how much may be called; it changes nobody's operations. */
export async function limitSentences(db: Reader, change: ProposedChange): Promise<string[]> {
  if (change.kind !== 'plan') return []
  const current = await db.planVersion.findFirst({
    where: { planId: change.planId },
    orderBy: { number: 'desc' },
    select: { limits: true },
  })
  const subscribed = await db.subscription.count({ where: { planId: change.planId, state: 'active' } })
  const stages = await db.stage.findMany({ orderBy: { position: 'asc' }, select: { id: true, name: true } })
  const before = (current?.limits ?? {}) as Limits
  const texts = stages.map(({ id, name }) => ({
    name,
    text: limitChange(limitsOn(before, id), limitsOn(change.limits, id)),
  }))
  const changed = texts.filter(({ text }) => text !== null)
  if (changed.length === 0) return []
  const who = `${subscribed} ${subscribed === 1 ? 'application' : 'applications'} under this plan`
  const [first] = changed
  const everywhere = changed.length === stages.length && changed.every(({ text }) => text === first?.text)
  return everywhere ? [`${who}: ${first?.text}.`] : changed.map(({ name, text }) => `${who}, on ${name}: ${text}.`)
}

function limitChange(before: PlanLimits, after: PlanLimits): string | null {
  const [was, is] = [limitText(planLimits.parse(before)), limitText(planLimits.parse(after))]
  return was === is ? null : `${is} instead of ${was}`
}

function limitText({ rate, quota }: PlanLimits): string {
  const texts = [
    ...(rate === undefined ? [] : [`${rate.limit} calls in ${rate.periodSeconds} s`]),
    ...(quota === undefined ? [] : [`${quota.limit} calls a ${quota.period}`]),
  ]
  return texts.length === 0 ? 'no limit' : texts.join(' and ')
}
