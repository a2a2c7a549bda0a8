'use client'
import type { AuditRow } from '@gatehouse/contracts/endpoints/audit'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import type { CursorPagerProps } from '@gatehouse/ui/cursor-pager'
import { CursorPager } from '@gatehouse/ui/cursor-pager'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { TextLink } from '@gatehouse/ui/text-link'
import { ChevronRight, ScrollText } from 'lucide-react'
import type { ReactNode } from 'react'
import { placeOfId } from '../shell/place-of-id.ts'
import { actionText, targetText } from './action-text.ts'
import { ChangesTable } from './changes-table.tsx'

type AuditTableProps = {
  rows: readonly AuditRow[]
  pager?: CursorPagerProps
  filtered: boolean
  /** What to do when nothing matches. */
  emptyAction?: ReactNode
}

/** Who did what to what; each row opens to what it changed. */
export function AuditTable({ rows, pager, filtered, emptyAction }: AuditTableProps) {
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<ScrollText aria-hidden />}
        title={filtered ? 'Nothing matches' : 'Nothing was changed yet'}
        why={
          filtered
            ? 'No entry fits all of these filters. Take one away, or choose a longer time.'
            : 'Every change by persons and machines is written here, in the same transaction.'
        }
        action={emptyAction}
      />
    )
  }
  return (
    <div className="rounded-lg border border-line bg-surface">
      <ol aria-label="Audit log, newest first" className="divide-y divide-line">
        {rows.map((row) => (
          <li key={row.seq}>
            <AuditEntry row={row} />
          </li>
        ))}
      </ol>
      {pager && <CursorPager {...pager} />}
    </div>
  )
}

function AuditEntry({ row }: { row: AuditRow }) {
  return (
    <details className="group/entry">
      <summary className="flex list-none flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2.5 text-sm hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-subtle transition-transform group-open/entry:rotate-90"
        />
        <span className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
          <EntryText row={row} />
        </span>
        <code className="text-muted text-xs max-sm:hidden">{row.action}</code>
        <span className="w-28 text-right text-muted max-sm:w-auto">
          <RelativeTime value={row.at} />
        </span>
      </summary>
      <div className="flex flex-col gap-3 border-line border-t bg-sunken/50 px-4 py-3">
        <ChangesTable row={row} />
        <EntryFacts row={row} />
        <p className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          <TextLink href={`/audit/${row.seq}`}>Entry {row.seq} and its neighbours</TextLink>
          <TextLink href={`/audit?targetId=${row.target.id}`}>All about {targetText(row.target)}</TextLink>
          <TextLink href={`/audit?actorId=${row.actor.id}`}>All by {row.actor.name || row.actor.kind}</TextLink>
        </p>
      </div>
    </details>
  )
}

/** An entry as a sentence. */
export function EntryText({ row }: { row: AuditRow }) {
  return (
    <>
      <span className="font-medium">{row.actor.name || row.actor.kind}</span> {actionText(row.action)}{' '}
      <span className="text-muted">{targetText(row.target)}</span>
    </>
  )
}

/** Ids of an entry, each with where it leads. */
export function EntryFacts({ row }: { row: AuditRow }) {
  const target = placeOfId(row.target.id)
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
      <Fact label={`By ${row.actor.kind}`}>
        <CopyableId value={row.actor.id} />
      </Fact>
      <Fact label={row.target.kind}>
        <CopyableId value={row.target.id} />
        {target && (
          <TextLink href={target.href} className="ml-2">
            Open
          </TextLink>
        )}
      </Fact>
      {row.requestId && (
        <Fact label="Request">
          <CopyableId value={row.requestId} />
          <TextLink href={`/audit?requestId=${row.requestId}`} className="ml-2">
            Same request
          </TextLink>
        </Fact>
      )}
      <Fact label="Hash">
        <CopyableId value={row.hash} />
      </Fact>
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2">
      <dt className="text-muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
