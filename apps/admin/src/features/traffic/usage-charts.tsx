'use client'
import type { Id } from '@gatehouse/contracts/ids'
import { Card } from '@gatehouse/ui/card'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCompact, formatDuration, formatPercent } from '@gatehouse/ui/format'
import { Skeleton } from '@gatehouse/ui/skeleton'
import { formatClock } from '@gatehouse/ui/time'
import { TimeSeriesChart } from '@gatehouse/ui/time-series-chart'
import { ChartNoAxesColumn } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import type { Period } from './period.ts'
import { seriesRead } from './queries.ts'
import { chartData, errorShare, incompleteFrom, toMilliseconds } from './series-data.ts'
import { useWindow } from './use-window.ts'

export type UsageScope = {
  apiId?: Id<'api'>
  versionId?: Id<'version'>
  stageId?: Id<'stage'>
  applicationId?: Id<'application'>
}

/** Requests by outcome and how long they took, with one crosshair; a bucket opens its requests. */
export function UsageCharts({ scope, period }: { scope: UsageScope; period: Period }) {
  const { from, to } = useWindow(period.hours)
  const query = useRead(seriesRead({ ...scope, from, to, step: period.step }), { keep: true })
  const drill = `/traffic/requests?${new URLSearchParams(scope as Record<string, string>)}&from={from}&to={to}`
  return (
    <Loaded
      query={query}
      what="usage"
      needs="usage.read"
      skeleton={
        <div className="grid gap-6 rail:grid-cols-2">
          <Skeleton className="h-72" />
          <Skeleton className="h-72" />
        </div>
      }
    >
      {(series) =>
        series.totals.requests === 0 ? (
          <EmptyState
            icon={<ChartNoAxesColumn aria-hidden />}
            title="No requests in this time"
            why={`The gateways answered nothing that fits. Complete to ${formatClock(series.completeTo, 'UTC', true)} UTC.`}
          />
        ) : (
          <div className="grid items-start gap-6 rail:grid-cols-2">
            <Card>
              <TimeSeriesChart
                title="Requests"
                note={`${formatCompact(series.totals.requests)} · ${formatPercent(errorShare(series.totals))} errors · complete to ${formatClock(series.completeTo, 'UTC')} UTC`}
                data={chartData(series)}
                kind="bar"
                stacked
                series={[
                  { id: 'successful', label: 'Successful', color: 'accent' },
                  { id: 'clientErrors', label: 'Client errors', color: 'warn' },
                  { id: 'refused', label: 'Refused', color: 'neutral' },
                  { id: 'serverErrors', label: 'Server errors', color: 'bad' },
                ]}
                {...incompleteFrom(series)}
                syncId="usage"
                drillHref={drill}
              />
            </Card>
            <Card>
              <TimeSeriesChart
                title="Duration"
                note={`p95 ${formatDuration(toMilliseconds(series.totals.p95Us))}`}
                data={chartData(series)}
                series={[
                  { id: 'p50', label: 'p50', color: 'accent-soft' },
                  { id: 'p95', label: 'p95', color: 'accent-mid' },
                  { id: 'p99', label: 'p99', color: 'accent' },
                ]}
                format="duration"
                {...incompleteFrom(series)}
                syncId="usage"
                drillHref={drill}
              />
            </Card>
          </div>
        )
      }
    </Loaded>
  )
}
