import type { planStageLimits } from '@gatehouse/contracts/endpoints/products'
import type { z } from 'zod'

type Limits = z.output<typeof planStageLimits>

/** A plan's limits, a sentence where they hold. */
export function limitSentences(limits: Limits, stageNames: ReadonlyMap<string, string>): string[] {
  const stages = Object.entries(limits.stages).map(
    ([id, own]) => `${limitText(own)} on ${stageNames.get(id) ?? 'a stage that is gone'}.`,
  )
  return [`${limitText(limits.default)}${stages.length === 0 ? '' : ' where nothing else is said'}.`, ...stages]
}

function limitText({ rate, quota }: Limits['default']): string {
  const parts = [
    rate === undefined || rate === null ? null : `${rate.limit} calls in ${rate.periodSeconds} s`,
    quota === undefined || quota === null ? null : `${quota.limit} calls a ${quota.period}`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'No limit' : `At most ${parts.join(', ')}`
}
