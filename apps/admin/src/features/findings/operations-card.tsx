'use client'
import type { FindingSideName, FindingsView } from '@gatehouse/contracts/endpoints/findings'
import { Button } from '@gatehouse/ui/button'
import { DataTable } from '@gatehouse/ui/data-table'
import { formatCount } from '@gatehouse/ui/format'
import { OperationName } from '../contracts/operation-name.tsx'
import { ModeWord } from './side-card.tsx'

type OperationsCardProps = {
  view: FindingsView
  chosen: string | null
  onChoose: (operationId: string | null) => void
  onChange: (side: FindingSideName, operation: FindingsView['operations'][number]) => void
}

/** Each operation with its modes and counts; modes can be set for one alone. */
export function OperationsCard({ view, chosen, onChoose, onChange }: OperationsCardProps) {
  const side = (name: FindingSideName, header: string) => ({
    id: name,
    header,
    width: 190,
    cell: (row: FindingsView['operations'][number]) => (
      <Button size="sm" variant="secondary" onClick={() => onChange(name, row)}>
        <ModeWord mode={view.revision === null ? undefined : row[name].mode} />
        <span className="sr-only">
          : change {name} validation of {row.method} {row.path}
        </span>
      </Button>
    ),
    value: (row: FindingsView['operations'][number]) => row[name].mode ?? '',
  })
  const total = (row: FindingsView['operations'][number]) =>
    row.request.reported + row.request.blocked + row.response.reported + row.response.blocked
  return (
    <DataTable
      caption="Operations with their validation"
      rows={view.operations}
      rowId={(row) => row.id}
      {...(chosen === null ? {} : { selectedId: chosen })}
      columns={[
        {
          id: 'operation',
          header: 'Operation',
          width: '34%',
          cell: (row) => <OperationName text={`${row.method} ${row.path}`} />,
          value: (row) => `${row.path} ${row.method}`,
        },
        side('request', 'Requests'),
        side('response', 'Responses'),
        {
          id: 'calls',
          header: 'Calls',
          align: 'right',
          width: 100,
          priority: 2,
          cell: (row) => formatCount(row.calls),
          value: (row) => row.calls,
        },
        {
          id: 'findings',
          header: 'With findings',
          align: 'right',
          width: 140,
          cell: (row) =>
            total(row) === 0 ? (
              '0'
            ) : (
              <Button
                size="sm"
                variant="secondary"
                aria-pressed={chosen === row.id}
                onClick={() => onChoose(chosen === row.id ? null : row.id)}
              >
                {formatCount(total(row))}
                <span className="sr-only">
                  : show places of {row.method} {row.path}
                </span>
              </Button>
            ),
          value: total,
        },
      ]}
    />
  )
}
