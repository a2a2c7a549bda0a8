'use client'
import type { applicationView } from '@gatehouse/contracts/endpoints/applications'
import { type Column, DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCount } from '@gatehouse/ui/format'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { LayoutGrid } from 'lucide-react'
import type { z } from 'zod'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { CreateApplication } from './create-application.tsx'
import { applicationsRead } from './queries.ts'

export type ApplicationView = z.output<typeof applicationView>

/** Applications of all one's teams. */
export function ApplicationsPage() {
  const { cursor, pager } = usePaging()
  const query = useRead(applicationsRead(cursor), { keep: true })
  const empty = query.data?.items.length === 0 && !cursor
  return (
    <Page>
      <PageHeader
        title="Applications"
        facts="The programs that call. Keys, plans and limits belong to them."
        primary={empty ? undefined : <CreateApplication />}
      />
      <Loaded query={query} what="application" skeleton={<SkeletonTable rows={4} columns={4} />}>
        {({ items, next }) =>
          empty ? (
            <EmptyState
              icon={<LayoutGrid aria-hidden />}
              title="No application yet"
              why="An application is a program of yours that calls APIs. It holds the keys and the plans."
              action={<CreateApplication first />}
            />
          ) : (
            <DataTable
              caption="Applications"
              columns={columns}
              rows={items}
              rowId={(row) => row.id}
              rowHref={(row) => `/applications/${row.id}`}
              stickyTop={56}
              {...pager(next)}
            />
          )
        }
      </Loaded>
    </Page>
  )
}

const columns: Column<ApplicationView>[] = [
  {
    id: 'name',
    header: 'Name',
    width: '28%',
    cell: (row) => <span className="font-medium">{row.name}</span>,
    value: (row) => row.name,
  },
  {
    id: 'access',
    header: 'Access to',
    cell: (row) => {
      const open = row.subscriptions.filter(
        ({ state }) => state === 'active' || state === 'pending' || state === 'suspended',
      )
      const names = open.flatMap(({ apis }) => apis.map(({ apiName, versionName }) => `${apiName} ${versionName}`))
      const waiting = open.filter(({ state }) => state === 'pending').length
      return (
        <span className="flex flex-wrap gap-x-2">
          {[...new Set(names)].join(', ') || <span className="text-muted">nothing yet</span>}
          {waiting > 0 && <StatusWord tone="warn">{waiting} waiting</StatusWord>}
        </span>
      )
    },
  },
  { id: 'keys', header: 'Keys', align: 'right', width: 80, cell: (row) => formatCount(row.credentials) },
  { id: 'team', header: 'Team', priority: 2, cell: (row) => (row.team.personal ? 'Only you' : row.team.name) },
  {
    id: 'state',
    header: 'State',
    width: 110,
    unlabelled: true,
    cell: (row) => (
      <StatusWord tone={row.state === 'active' ? 'ok' : 'bad'}>
        {row.state === 'active' ? 'Active' : 'Suspended'}
      </StatusWord>
    ),
  },
  {
    id: 'used',
    header: 'Last call',
    align: 'right',
    priority: 2,
    width: 130,
    cell: (row) =>
      row.lastUsedAt ? <RelativeTime value={row.lastUsedAt} /> : <span className="text-muted">never</span>,
  },
]
