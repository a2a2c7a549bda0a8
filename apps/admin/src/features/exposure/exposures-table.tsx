'use client'
import type { ExposureRow } from '@gatehouse/contracts/endpoints/exposure'
import type { CursorPagerProps } from '@gatehouse/ui/cursor-pager'
import { DataTable } from '@gatehouse/ui/data-table'
import { formatCount } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatDate } from '@gatehouse/ui/time'
import type { ReactNode } from 'react'
import { Sentence } from '../deployments/change-list.tsx'
import { kindTones, kindWords } from './exposure-text.ts'

/** Exposures, each with since when, who owns it and what to do about it. */
export function ExposuresTable({
  rows,
  empty,
  pager,
}: {
  rows: ExposureRow[]
  empty: ReactNode
  pager?: CursorPagerProps
}) {
  return (
    <DataTable
      caption="Exposures"
      rows={rows}
      rowId={(row) => [row.kind, row.stage.id, row.operationId, row.operation].join(' ')}
      empty={empty}
      {...(pager ? { pager } : {})}
      columns={[
        {
          id: 'operation',
          header: 'What',
          cell: (row) => (
            <span className="block min-w-0">
              <code className="font-medium [overflow-wrap:anywhere]">{row.operation}</code>
              <span className="block text-muted text-xs [overflow-wrap:anywhere]">
                <Sentence text={row.sentence} />
              </span>
              {/* What the columns say that have no room on a narrow screen. */}
              <span className="block text-muted text-xs rail:hidden">
                {row.stage.name}
                {row.api && ` · ${row.api.name} ${row.version?.name ?? ''}`}
                {row.calls > 0 && ` · ${formatCount(row.calls)} calls`}
                {' · '}
                <TextLink href={row.fix.href}>{row.fix.label}</TextLink>
              </span>
            </span>
          ),
        },
        {
          id: 'kind',
          header: 'Kind',
          width: 180,
          unlabelled: true,
          cell: (row) => <StatusWord tone={kindTones[row.kind]}>{kindWords[row.kind]}</StatusWord>,
        },
        {
          id: 'where',
          header: 'Where',
          width: 170,
          priority: 2,
          cell: (row) => (
            <span>
              {row.stage.name}
              <span className="block text-muted text-xs">
                {row.api ? `${row.api.name} ${row.version?.name ?? ''}` : 'no API'}
                {row.version?.state === 'draft' && ', a draft'}
              </span>
            </span>
          ),
        },
        {
          id: 'since',
          header: 'Since',
          width: 150,
          priority: 3,
          cell: (row) => (
            <span>
              <Since row={row} />
              {row.owner && <span className="block text-muted text-xs">{row.owner.name}</span>}
            </span>
          ),
        },
        {
          id: 'calls',
          header: 'Calls, 30 d',
          width: 150,
          priority: 3,
          cell: (row) => <Calls row={row} />,
        },
        {
          id: 'fix',
          header: 'What to do',
          width: 300,
          priority: 2,
          cell: (row) => (
            <span className="block text-sm">
              <span className="text-muted">{row.fix.sentence} </span>
              <TextLink href={row.fix.href}>{row.fix.label}</TextLink>
            </span>
          ),
        },
      ]}
    />
  )
}

/** Of calls only the day is known on which they began. */
function Since({ row: { since, kind } }: { row: ExposureRow }) {
  if (since === null) return <span className="text-muted">unknown</span>
  return kind === 'undeclared' ? <span>{formatDate(since)}</span> : <RelativeTime value={since} />
}

function Calls({ row }: { row: ExposureRow }) {
  if (row.calls === 0) return <span className="text-muted">none</span>
  const { applications, more, unknownCalls } = row.callers
  const names = [
    ...applications.slice(0, 2).map(({ name }) => name),
    ...(applications.length - 2 + more > 0 ? [`${Math.max(applications.length - 2, 0) + more} more`] : []),
    ...(unknownCalls > 0 ? ['unknown callers'] : []),
  ]
  return (
    <span>
      <span className="gh-tabular">{formatCount(row.calls)}</span>
      {row.kind === 'undeclared' && <span className="block text-muted text-xs">{names.join(', ')}</span>}
      {row.lastAt && (
        <span className="block text-muted text-xs">
          last{' '}
          {row.lastRequestId ? (
            <TextLink href={`/requests/${row.lastRequestId}`} quiet>
              <RelativeTime value={row.lastAt} />
            </TextLink>
          ) : (
            <RelativeTime value={row.lastAt} />
          )}
        </span>
      )}
    </span>
  )
}
