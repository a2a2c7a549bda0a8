'use client'
import type { FindingsView } from '@gatehouse/contracts/endpoints/findings'
import { DataTable } from '@gatehouse/ui/data-table'
import { formatCount } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { TextLink } from '@gatehouse/ui/text-link'

/** Whom a switch to block would touch; their page says whom to write to. */
export function ApplicationsTable({ view }: { view: FindingsView }) {
  return (
    <DataTable
      caption="Applications with findings"
      rows={view.applications}
      rowId={(row) => row.id ?? 'unknown'}
      rowHref={(row) => (row.id === null ? undefined : `/applications/${row.id}`)}
      columns={[
        {
          id: 'application',
          header: 'Application',
          cell: (row) => row.name,
          value: (row) => row.name,
        },
        {
          id: 'team',
          header: 'Team',
          priority: 2,
          cell: (row) => <span className="text-muted">{row.team ?? '–'}</span>,
          value: (row) => row.team ?? '',
        },
        {
          id: 'reported',
          header: 'Would be refused',
          align: 'right',
          width: 150,
          cell: (row) => formatCount(row.request.reported + row.response.reported),
          value: (row) => row.request.reported + row.response.reported,
        },
        {
          id: 'blocked',
          header: 'Refused',
          align: 'right',
          width: 100,
          cell: (row) => formatCount(row.request.blocked + row.response.blocked),
          value: (row) => row.request.blocked + row.response.blocked,
        },
        {
          id: 'last',
          header: 'Last request',
          align: 'right',
          width: 140,
          cell: (row) =>
            row.lastAt && row.lastRequestId ? (
              <TextLink href={`/requests/${row.lastRequestId}`}>
                <RelativeTime value={row.lastAt} />
              </TextLink>
            ) : (
              '–'
            ),
          value: (row) => row.lastAt,
        },
      ]}
    />
  )
}
