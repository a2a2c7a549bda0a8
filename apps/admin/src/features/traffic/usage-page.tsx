'use client'
import type { Id } from '@gatehouse/contracts/ids'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { parseAsString, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { apisRead } from '../apis/queries.ts'
import { OperationName } from '../contracts/operation-name.tsx'
import { stagesRead } from '../stages/queries.ts'
import { periodOf } from './period.ts'
import { PeriodSelect } from './period-select.tsx'
import { RankingCard } from './ranking-card.tsx'
import { UsageCharts, type UsageScope } from './usage-charts.tsx'
import { useWindow } from './use-window.ts'

/** What is called, by whom, how fast. */
export function UsagePage() {
  const [filters, setFilters] = useQueryStates({ period: parseAsString, stageId: parseAsString, apiId: parseAsString })
  const period = periodOf(filters.period)
  const stages = useRead(stagesRead())
  const apis = useRead(apisRead({ limit: 200 }))
  const scope = given({
    stageId: filters.stageId as Id<'stage'> | null,
    apiId: filters.apiId as Id<'api'> | null,
  }) as UsageScope
  const { from, to } = useWindow(period.hours)
  return (
    <Page>
      <PageHeader title="Usage" facts="Every request that the gateways answered. A bar opens its requests." />
      <FilterBar
        filters={[
          {
            id: 'stageId',
            label: 'Stage',
            options: (stages.data?.items ?? []).map((stage) => ({ value: stage.id, label: stage.name })),
          },
          {
            id: 'apiId',
            label: 'API',
            options: (apis.data?.items ?? []).map((api) => ({ value: api.id, label: api.name })),
          },
        ]}
        values={{
          stageId: filters.stageId ? [filters.stageId] : [],
          apiId: filters.apiId ? [filters.apiId] : [],
        }}
        onChange={(id, values) => void setFilters({ [id]: values[0] ?? null })}
        onClear={() => void setFilters({ stageId: null, apiId: null })}
        actions={<PeriodSelect period={period} onChange={(value) => void setFilters({ period: value })} />}
      />
      <UsageCharts scope={scope} period={period} />
      <div className="grid items-start gap-6 sm:grid-cols-2">
        <RankingCard
          title="Operations"
          question={{ ...scope, from, to, by: 'operation' }}
          href={(id) => `/traffic/requests?operationId=${id}`}
          label={(name) => <OperationName text={name} />}
        />
        <RankingCard
          title="Applications"
          question={{ ...scope, from, to, by: 'application' }}
          href={(id) => `/applications/${id}`}
        />
        {!scope.apiId && (
          <RankingCard title="APIs" question={{ ...scope, from, to, by: 'api' }} href={(id) => `/apis/${id}`} />
        )}
        <RankingCard
          title="Refusals by reason"
          mono
          question={{ ...scope, from, to, by: 'code' }}
          href={(code) => `/traffic/requests?code=${code}`}
        />
      </div>
    </Page>
  )
}
