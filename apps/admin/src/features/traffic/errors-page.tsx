'use client'
import type { Id } from '@gatehouse/contracts/ids'
import { type ProblemEntry, problems } from '@gatehouse/contracts/problems'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { formatCount } from '@gatehouse/ui/format'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { CircleCheck } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { stagesRead } from '../stages/queries.ts'
import { periodOf } from './period.ts'
import { PeriodSelect } from './period-select.tsx'
import { rankingRead } from './queries.ts'
import { titleOfCode } from './refusal-codes.ts'
import { useWindow } from './use-window.ts'

/** Why requests fail: each reason with what it means and what to do, most frequent first. */
export function ErrorsPage() {
  const [filters, setFilters] = useQueryStates({ period: parseAsString, stageId: parseAsString })
  const period = periodOf(filters.period)
  const { from, to } = useWindow(period.hours)
  const stages = useRead(stagesRead())
  const scope = given({ stageId: filters.stageId as Id<'stage'> | null })
  const query = useRead(rankingRead({ ...scope, from, to, by: 'code', limit: 50 }), { keep: true })
  return (
    <Page width="full">
      <PageHeader title="Errors" facts="Reasons with which gateways refused or failed. Each opens its requests." />
      <FilterBar
        filters={[
          {
            id: 'stageId',
            label: 'Stage',
            options: (stages.data?.items ?? []).map((stage) => ({ value: stage.id, label: stage.name })),
          },
        ]}
        values={{ stageId: filters.stageId ? [filters.stageId] : [] }}
        onChange={(id, values) => void setFilters({ [id]: values[0] ?? null })}
        onClear={() => void setFilters({ stageId: null })}
        actions={<PeriodSelect period={period} onChange={(value) => void setFilters({ period: value })} />}
      />
      <Loaded query={query} what="usage" needs="usage.read" skeleton={<SkeletonTable rows={6} columns={4} />}>
        {({ items }) => (
          <DataTable
            caption="Reasons of errors"
            rows={items}
            rowId={(row) => row.id}
            rowHref={(row) =>
              `/traffic/requests?${new URLSearchParams({ code: row.id, from, ...(filters.stageId ? { stageId: filters.stageId } : {}) })}`
            }
            empty={
              <EmptyState
                icon={<CircleCheck aria-hidden />}
                title="Nothing was refused"
                why={`No gateway refused or failed a request in the ${period.label.replace('Last', 'last')}.`}
              />
            }
            columns={[
              {
                id: 'reason',
                header: 'Reason',
                width: '30%',
                cell: (row) => (
                  <span>
                    {titleOfCode(row.id)} <code className="font-normal text-muted text-xs">{row.id}</code>
                  </span>
                ),
              },
              {
                id: 'why',
                header: 'Why',
                priority: 2,
                cell: (row) => (
                  <span className="text-muted">{(problems as Record<string, ProblemEntry>)[row.id]?.why ?? ''}</span>
                ),
              },
              {
                id: 'requests',
                header: 'Requests',
                align: 'right',
                width: 110,
                cell: (row) => formatCount(row.requests),
                value: (row) => row.requests,
              },
              {
                id: 'last',
                header: 'Last',
                align: 'right',
                width: 130,
                cell: (row) => (row.lastAt ? <RelativeTime value={row.lastAt} /> : '–'),
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
