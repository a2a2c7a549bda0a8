'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { listOperations } from '@gatehouse/contracts/endpoints/contracts'
import { Badge } from '@gatehouse/ui/badge'
import type { CursorPagerProps } from '@gatehouse/ui/cursor-pager'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Globe, KeyRound } from 'lucide-react'
import { OperationName } from './operation-name.tsx'
import { validationWords } from './validation-text.ts'

type OperationsTableProps = { data: EndpointOutput<typeof listOperations>; base: string; pager?: CursorPagerProps }

export function OperationsTable({ data, base, pager }: OperationsTableProps) {
  return (
    <DataTable
      caption="Operations of the working copy"
      rows={data.items}
      rowId={(row) => row.id}
      rowHref={(row) => `${base}/contract/${row.id}`}
      {...(pager ? { pager } : {})}
      empty={<EmptyState title="No operation matches" why="Nothing in the contract fits all of these filters." />}
      columns={[
        {
          id: 'operation',
          header: 'Operation',
          width: '42%',
          cell: (row) => (
            <span className="flex flex-wrap items-center gap-x-2">
              <span className={row.deprecated ? 'line-through decoration-subtle' : ''}>
                <OperationName text={row.key} />
              </span>
              {row.deprecated && <Badge tone="warn">Deprecated</Badge>}
              {row.change === 'new' && <Badge tone="info">New</Badge>}
              {row.change === 'changed' && <Badge tone="info">Changed</Badge>}
            </span>
          ),
        },
        {
          id: 'summary',
          header: 'Summary',
          priority: 2,
          cell: (row) => <span className="font-normal text-muted">{row.summary}</span>,
        },
        {
          id: 'access',
          header: 'Access',
          width: 124,
          cell: (row) =>
            row.access === 'key' ? (
              <StatusWord tone="neutral" icon={<KeyRound aria-hidden />}>
                Key
              </StatusWord>
            ) : (
              <StatusWord tone="warn" icon={<Globe aria-hidden />}>
                Anonymous
              </StatusWord>
            ),
        },
        {
          id: 'validation',
          header: 'Validation',
          width: 140,
          cell: (row) => (
            <StatusWord
              tone={
                row.settings.requestValidation === 'block'
                  ? 'ok'
                  : row.settings.requestValidation === 'off'
                    ? 'warn'
                    : 'info'
              }
            >
              {validationWords[row.settings.requestValidation]}
            </StatusWord>
          ),
        },
        {
          id: 'settings',
          header: 'Settings',
          width: 110,
          priority: 3,
          cell: (row) =>
            row.customised ? <Badge tone="accent">Customised</Badge> : <span className="text-subtle">Default</span>,
        },
      ]}
    />
  )
}
