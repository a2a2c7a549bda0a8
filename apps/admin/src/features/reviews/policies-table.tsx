'use client'
import type { PolicyRow } from '@gatehouse/contracts/endpoints/policy-reviews'
import type { CursorPagerProps } from '@gatehouse/ui/cursor-pager'
import { DataTable } from '@gatehouse/ui/data-table'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { ReactNode } from 'react'
import { kindWords, policyHref, stateTones, stateWords } from './review-text.ts'

/** Policies in force with their reviews; a row leads to the policy in sentences. */
export function PoliciesTable({
  rows,
  empty,
  pager,
}: {
  rows: PolicyRow[]
  empty: ReactNode
  pager?: CursorPagerProps
}) {
  return (
    <DataTable
      caption="Policies in force"
      rows={rows}
      rowId={policyHref}
      rowHref={policyHref}
      empty={empty}
      {...(pager ? { pager } : {})}
      columns={[
        {
          id: 'policy',
          header: 'Policy',
          cell: (row) => (
            <span className="block min-w-0">
              <span className="font-medium">{row.title}</span>
              <span className="block text-muted text-xs">
                {row.stage && <span className="rail:hidden">{row.stage.name} · </span>}
                {[kindWords[row.kind], row.revision, row.owner?.name ?? 'Security'].filter(Boolean).join(' · ')}
              </span>
            </span>
          ),
        },
        {
          id: 'stage',
          header: 'Stage',
          width: 130,
          priority: 2,
          cell: (row) => row.stage?.name ?? <span className="text-muted">every one</span>,
        },
        {
          id: 'state',
          header: 'State',
          width: 190,
          unlabelled: true,
          cell: (row) => <StatusWord tone={stateTones[row.state]}>{stateWords[row.state]}</StatusWord>,
        },
        {
          id: 'review',
          header: 'Last review',
          width: 200,
          priority: 2,
          cell: (row) =>
            row.review === null ? (
              <span className="text-muted">none</span>
            ) : (
              <span>
                {row.review.reviewer.name}
                <span className="block text-muted text-xs">
                  <RelativeTime value={row.review.at} /> · <code>{row.review.hash.slice(0, 8)}</code>
                </span>
              </span>
            ),
        },
        {
          id: 'since',
          header: 'In force',
          width: 190,
          priority: 3,
          cell: (row) => (
            <span>
              {row.since ? <RelativeTime value={row.since} /> : <span className="text-muted">unknown</span>}
              {row.writer && <span className="block text-muted text-xs">by {row.writer.name}</span>}
            </span>
          ),
        },
      ]}
    />
  )
}
