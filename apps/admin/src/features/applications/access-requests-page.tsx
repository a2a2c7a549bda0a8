'use client'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { Inbox } from 'lucide-react'
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { productsRead } from '../products/queries.ts'
import { ApplicationTabs } from './applications-page.tsx'
import { DecideButtons, SubscriptionActs } from './decide-buttons.tsx'
import { subscriptionsRead } from './queries.ts'
import { subscriptionTones, subscriptionWords } from './subscription-text.ts'

const states = ['pending', 'active', 'suspended', 'rejected', 'closed'] as const

/** Who asks for access to what, oldest need first in mind: what waits is shown unless one asks for more. */
export function AccessRequestsPage() {
  const [filters, setFilters] = useQueryStates({
    state: parseAsStringEnum([...states, 'all'] as string[]).withDefault('pending'),
    productId: parseAsString,
    open: parseAsString,
  })
  const paging = usePaging()
  const products = useRead(productsRead({ limit: 200 }))
  const query = useRead(
    subscriptionsRead(
      given({
        state: filters.state === 'all' ? null : filters.state,
        productId: filters.productId,
        cursor: paging.cursor,
      }) as object,
    ),
    { keep: true, every: () => 10_000 },
  )
  const set = (next: Record<string, string | null>) => {
    paging.reset()
    void setFilters(next as never)
  }
  return (
    <Page width="full">
      <PageHeader
        title="Requests for access"
        facts="A plan that needs approval lets an application in only after a decision here."
      >
        <ApplicationTabs current="access" />
      </PageHeader>
      <FilterBar
        filters={[
          {
            id: 'state',
            label: 'State',
            options: [
              ...states.map((one) => ({ value: one, label: subscriptionWords[one] })),
              { value: 'all', label: 'All' },
            ],
          },
          {
            id: 'productId',
            label: 'Product',
            options: (products.data?.items ?? []).map((product) => ({ value: product.id, label: product.name })),
          },
        ]}
        values={{ state: [filters.state], productId: filters.productId ? [filters.productId] : [] }}
        onChange={(id, values) => set({ [id]: values[0] ?? (id === 'state' ? 'all' : null) })}
        onClear={() => set({ state: null, productId: null })}
      />
      <Loaded
        query={query}
        what="requests for access"
        needs="application.read"
        skeleton={<SkeletonTable rows={6} columns={5} />}
      >
        {(data) => (
          <DataTable
            caption="Requests for access"
            rows={data.items}
            rowId={(row) => row.id}
            {...(filters.open ? { selectedId: filters.open } : {})}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                icon={<Inbox aria-hidden />}
                title={filters.state === 'pending' ? 'Nothing waits for a decision' : 'No such subscription'}
                why={
                  filters.state === 'pending'
                    ? 'Requests appear here when a developer asks for a plan that needs approval.'
                    : 'Nothing fits these filters.'
                }
              />
            }
            columns={[
              {
                id: 'application',
                header: 'Application',
                cell: (row) => (
                  <span>
                    <TextLink href={`/applications/${row.application.id}`} quiet className="font-medium">
                      {row.application.name}
                    </TextLink>
                    <span className="block text-muted text-xs">{row.application.team}</span>
                  </span>
                ),
              },
              {
                id: 'wants',
                header: 'Wants',
                cell: (row) => (
                  <span>
                    {row.product.name}, {row.plan.name}
                    <span className="block text-muted text-xs">
                      {row.apis.map((api) => `${api.apiName} ${api.versionName}`).join(', ')}
                    </span>
                  </span>
                ),
              },
              {
                id: 'note',
                header: 'Note',
                priority: 2,
                cell: (row) => <span className="text-muted">{row.reason ?? row.requestNote}</span>,
              },
              {
                id: 'when',
                header: 'Asked',
                width: 170,
                cell: (row) => (
                  <span>
                    <RelativeTime value={row.requestedAt} />
                    {row.requestedBy.name && <span className="text-muted"> by {row.requestedBy.name}</span>}
                  </span>
                ),
              },
              {
                id: 'state',
                header: 'State',
                width: 120,
                unlabelled: true,
                cell: (row) => (
                  <StatusWord tone={subscriptionTones[row.state]}>{subscriptionWords[row.state]}</StatusWord>
                ),
              },
              {
                id: 'acts',
                header: '',
                width: 180,
                align: 'right',
                unlabelled: true,
                cell: (row) =>
                  row.state === 'pending' ? (
                    <DecideButtons subscription={row} />
                  ) : (
                    <SubscriptionActs subscription={row} />
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
