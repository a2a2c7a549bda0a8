'use client'
import type { Id } from '@gatehouse/contracts/ids'
import { formatChange, formatCompact, formatDuration, formatPercent } from '@gatehouse/ui/format'
import { Skeleton } from '@gatehouse/ui/skeleton'
import { StatTile } from '@gatehouse/ui/stat-tile'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { seriesRead } from './queries.ts'
import { errorShare, errorsOf, toMilliseconds } from './series-data.ts'
import { useWindow } from './use-window.ts'

type Scope = { applicationId?: Id<'application'>; apiId?: Id<'api'> }

/** The last 24 hours in three numbers, against the same day last week. */
export function UsageStrip({ scope }: { scope: Scope }) {
  const { from, to, before } = useWindow(24)
  const now = useRead(seriesRead({ ...scope, from, to, step: 'hour' }), { keep: true })
  const then = useRead(seriesRead({ ...scope, ...before, step: 'hour' }), { keep: true })
  const query = new URLSearchParams(scope as Record<string, string>)
  return (
    <Loaded
      compact
      query={now}
      what="usage"
      needs="usage.read"
      skeleton={
        <div className="grid gap-4 sm:grid-cols-3">
          <Skeleton className="h-28" />
          <Skeleton className="h-28" />
          <Skeleton className="h-28" />
        </div>
      }
    >
      {(series) => {
        const incomplete = series.buckets.at(-1)?.incomplete ?? false
        const last = then.data?.totals.requests ?? 0
        return (
          <div className="grid gap-4 sm:grid-cols-3">
            <StatTile
              label="Requests, 24 h"
              value={formatCompact(series.totals.requests)}
              href={`/traffic/requests?${query}`}
              sparkline={{
                values: series.buckets.map((bucket) => bucket.requests),
                ...(then.data ? { before: then.data.buckets.map((bucket) => bucket.requests) } : {}),
                incomplete,
              }}
              {...(last > 0
                ? {
                    change: {
                      text: formatChange(last, series.totals.requests),
                      direction: series.totals.requests > last ? 'up' : series.totals.requests < last ? 'down' : 'flat',
                      against: 'the same day last week',
                    } as const,
                  }
                : {})}
            />
            <StatTile
              label="Errors"
              value={formatPercent(errorShare(series.totals))}
              definition="Share of requests answered 4xx or 5xx, by the gateway or the backend."
              sparkline={{ values: series.buckets.map(errorsOf), incomplete }}
              {...(errorsOf(series.totals) > 0 ? { note: `${formatCompact(errorsOf(series.totals))} requests` } : {})}
            />
            <StatTile
              label="p95"
              value={formatDuration(toMilliseconds(series.totals.p95Us))}
              definition="95 of 100 requests were answered at least this fast, backend included."
              sparkline={{ values: series.buckets.map((bucket) => toMilliseconds(bucket.p95Us)), incomplete }}
            />
          </div>
        )
      }}
    </Loaded>
  )
}
