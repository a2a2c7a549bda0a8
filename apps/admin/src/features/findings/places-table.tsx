'use client'
import type { FindingsView } from '@gatehouse/contracts/endpoints/findings'
import { DataTable } from '@gatehouse/ui/data-table'
import { formatCount } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { OperationName } from '../contracts/operation-name.tsx'
import { placeText } from './side-text.ts'

/** Places that break the contract; a row opens the last request that did. */
export function PlacesTable({ view, operationId }: { view: FindingsView; operationId: string | null }) {
  const names = new Map(view.operations.map(({ id, method, path }) => [id, `${method} ${path}`]))
  return (
    <DataTable
      caption="Places that break the contract"
      rows={view.places.filter((place) => operationId === null || place.operationId === operationId)}
      rowId={(row) => `${row.side} ${row.operationId} ${row.in} ${row.pointer} ${row.rule}`}
      rowHref={(row) => `/requests/${row.lastRequestId}`}
      columns={[
        {
          id: 'place',
          header: 'Place',
          width: '32%',
          cell: (row) => (
            <span className="[overflow-wrap:anywhere]">
              <span className="font-normal text-muted">{row.side === 'request' ? 'Request' : 'Response'} </span>
              <code>{placeText(row)}</code>
            </span>
          ),
          value: (row) => `${row.side} ${placeText(row)}`,
        },
        { id: 'rule', header: 'Rule', width: 150, cell: (row) => <code>{row.rule}</code>, value: (row) => row.rule },
        {
          id: 'operation',
          header: 'Operation',
          priority: 2,
          cell: (row) => <OperationName text={names.get(row.operationId) ?? ''} />,
          value: (row) => names.get(row.operationId) ?? '',
        },
        {
          id: 'reported',
          header: 'Would refuse',
          align: 'right',
          width: 120,
          cell: (row) => formatCount(row.reported),
          value: (row) => row.reported,
        },
        {
          id: 'blocked',
          header: 'Refused',
          align: 'right',
          width: 100,
          cell: (row) => formatCount(row.blocked),
          value: (row) => row.blocked,
        },
        {
          id: 'applications',
          header: 'Applications',
          align: 'right',
          width: 120,
          priority: 3,
          cell: (row) => formatCount(row.applications),
          value: (row) => row.applications,
        },
        {
          id: 'last',
          header: 'Last',
          align: 'right',
          width: 120,
          cell: (row) => <RelativeTime value={row.lastAt} />,
          value: (row) => row.lastAt,
        },
      ]}
    />
  )
}
