'use client'
import type { DeprecationCaller, DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { remindOwners } from '@gatehouse/contracts/endpoints/deprecations'
import { Card } from '@gatehouse/ui/card'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCompact, plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatDate } from '@gatehouse/ui/time'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { ExtendDialog } from './extend-dialog.tsx'
import { MoveSubscribersDialog } from './move-subscribers-dialog.tsx'
import { mailsText } from './program-text.ts'

/** Applications that still call, most first: whom to write to, who may stay longer, how far each has moved. */
export function CallersTable({ view }: { view: DeprecationView }) {
  const { name } = useVersion()
  const [extending, setExtending] = useState<DeprecationCaller>()
  const [moving, setMoving] = useState(false)
  const remind = useAct(remindOwners, { onDone: (sent) => toast.success(mailsText(sent)) })
  const { can } = view
  const over = view.phase === 'sunset'
  const hasSuccessor = view.program?.successor != null
  return (
    <Card
      flush
      title="Applications that still call"
      description="In the last 30 days; calls that were answered 410 count."
      actions={
        <ActButton
          size="sm"
          why={can.move.allowed ? (hasSuccessor ? null : 'Name a successor first.') : can.move.why}
          onClick={() => setMoving(true)}
        >
          Move subscribers
        </ActButton>
      }
    >
      <ProblemBanner problem={remind.problem} />
      <DataTable<DeprecationCaller>
        caption="Applications that still call"
        stickyTop={false}
        rows={view.callers}
        rowId={(row) => row.application.id}
        empty={<EmptyState compact title="Nobody calls it" why="No application has called it in the last 30 days." />}
        columns={[
          {
            id: 'application',
            header: 'Application',
            cell: (row) => (
              <span className="flex flex-col">
                <TextLink href={`/applications/${row.application.id}`}>{row.application.name}</TextLink>
                <span className="text-muted text-xs">{row.application.team.name}</span>
              </span>
            ),
          },
          {
            id: 'owners',
            header: 'Owners',
            priority: 3,
            cell: (row) =>
              row.reachable === 0 ? (
                <StatusWord tone="warn">nobody to write to</StatusWord>
              ) : (
                row.owners.join(', ') || `${row.reachable}`
              ),
          },
          { id: 'calls', header: 'Calls', align: 'right', width: 80, cell: (row) => formatCompact(row.calls) },
          {
            id: 'last',
            header: 'Last call',
            width: 110,
            priority: 2,
            cell: (row) => (row.lastCallAt ? <RelativeTime value={row.lastCallAt} /> : '–'),
          },
          ...(hasSuccessor
            ? [
                {
                  id: 'moved',
                  header: 'On the successor',
                  priority: 2 as const,
                  cell: (row: DeprecationCaller) => <Moved row={row} />,
                },
              ]
            : []),
          {
            id: 'told',
            header: 'Told',
            priority: 3,
            cell: (row) =>
              row.lastNotice ? (
                <span title={row.lastNotice.sentence}>
                  <RelativeTime value={row.lastNotice.at} />
                </span>
              ) : (
                'not yet'
              ),
          },
          {
            id: 'acts',
            header: 'Acts',
            unlabelled: true,
            align: 'right',
            cell: (row) => (
              <span className="flex flex-wrap justify-end gap-2">
                <ActButton
                  size="sm"
                  variant="ghost"
                  why={can.extend.allowed ? null : can.extend.why}
                  onClick={() => setExtending(row)}
                >
                  {row.extendedUntil ? `Extended to ${formatDate(row.extendedUntil)}` : 'Extend'}
                </ActButton>
                {!over && (
                  <ActButton
                    size="sm"
                    variant="ghost"
                    why={
                      can.announce.allowed
                        ? row.reachable === 0
                          ? 'It has no owner with an address.'
                          : null
                        : can.announce.why
                    }
                    onClick={() => remind.run({ ...name, applications: [row.application.id] }).catch(() => undefined)}
                  >
                    Notify
                  </ActButton>
                )}
              </span>
            ),
          },
        ]}
      />
      {extending && <ExtendDialog view={view} caller={extending} onClose={() => setExtending(undefined)} />}
      {moving && <MoveSubscribersDialog view={view} onClose={() => setMoving(false)} />}
    </Card>
  )
}

function Moved({ row }: { row: DeprecationCaller }) {
  if (row.successorCalls > 0) return <StatusWord tone="ok">{plural(row.successorCalls, 'call')}</StatusWord>
  if (row.hasSuccessor) return <StatusWord tone="info">has access</StatusWord>
  return <span className="text-muted">no access</span>
}
