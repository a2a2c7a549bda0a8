'use client'
import type { PipelineCard } from '@gatehouse/contracts/endpoints/apis'
import { formatChange, formatCompact, formatPercent } from '@gatehouse/ui/format'
import { Sparkline } from '@gatehouse/ui/sparkline'
import { useMay } from '../account/account-context.tsx'
import { errorShare } from '../traffic/series-data.ts'
import { useStagePulse } from './use-stage-traffic.ts'

/** Calls per minute and share of errors in the last hour, against the same hour last week. */
export function StagePulse({ card, versionId }: { card: PipelineCard; versionId: string }) {
  const may = useMay('usage.read')
  const { now, lastWeek } = useStagePulse(versionId, card.stage.id, may.allowed && card.deployment !== null)
  if (!may.allowed || !card.deployment) return null
  if (!now) return <p className="h-5" />
  const requests = now.totals.requests
  if (requests === 0) return <p className="text-muted">No calls in the last hour</p>
  const before = lastWeek?.totals.requests ?? 0
  return (
    <p className="flex items-center gap-2 text-muted">
      <Sparkline
        values={now.buckets.map((bucket) => bucket.requests)}
        label={`Calls on ${card.stage.name} in the last hour`}
        width={64}
        height={18}
        incomplete={now.buckets.at(-1)?.incomplete ?? false}
      />
      <span>
        {formatCompact(requests / 60)}/min · {formatPercent(errorShare(now.totals))} errors
        {before > 0 && ` · ${formatChange(before, requests)} in a week`}
      </span>
    </p>
  )
}
