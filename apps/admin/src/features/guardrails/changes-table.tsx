'use client'
import type { AccessChangeItem } from '@gatehouse/contracts/endpoints/access-changes'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { changeLook } from './guardrail-text.ts'

/** Changes of access, newest first. */
export function ChangesTable({ changes }: { changes: readonly AccessChangeItem[] }) {
  return (
    <DataTable
      caption="Changes of access"
      rows={[...changes]}
      rowId={(row) => row.id}
      rowHref={(row) => `/access/guardrails/changes/${row.id}`}
      empty={
        <EmptyState
          compact
          title="Nobody has changed access yet"
          why="What a Security reviewer must agree to stands here from the moment somebody asks."
        />
      }
      columns={[
        {
          id: 'title',
          header: 'Change',
          cell: (row) => (
            <span className="block min-w-0">
              <span className="font-medium [overflow-wrap:anywhere]">{row.title}</span>
              {row.effect && (
                <span className="block text-muted text-xs [overflow-wrap:anywhere]">
                  {row.effect.replaceAll('`', '')}
                </span>
              )}
            </span>
          ),
        },
        {
          id: 'state',
          header: 'State',
          width: 200,
          unlabelled: true,
          cell: (row) => <StatusWord tone={changeLook(row).tone}>{changeLook(row).word}</StatusWord>,
        },
        { id: 'by', header: 'Asked by', width: 170, priority: 2, cell: (row) => row.proposedBy.name },
        { id: 'decided', header: 'Decided by', width: 170, priority: 3, cell: (row) => row.decidedBy?.name ?? '' },
        {
          id: 'since',
          header: 'Since',
          width: 130,
          align: 'right',
          cell: (row) => <RelativeTime value={row.stateSince} />,
        },
      ]}
    />
  )
}
