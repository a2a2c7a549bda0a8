'use client'
import type { Id } from '@gatehouse/contracts/ids'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { LinkButton } from '@gatehouse/ui/link-button'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { parseAsString, useQueryStates } from 'nuqs'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { TrafficTabs } from '../findings/traffic-tabs.tsx'
import { periodOf } from './period.ts'
import { PeriodSelect } from './period-select.tsx'
import { requestsRead } from './queries.ts'
import { RequestsTable } from './requests-table.tsx'
import { UsageCharts } from './usage-charts.tsx'

/** Traffic of one version: charts and the newest requests. */
export function VersionTrafficPage() {
  const { page } = useVersion()
  const [filters, setFilters] = useQueryStates({ period: parseAsString, stageId: parseAsString })
  const period = periodOf(filters.period)
  const scope = {
    versionId: page.version.id as Id<'version'>,
    ...(filters.stageId ? { stageId: filters.stageId as Id<'stage'> } : {}),
  }
  const query = useRead(requestsRead({ ...scope, limit: 20 }), { keep: true, every: () => 5_000 })
  return (
    <div className="flex flex-col gap-6">
      <TrafficTabs />
      <FilterBar
        filters={[
          {
            id: 'stageId',
            label: 'Stage',
            options: page.pipeline.map(({ stage }) => ({ value: stage.id, label: stage.name })),
          },
        ]}
        values={{ stageId: filters.stageId ? [filters.stageId] : [] }}
        onChange={(id, values) => void setFilters({ [id]: values[0] ?? null })}
        onClear={() => void setFilters({ stageId: null })}
        actions={<PeriodSelect period={period} onChange={(value) => void setFilters({ period: value })} />}
      />
      <UsageCharts scope={scope} period={period} />
      <section className="flex flex-col gap-3">
        <SectionHeader
          title="Newest requests"
          actions={
            <LinkButton size="sm" href={`/traffic/requests?${new URLSearchParams(scope)}`}>
              All requests
            </LinkButton>
          }
        />
        <Loaded
          compact
          query={query}
          what="requests"
          needs="request.read"
          skeleton={<SkeletonTable rows={8} columns={6} />}
        >
          {(data) => <RequestsTable rows={data.items} filtered={false} hide={['api']} />}
        </Loaded>
      </section>
    </div>
  )
}
