'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { listMyApplications, listMyStages } from '@gatehouse/contracts/endpoints/my-applications'
import { listMyRequests, type requestSummary } from '@gatehouse/contracts/endpoints/usage'
import { type Column, DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { formatMicroseconds } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Activity } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import type { z } from 'zod'
import { given, read } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { Method } from '../reference/method-badge.tsx'
import { statusToneOf } from './status-tone.ts'

type Summary = z.output<typeof requestSummary>

const filterParsers = {
  q: parseAsString,
  status: parseAsString,
  application: parseAsString,
  stage: parseAsString,
  code: parseAsString,
  operation: parseAsString,
  key: parseAsString,
  from: parseAsString,
  to: parseAsString,
}

/** One's own requests, newest first, two seconds behind at most. Filters live in the address. */
export function RequestsPage() {
  const [filters, setFilters] = useQueryStates(filterParsers)
  const { cursor, pager, reset } = usePaging()
  const input = given({
    q: filters.q,
    status: filters.status,
    applicationId: filters.application,
    stageId: filters.stage,
    code: filters.code,
    operationId: filters.operation,
    credentialId: filters.key,
    from: filters.from,
    to: filters.to,
    cursor,
  }) as EndpointInput<typeof listMyRequests>
  // Only the first page is alive: an older one would move under the reader.
  const query = useRead(read(listMyRequests, input), { every: () => (cursor ? false : 1_500), keep: true })
  const applications = useRead(read(listMyApplications, { limit: 100 })).data?.items ?? []
  const stages = useRead(read(listMyStages, {})).data?.items ?? []
  const change = (values: Partial<Record<keyof typeof filterParsers, string | null>>) => {
    reset()
    void setFilters(values)
  }
  const narrowed = Object.values(filters).some(Boolean)
  return (
    <Page width="full" className="mx-auto max-w-[1400px]">
      <PageHeader title="Requests" facts="Every request that came with a key of your applications." />
      <FilterBar
        search={{
          value: filters.q ?? '',
          placeholder: 'Path or request id',
          onChange: (text) => change({ q: text || null }),
        }}
        filters={[
          {
            id: 'status',
            label: 'Status',
            options: ['2xx', '3xx', '4xx', '5xx'].map((each) => ({ value: each, label: each })),
          },
          {
            id: 'application',
            label: 'Application',
            options: applications.map(({ id, name }) => ({ value: id, label: name })),
          },
          { id: 'stage', label: 'Stage', options: stages.map(({ id, name }) => ({ value: id, label: name })) },
          ...(['code', 'operation', 'key'] as const).flatMap((id) => {
            const value = filters[id]
            return value
              ? [{ id, label: filterLabels[id], options: [{ value, label: id === 'code' ? value : 'chosen' }] }]
              : []
          }),
        ]}
        values={Object.fromEntries(
          Object.entries(filters).flatMap(([id, value]) => (value && id !== 'q' ? [[id, [value]]] : [])),
        )}
        onChange={(id, values) => change({ [id]: values.at(-1) ?? null })}
        onClear={() => change(Object.fromEntries(Object.keys(filterParsers).map((id) => [id, null])))}
        actions={
          !cursor && query.data ? (
            <StatusWord tone="info" busy>
              Live
            </StatusWord>
          ) : undefined
        }
      />
      <Loaded query={query} what="request" skeleton={<SkeletonTable rows={10} columns={5} />}>
        {({ items, next }) => (
          <DataTable
            caption="Requests, newest first"
            columns={columns}
            rows={items}
            rowId={(row) => row.id}
            rowHref={(row) => `/requests/${row.id}`}
            stickyTop={56}
            empty={<NoRequests narrowed={narrowed} />}
            {...pager(next)}
          />
        )}
      </Loaded>
    </Page>
  )
}

const filterLabels = { code: 'Code', operation: 'Operation', key: 'Key' }

function NoRequests({ narrowed }: { narrowed: boolean }) {
  return narrowed ? (
    <EmptyState
      compact
      icon={<Activity aria-hidden />}
      title="No request matches"
      why="Remove a filter, or look further back in time."
    />
  ) : (
    <EmptyState
      icon={<Activity aria-hidden />}
      title="No requests yet"
      why="The first call with a key of yours shows here within two seconds."
      action={<LinkButton href="/apis">Find an API</LinkButton>}
    />
  )
}

const columns: Column<Summary>[] = [
  {
    id: 'request',
    header: 'Request',
    width: '36%',
    cell: (row) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <Method method={row.method} />
        <span className="truncate font-mono text-[13px]">{row.path}</span>
      </span>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    unlabelled: true,
    cell: (row) => (
      <StatusWord tone={statusToneOf(row.status)}>
        {row.status}
        {row.code && <span className="ml-1.5 font-mono text-muted text-xs">{row.code}</span>}
      </StatusWord>
    ),
  },
  { id: 'took', header: 'Took', align: 'right', width: 90, cell: (row) => formatMicroseconds(row.totalUs) },
  { id: 'application', header: 'Application', priority: 2, cell: (row) => row.application?.name ?? '–' },
  {
    id: 'key',
    header: 'Key',
    priority: 3,
    width: 90,
    cell: (row) => (row.credential ? `…${row.credential.last4}` : '–'),
  },
  { id: 'stage', header: 'Stage', priority: 2, width: 100, cell: (row) => row.stage.name },
  { id: 'at', header: 'When', align: 'right', width: 120, cell: (row) => <RelativeTime value={row.at} /> },
]
