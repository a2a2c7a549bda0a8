'use client'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { LinkButton } from '@gatehouse/ui/link-button'
import { LinkTabs } from '@gatehouse/ui/link-tabs'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Tag } from '@gatehouse/ui/tag'
import { AppWindow } from 'lucide-react'
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { productsRead } from '../products/queries.ts'
import { applicationsRead, waitingRead } from './queries.ts'

/** Tabs of the two lists about applications, with how many wait. */
export function ApplicationTabs({ current }: { current: 'applications' | 'access' }) {
  const waiting = useRead(waitingRead())
  const count = waiting.data?.items.length ?? 0
  return (
    <LinkTabs
      label="Applications"
      tabs={[
        { href: '/applications', label: 'Applications', current: current === 'applications' },
        {
          href: '/applications/access',
          label: 'Requests for access',
          current: current === 'access',
          ...(count > 0 ? { badge: waiting.data?.next ? `${count}+` : count } : {}),
        },
      ]}
    />
  )
}

export function ApplicationsPage() {
  const [filters, setFilters] = useQueryStates({
    q: parseAsString,
    state: parseAsStringEnum(['active', 'suspended']),
    productId: parseAsString,
    versionId: parseAsString,
  })
  const paging = usePaging()
  const products = useRead(productsRead({ limit: 200 }))
  const query = useRead(applicationsRead(given({ ...filters, cursor: paging.cursor }) as object), { keep: true })
  const set = (next: Record<string, string | null>) => {
    paging.reset()
    void setFilters(next as never)
  }
  const filtered = Object.values(filters).some(Boolean)
  return (
    <Page width="full">
      <PageHeader
        title="Applications"
        facts="Clients that developers registered, what they may call, and with which keys."
        menu={<LinkButton href="/applications/imports">Import keys</LinkButton>}
      >
        <ApplicationTabs current="applications" />
      </PageHeader>
      <FilterBar
        search={{ value: filters.q ?? '', placeholder: 'Search applications', onChange: (q) => set({ q: q || null }) }}
        filters={[
          {
            id: 'state',
            label: 'State',
            options: [
              { value: 'active', label: 'Active' },
              { value: 'suspended', label: 'Suspended' },
            ],
          },
          {
            id: 'productId',
            label: 'Product',
            options: (products.data?.items ?? []).map((product) => ({ value: product.id, label: product.name })),
          },
        ]}
        values={{
          state: filters.state ? [filters.state] : [],
          productId: filters.productId ? [filters.productId] : [],
        }}
        onChange={(id, values) => set({ [id]: values[0] ?? null })}
        onClear={() => set({ q: null, state: null, productId: null, versionId: null })}
        actions={filters.versionId && <Tag onRemove={() => set({ versionId: null })}>One version only</Tag>}
      />
      <Loaded
        query={query}
        what="applications"
        needs="application.read"
        skeleton={<SkeletonTable rows={8} columns={5} />}
      >
        {(data) => (
          <DataTable
            caption="Applications"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/applications/${row.id}`}
            {...paging.pager(data.next)}
            empty={
              filtered ? (
                <EmptyState title="No application matches" why="Nothing fits all of these filters at once." />
              ) : (
                <EmptyState
                  icon={<AppWindow aria-hidden />}
                  title="No applications yet"
                  why="Developers make them in the portal, when they get access to a product."
                />
              )
            }
            columns={[
              {
                id: 'application',
                header: 'Application',
                cell: (row) => (
                  <span>
                    {row.name}
                    <span className="block truncate font-normal text-muted text-xs">
                      {row.description || row.team.name}
                    </span>
                  </span>
                ),
              },
              {
                id: 'state',
                header: 'State',
                width: 130,
                unlabelled: true,
                cell: (row) => (
                  <StatusWord tone={row.state === 'active' ? 'ok' : 'bad'}>
                    {row.state === 'active' ? 'Active' : 'Suspended'}
                  </StatusWord>
                ),
              },
              {
                id: 'team',
                header: 'Team',
                width: 160,
                priority: 2,
                cell: (row) => (row.team.personal ? 'Personal' : row.team.name),
              },
              {
                id: 'access',
                header: 'Access',
                cell: (row) => {
                  const open = row.subscriptions.filter((one) => one.state === 'active')
                  const waiting = row.subscriptions.filter((one) => one.state === 'pending').length
                  return (
                    <span>
                      {open.map((one) => `${one.product.name}, ${one.plan.name}`).join(' · ') || '–'}
                      {waiting > 0 && <span className="text-warn-text"> {waiting} waiting</span>}
                    </span>
                  )
                },
              },
              { id: 'keys', header: 'Keys', align: 'right', width: 70, cell: (row) => row.credentials },
              {
                id: 'last',
                header: 'Last call',
                width: 130,
                align: 'right',
                cell: (row) =>
                  row.lastUsedAt ? <RelativeTime value={row.lastUsedAt} /> : <span className="text-subtle">never</span>,
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
