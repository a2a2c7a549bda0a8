'use client'
import type { usageSeries } from '@gatehouse/contracts/endpoints/usage'
import { Card } from '@gatehouse/ui/card'
import { TimeSeriesChart } from '@gatehouse/ui/time-series-chart'
import type { z } from 'zod'

/** Calls by outcome, and how long they took; one crosshair for both. A press on a bucket lists its requests. */
export function UsageCharts({ series }: { series: z.output<typeof usageSeries> }) {
  const incomplete = series.buckets.find((bucket) => bucket.incomplete)
  const shared = {
    syncId: 'usage',
    drillHref: '/requests?from={from}&to={to}',
    ...(incomplete ? { incompleteFrom: Date.parse(incomplete.at) } : {}),
  }
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card>
        <TimeSeriesChart
          title="Calls"
          kind="bar"
          stacked
          format="count"
          data={series.buckets.map((bucket) => ({
            t: Date.parse(bucket.at),
            successful: bucket.successful,
            refused: bucket.refused,
            failed: Math.max(0, bucket.requests - bucket.successful - bucket.refused),
          }))}
          series={[
            { id: 'successful', label: 'Successful', color: 'accent' },
            { id: 'refused', label: 'Refused', color: 'warn' },
            { id: 'failed', label: 'Failed', color: 'bad' },
          ]}
          {...shared}
        />
      </Card>
      <Card>
        <TimeSeriesChart
          title="Time to answer"
          format="duration"
          data={series.buckets.map((bucket) => ({
            t: Date.parse(bucket.at),
            p50: bucket.p50Us === null ? null : bucket.p50Us / 1000,
            p95: bucket.p95Us === null ? null : bucket.p95Us / 1000,
          }))}
          series={[
            { id: 'p50', label: 'p50' },
            { id: 'p95', label: 'p95' },
          ]}
          {...shared}
        />
      </Card>
    </div>
  )
}
