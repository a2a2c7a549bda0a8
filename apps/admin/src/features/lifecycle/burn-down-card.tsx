'use client'
import type { DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { Card } from '@gatehouse/ui/card'
import { formatCompact, plural } from '@gatehouse/ui/format'
import { formatClock, toMillis } from '@gatehouse/ui/time'
import { type ChartMark, TimeSeriesChart } from '@gatehouse/ui/time-series-chart'

/** Whether callers leave: applications and calls a day, with what was said and done to them. */
export function BurnDownCard({ view }: { view: DeprecationView }) {
  const { burnDown, program } = view
  const data = burnDown.days.map(({ day, calls, applications }) => ({ t: toMillis(day), calls, applications }))
  const begin = data[0]?.t ?? 0
  const today = data.at(-1)?.t
  const marks: ChartMark[] = [
    ...(program?.announcedAt ? [{ t: toMillis(program.announcedAt), label: 'Announced' }] : []),
    ...(program ? [{ t: toMillis(program.deprecatedAt), label: 'Deprecated' }] : []),
    ...(program?.brownOuts ?? []).map(({ from }) => ({ t: toMillis(from), label: 'Brown-out' })),
    ...(program?.sunsetAt ? [{ t: toMillis(program.sunsetAt), label: 'Sunset' }] : []),
  ].filter(({ t }) => t >= begin && t <= Date.now())
  const shared = { data, marks, syncId: 'burn-down', kind: 'bar' as const, height: 180 }
  const incomplete = today === undefined ? {} : { incompleteFrom: today }
  const now = data.at(-1)
  return (
    <Card
      title="Burn-down"
      description={`By day (UTC), complete to ${formatClock(burnDown.completeTo)} UTC. Calls answered 410 count: they still come.${burnDown.unknownCalls > 0 ? ` ${formatCompact(burnDown.unknownCalls)} more without a known application.` : ''}`}
    >
      <div className="grid gap-6 rail:grid-cols-2">
        <TimeSeriesChart
          {...shared}
          {...incomplete}
          title="Applications that call"
          note={now ? `${plural(now.applications, 'application')} today` : ''}
          series={[{ id: 'applications', label: 'Applications', color: 'accent' }]}
          format="count"
        />
        <TimeSeriesChart
          {...shared}
          {...incomplete}
          title="Calls"
          note={now ? `${formatCompact(now.calls)} today` : ''}
          series={[{ id: 'calls', label: 'Calls', color: 'neutral' }]}
        />
      </div>
    </Card>
  )
}
