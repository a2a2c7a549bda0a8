'use client'
import { listMyApplications } from '@gatehouse/contracts/endpoints/my-applications'
import { getMyQuotas, getMyUsageSeries } from '@gatehouse/contracts/endpoints/usage'
import type { Id } from '@gatehouse/contracts/ids'
import { Card } from '@gatehouse/ui/card'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { formatCompact, formatMicroseconds, formatPercent } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { QuotaBar } from '@gatehouse/ui/quota-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatTile } from '@gatehouse/ui/stat-tile'
import { formatClock } from '@gatehouse/ui/time'
import { ChartLine } from 'lucide-react'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { read } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { RankingCard } from './ranking-card.tsx'
import { UsageCharts } from './usage-charts.tsx'

const spans = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 }
const spanLabels = { hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days' }
const spanNames = ['hour', 'day', 'week', 'month'] as const
/** Refreshed in whole steps, so that one screen asks one question and caches answer it. */
const refreshMs = 10_000

/** Calls, errors, times and quotas of one's applications; each figure says how fresh it is. */
export function UsagePage() {
  const [{ application, span }, setFilters] = useQueryStates({
    application: parseAsString,
    span: parseAsStringLiteral(spanNames).withDefault('day'),
  })
  const applications = useRead(read(listMyApplications, { limit: 100 })).data?.items ?? []
  const of = application ? { applicationId: application as Id<'application'> } : {}
  const from = new Date(Math.floor(Date.now() / 60_000) * 60_000 - spans[span]).toISOString()
  const series = useRead(read(getMyUsageSeries, { from, ...of }), { every: () => refreshMs, keep: true })
  const quotas = useRead(read(getMyQuotas, of), { every: () => refreshMs })
  return (
    <Page>
      <PageHeader
        title="Usage"
        facts={
          series.data && (
            <span className="gh-tabular">Complete to {formatClock(series.data.completeTo, 'UTC', true)} UTC</span>
          )
        }
      />
      <FilterBar
        filters={[
          { id: 'span', label: 'Period', options: spanNames.map((value) => ({ value, label: spanLabels[value] })) },
          {
            id: 'application',
            label: 'Application',
            options: applications.map(({ id, name }) => ({ value: id, label: name })),
          },
        ]}
        values={{ span: [span], ...(application ? { application: [application] } : {}) }}
        onChange={(id, values) => void setFilters({ [id]: values.at(-1) ?? null })}
        onClear={() => void setFilters({ application: null, span: null })}
      />
      <Loaded query={series} what="usage" skeleton={<SkeletonCards count={4} />}>
        {(data) =>
          data.totals.requests === 0 ? (
            <EmptyState
              icon={<ChartLine aria-hidden />}
              title="No calls in this period"
              why="Figures appear here as soon as a key of yours is used."
              action={<LinkButton href="/apis">Find an API</LinkButton>}
            />
          ) : (
            <>
              <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                <StatTile label="Calls" value={formatCompact(data.totals.requests)} href="/requests" />
                <StatTile
                  label="Errors"
                  value={formatPercent((data.totals.requests - data.totals.successful) / data.totals.requests)}
                  definition="Share of calls that were answered with 4xx or 5xx, by the API or by the gateway."
                />
                <StatTile
                  label="Refused by the gateway"
                  value={formatCompact(data.totals.refused)}
                  definition="Calls that did not reach the API: no valid key, no access, limit reached, contract broken."
                />
                <StatTile
                  label="p95"
                  value={formatMicroseconds(data.totals.p95Us)}
                  definition="95 of 100 calls were answered within this time."
                />
              </div>
              <UsageCharts series={data} />
              <div className="grid items-start gap-6 lg:grid-cols-2">
                <RankingCard title="By operation" by="operation" from={from} application={application} />
                <RankingCard title="By key" by="credential" from={from} application={application} />
                <RankingCard title="By problem" by="code" from={from} application={application} />
              </div>
            </>
          )
        }
      </Loaded>
      {quotas.data && quotas.data.items.length > 0 && (
        <Card title="Quotas" description={<>Complete to {formatClock(quotas.data.completeTo, 'UTC', true)} UTC</>}>
          <ul className="grid gap-6 sm:grid-cols-2">
            {quotas.data.items.map((quota) => (
              <li key={`${quota.subscriptionId} ${quota.stage.id}`}>
                <QuotaBar
                  label={`${quota.product.name} · ${quota.plan.name} · ${quota.stage.name}`}
                  used={quota.used}
                  limit={quota.limit}
                  format="count"
                  resets={
                    <span>
                      {quota.application.name} · {quota.period === 'day' ? 'a day' : 'a month'} · resets{' '}
                      <RelativeTime value={quota.resetAt} />
                    </span>
                  }
                />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  )
}
