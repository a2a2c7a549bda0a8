'use client'
import { promotionState, promotionStates } from '@gatehouse/contracts/endpoints/promotion-views'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { ArrowRightToLine } from 'lucide-react'
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { stagesRead } from '../stages/queries.ts'
import { stateLooks } from './promotion-text.ts'
import { promotionsRead } from './queries.ts'

/** Every way from stage to stage, newest first. */
export function PromotionsPage() {
  const [filters, setFilters] = useQueryStates({
    state: parseAsStringEnum([...promotionStates]),
    stage: parseAsString,
    api: parseAsString,
  })
  const paging = usePaging()
  const mayStages = useMay('stage.read')
  const stages = useRead(stagesRead(), { enabled: mayStages.allowed })
  const query = useRead(promotionsRead(given({ ...filters, cursor: paging.cursor }) as object), {
    keep: true,
    every: () => 5_000,
  })
  const set = (next: Partial<typeof filters>) => {
    paging.reset()
    void setFilters(next)
  }
  const filtered = filters.state !== null || filters.stage !== null || filters.api !== null
  return (
    <Page width="full">
      <PageHeader
        title="Promotions"
        facts="Each way of a revision from one stage to the next, with what was checked and who agreed."
      />
      <FilterBar
        filters={[
          {
            id: 'state',
            label: 'State',
            options: promotionStates.map((state) => ({ value: state, label: stateLooks[state].word })),
          },
          {
            id: 'stage',
            label: 'To stage',
            options: (stages.data?.items ?? []).map((stage) => ({ value: stage.slug, label: stage.name })),
          },
        ]}
        values={{ state: filters.state ? [filters.state] : [], stage: filters.stage ? [filters.stage] : [] }}
        onChange={(id, values) =>
          id === 'state'
            ? set({ state: promotionState.safeParse(values[0]).data ?? null })
            : set({ stage: values[0] ?? null })
        }
        onClear={() => set({ state: null, stage: null, api: null })}
      />
      <Loaded query={query} what="promotions" needs="api.read" skeleton={<SkeletonTable rows={8} columns={4} />}>
        {(data) => (
          <DataTable
            caption="Promotions"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/promotions/${row.id}`}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                icon={<ArrowRightToLine aria-hidden />}
                title={filtered ? 'No such promotion' : 'Nothing was promoted yet'}
                why={
                  filtered
                    ? 'Nothing fits these filters.'
                    : 'A promotion takes what runs on one stage to the next. It begins on the page of an API, or in a pipeline.'
                }
              />
            }
            columns={[
              { id: 'title', header: 'Promotion', cell: (row) => <span className="font-medium">{row.title}</span> },
              {
                id: 'state',
                header: 'State',
                width: 200,
                unlabelled: true,
                cell: (row) => (
                  <StatusWord tone={stateLooks[row.state].tone} busy={stateLooks[row.state].busy ?? false}>
                    {stateLooks[row.state].word}
                  </StatusWord>
                ),
              },
              {
                id: 'since',
                header: 'Since',
                width: 160,
                cell: (row) => <RelativeTime value={row.stateSince} />,
              },
              {
                id: 'asked',
                header: 'Asked',
                width: 220,
                priority: 2,
                cell: (row) => (
                  <span>
                    <RelativeTime value={row.createdAt} />{' '}
                    <span className="text-muted">by {row.by.name || row.by.kind}</span>
                  </span>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
