'use client'
import type { requestSummary } from '@gatehouse/contracts/endpoints/usage'
import type { CursorPagerProps } from '@gatehouse/ui/cursor-pager'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatMicroseconds } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { Tone } from '@gatehouse/ui/tone'
import { Radio } from 'lucide-react'
import type { z } from 'zod'
import { OperationName } from '../contracts/operation-name.tsx'
import { titleOfCode } from './refusal-codes.ts'

export type RequestSummary = z.infer<typeof requestSummary>

export function statusTone(status: number): Tone {
  if (status < 300) return 'ok'
  if (status < 400) return 'info'
  return status < 500 ? 'warn' : 'bad'
}

export const sourceWords = { gateway: 'Gateway', backend: 'Backend', client: 'Client' } as const

type RequestsTableProps = {
  rows: RequestSummary[]
  filtered: boolean
  pager?: CursorPagerProps
  hide?: readonly string[]
}

export function RequestsTable({ rows, filtered, pager, hide = [] }: RequestsTableProps) {
  return (
    <DataTable
      caption="Requests, newest first"
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/requests/${row.id}`}
      {...(pager ? { pager } : {})}
      empty={
        filtered ? (
          <EmptyState title="No request matches" why="Nothing in the log fits all of these filters." />
        ) : (
          <EmptyState
            icon={<Radio aria-hidden />}
            title="No requests yet"
            why="What a gateway answers appears here within two seconds."
          />
        )
      }
      columns={[
        {
          id: 'request',
          header: 'Request',
          width: '30%',
          cell: (row: RequestSummary) => (
            <span className="block truncate font-normal">
              <OperationName text={`${row.method} ${row.path}`} />
            </span>
          ),
        },
        {
          id: 'status',
          header: 'Status',
          width: 230,
          unlabelled: true,
          cell: (row: RequestSummary) => (
            <StatusWord tone={statusTone(row.status)}>
              {row.status}
              {row.code ? ` ${titleOfCode(row.code)}` : row.statusSource === 'client' ? ' client gone' : ''}
            </StatusWord>
          ),
        },
        {
          id: 'api',
          header: 'API',
          priority: 2 as const,
          cell: (row: RequestSummary) =>
            row.api ? (
              <span className="block truncate">
                {row.api.name} {row.api.version}
              </span>
            ) : (
              <span className="text-subtle">none matched</span>
            ),
        },
        {
          id: 'application',
          header: 'Application',
          cell: (row: RequestSummary) =>
            row.application ? (
              <span className="block truncate">
                {row.application.name}
                {row.credential && <code className="ml-1.5 text-muted text-xs">…{row.credential.last4}</code>}
              </span>
            ) : (
              <span className="text-subtle">unknown</span>
            ),
        },
        {
          id: 'stage',
          header: 'Stage',
          width: 120,
          priority: 3 as const,
          cell: (row: RequestSummary) => row.stage.name,
        },
        {
          id: 'took',
          header: 'Took',
          width: 90,
          align: 'right' as const,
          cell: (row: RequestSummary) => formatMicroseconds(row.totalUs),
        },
        {
          id: 'when',
          header: 'When',
          width: 120,
          align: 'right' as const,
          cell: (row: RequestSummary) => <RelativeTime value={row.at} />,
        },
      ].filter((column) => !hide.includes(column.id))}
    />
  )
}
