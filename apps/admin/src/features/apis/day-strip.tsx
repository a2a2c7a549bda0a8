'use client'
import type { StageRef } from '@gatehouse/contracts/endpoints/stages'
import type { Id } from '@gatehouse/contracts/ids'
import { BarList } from '@gatehouse/ui/bar-list'
import { Card } from '@gatehouse/ui/card'
import { formatChange, formatCompact, formatDuration, formatPercent } from '@gatehouse/ui/format'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { Skeleton } from '@gatehouse/ui/skeleton'
import { StatTile } from '@gatehouse/ui/stat-tile'
import { formatClock } from '@gatehouse/ui/time'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { rankingRead, seriesRead } from '../traffic/queries.ts'
import { errorShare, errorsOf, toMilliseconds, type UsageSeries } from '../traffic/series-data.ts'
import { useWindow } from '../traffic/use-window.ts'
import { useVersion } from './version-context.tsx'

/** The last day of the last stage that runs it: calls, errors, p95, refusals by reason; the same day last week dashed. */
export function DayStrip({ stage }: { stage: StageRef }) {
  const { page } = useVersion()
  const { from, to, before } = useWindow(24)
  const scope = { versionId: page.version.id as Id<'version'>, stageId: stage.id as Id<'stage'> }
  const now = useRead(seriesRead({ ...scope, from, to, step: 'hour' }), { keep: true })
  const then = useRead(seriesRead({ ...scope, ...before, step: 'hour' }), { keep: true })
  const codes = useRead(rankingRead({ ...scope, from, to, by: 'code', limit: 3 }), { keep: true })
  return (
    <section className="flex flex-col gap-3">
      <SectionHeader
        title={`Last 24 hours on ${stage.name}`}
        {...(now.data ? { description: `Complete to ${formatClock(now.data.completeTo, 'UTC', true)} UTC` } : {})}
      />
      <Loaded compact query={now} what="usage" needs="usage.read" skeleton={<StripSkeleton />}>
        {(series) => (
          <div className="grid gap-4 sm:grid-cols-2 rail:grid-cols-4">
            <Tiles
              series={series}
              before={then.data}
              requests={`/traffic/requests?versionId=${scope.versionId}&stageId=${scope.stageId}`}
            />
            <Card title="Refusals by reason">
              {codes.data && codes.data.items.length > 0 ? (
                <BarList
                  label="Refusals by reason"
                  mono
                  items={codes.data.items.map((item) => ({
                    id: item.id,
                    label: item.name,
                    value: item.requests,
                    tone: 'warn',
                    href: `/traffic/requests?versionId=${scope.versionId}&stageId=${scope.stageId}&code=${item.id}`,
                  }))}
                />
              ) : (
                <p className="text-muted text-sm">{codes.data ? 'None refused.' : ' '}</p>
              )}
            </Card>
          </div>
        )}
      </Loaded>
    </section>
  )
}

function Tiles({
  series,
  before,
  requests,
}: {
  series: UsageSeries
  before: UsageSeries | undefined
  requests: string
}) {
  const incomplete = series.buckets.at(-1)?.incomplete ?? false
  const compare = (now: number, then: number | undefined, goodUp: boolean) => {
    if (then === undefined || then === 0) return {}
    const direction = now > then ? 'up' : now < then ? 'down' : 'flat'
    return {
      change: {
        text: formatChange(then, now),
        direction,
        against: 'the same day last week',
        ...(direction === 'flat' || goodUp ? {} : { good: direction === 'down' }),
      } as const,
    }
  }
  const errors = errorsOf(series.totals)
  return (
    <>
      <StatTile
        label="Calls"
        value={formatCompact(series.totals.requests)}
        href={requests}
        sparkline={{
          values: series.buckets.map((bucket) => bucket.requests),
          ...(before ? { before: before.buckets.map((bucket) => bucket.requests) } : {}),
          incomplete,
        }}
        {...compare(series.totals.requests, before?.totals.requests, true)}
      />
      <StatTile
        label="Errors"
        value={formatPercent(errorShare(series.totals))}
        definition="Share of requests answered 4xx or 5xx, by the gateway or the backend."
        sparkline={{
          values: series.buckets.map(errorsOf),
          ...(before ? { before: before.buckets.map(errorsOf) } : {}),
          incomplete,
        }}
        {...compare(errors, before ? errorsOf(before.totals) : undefined, false)}
        {...(series.totals.serverErrors > 0
          ? { note: `${formatCompact(series.totals.serverErrors)} by backend or gateway` }
          : {})}
      />
      <StatTile
        label="p95"
        value={formatDuration(toMilliseconds(series.totals.p95Us))}
        definition="95 of 100 requests were answered at least this fast, backend included."
        sparkline={{
          values: series.buckets.map((bucket) => toMilliseconds(bucket.p95Us)),
          ...(before ? { before: before.buckets.map((bucket) => toMilliseconds(bucket.p95Us)) } : {}),
          incomplete,
        }}
      />
    </>
  )
}

function StripSkeleton() {
  return (
    <div className="grid gap-4 sm:grid-cols-2 rail:grid-cols-4">
      {['calls', 'errors', 'p95', 'refusals'].map((id) => (
        <Skeleton key={id} className="h-28" />
      ))}
    </div>
  )
}
