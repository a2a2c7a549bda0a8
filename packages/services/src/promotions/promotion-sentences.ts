import type { PromotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import type { ApprovalRule, CanaryRule } from '@gatehouse/contracts/stage-rules'

/** Sentences of a promotion. Page, terminal, mail and report show these and make none of their own. */

export type PromotionFacts = {
  api: string
  version: string
  number: number
  stage: string
  state: PromotionState
  reason: string | null
  gateways: number
  /** Number of what runs on the target now; null: nothing. */
  now: number | null
  canary: CanaryRule | null
  /** Not before; null: no time was asked for. */
  plannedFor: Date | null
  /** Until when the canary runs, or is watched. */
  until: string | null
  /** What it put on its stage runs there still. */
  live: boolean
}

/** `Promote Orders v2 r12 to Production` */
export function promotionTitle({
  api,
  version,
  number,
  stage,
}: Pick<PromotionFacts, 'api' | 'version' | 'number' | 'stage'>) {
  return `Promote ${api} ${version} r${number} to ${stage}`
}

/** `r12 → Production: 4 gateways, canary 10 % for 15 min, rolls back above 1 % errors. Keys, plans, stage values stay. Now: r11.` */
export function promotionSentence(facts: PromotionFacts): string {
  const { number, stage, reason, now, canary, until } = facts
  const because = reason === null ? '' : ` ${withDot(reason)}`
  switch (facts.state) {
    case 'checking':
    case 'blocked':
    case 'waiting':
    case 'ready': {
      const gateways = `${facts.gateways} ${facts.gateways === 1 ? 'gateway' : 'gateways'}`
      const runs = now === null ? 'Nothing runs there now.' : `Now: r${now}.`
      const planned = facts.plannedFor === null ? '' : `, not before ${timeText(facts.plannedFor.toISOString())}`
      return `r${number} → ${stage}: ${gateways}${canary ? `, ${canarySentence(canary)}` : ''}${planned}. Keys, plans, stage values stay. ${runs}`
    }
    case 'running':
      return `r${number} has ${canary?.weight ?? 0} % of the callers of ${stage}${until === null ? '' : ` until ${timeText(until)}`}${now === null ? '' : `; r${now} has the others`}.`
    case 'watching':
      return `r${number} has all callers of ${stage}${until === null ? '' : `, and is watched until ${timeText(until)}`}.`
    case 'done':
      if (reason !== null) return withDot(reason)
      return facts.live
        ? `r${number} runs on ${stage}.`
        : `r${number} ran on ${stage}; r${now ?? number} runs there now.`
    case 'stale':
      return `What was judged has moved.${because} Prepare it again.`
    case 'cancelled':
      return `Cancelled.${because}`
    case 'rolled-back':
      return `Taken back.${because}${now === null ? '' : ` ${stage} runs r${now}.`}`
  }
}

/** `canary 10 % for 15 min, rolls back above 1 % errors` */
export function canarySentence(rule: CanaryRule): string {
  const slow = rule.maxMeanMs === undefined ? '' : ` or ${rule.maxMeanMs} ms on average`
  return `canary ${rule.weight} % for ${minutesText(rule.minutes)}, rolls back above ${percentText(rule.maxErrorShare)} errors${slow}`
}

/** Which rule asks for how many approvals. */
export function approvalSentence(facts: {
  stage: string
  rule: ApprovalRule
  needed: number
  sensitive: boolean
  emergency: boolean
  /** One who approves must be a Security reviewer. */
  review: boolean
}): string {
  const { stage, rule, needed, sensitive, emergency, review } = facts
  const asked = rule.when === 'always' || sensitive ? rule.needed : 0
  if (review && asked === 0) return `It changes access on ${stage}, so a Security reviewer must approve it.`
  if (review)
    return `${approvalSentence({ ...facts, review: false })} It changes access, so one of them must be a Security reviewer.`
  const count = needed === 1 ? 'one approval' : `${needed} approvals`
  if (needed === 0)
    return rule.needed > 0
      ? `${stage} asks for approval only when something breaks or access gets wider; nothing does.`
      : `${stage} asks for no approval.`
  if (emergency && rule.needed < needed)
    return `It goes through a freeze of ${stage}, so ${count} of somebody else is needed.`
  if (rule.when === 'sensitive' && sensitive)
    return `${stage} asks for ${count} when something breaks or access gets wider, and this does.`
  return `${stage} asks for ${count} of somebody else than the requester.`
}

/** `10 %`, `0.5 %` */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`
}

function minutesText(minutes: number): string {
  if (minutes % 1_440 === 0) return `${minutes / 1_440} d`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`
}

/** Why it does not run yet although it may. */
export function plannedSentence({ plannedFor }: { plannedFor: Date | null }): string {
  return `It is planned for ${timeText(plannedFor?.toISOString() ?? '')} and does not run before. To run it sooner, cancel it and prepare one without that time.`
}

/** `2026-12-20 18:00 UTC` */
export function timeText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`
}

function withDot(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`
}
