'use client'
import type { AuditEntryView, AuditRow } from '@gatehouse/contracts/endpoints/audit'
import { Card } from '@gatehouse/ui/card'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatInstant } from '@gatehouse/ui/time'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { TrailName } from '../shell/trail.tsx'
import { actionText, targetText } from './action-text.ts'
import { EntryFacts, EntryText } from './audit-table.tsx'
import { ChangesTable } from './changes-table.tsx'
import { auditEntryRead } from './queries.ts'

/** One entry: what it changed, its place in the chain, and what else was done to the same thing. */
export function AuditEntryPage({ seq }: { seq: string }) {
  const query = useRead(auditEntryRead(seq))
  return (
    <Page>
      <Loaded query={query} what="entry" needs="audit.read" skeleton={<SkeletonCards count={2} />}>
        {(view) => <Entry view={view} />}
      </Loaded>
    </Page>
  )
}

function Entry({ view: { entry, prevHash, newer, older } }: { view: AuditEntryView }) {
  const recorded = entry.before !== null || entry.after !== null
  return (
    <>
      <TrailName segment={entry.seq} name={`Entry ${entry.seq}`} />
      <PageHeader
        title={
          <>
            {entry.actor.name || entry.actor.kind} {actionText(entry.action)} {targetText(entry.target)}
          </>
        }
        facts={
          <>
            {formatInstant(entry.at)} · <code>{entry.action}</code> · entry {entry.seq}
          </>
        }
        menu={<LinkButton href={`/audit?targetId=${entry.target.id}`}>All about it</LinkButton>}
      />
      <Card title="What changed">
        <div className="flex flex-col gap-3">
          <ChangesTable row={entry} />
          {recorded && (
            <details className="text-sm">
              <summary className="cursor-pointer text-muted hover:text-fg">As it was recorded</summary>
              <div className="mt-2">
                <CodeBlock
                  language="json"
                  maxHeight={360}
                  code={JSON.stringify({ before: entry.before, after: entry.after }, null, 2)}
                />
              </div>
            </details>
          )}
        </div>
      </Card>
      <Card title="Who, what, where">
        <div className="flex flex-col gap-3">
          <EntryFacts row={entry} />
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="text-muted">Chained to</span> <CopyableId value={prevHash} />
            {entry.seq !== '1' && (
              <TextLink href={`/audit/${BigInt(entry.seq) - 1n}`}>entry {String(BigInt(entry.seq) - 1n)}</TextLink>
            )}
          </p>
        </div>
      </Card>
      <Card flush title={`More about ${targetText(entry.target)}`}>
        {newer.length + older.length === 0 ? (
          <p className="px-4 py-4 text-muted text-sm">Nothing else was done to it.</p>
        ) : (
          <ol className="divide-y divide-line">
            {newer.map((row) => (
              <Neighbour key={row.seq} row={row} />
            ))}
            <li className="flex items-center gap-4 bg-accent-soft px-4 py-2 text-sm" aria-current="true">
              <span className="flex-1">
                <EntryText row={entry} />
              </span>
              <span className="text-muted">this entry</span>
            </li>
            {older.map((row) => (
              <Neighbour key={row.seq} row={row} />
            ))}
          </ol>
        )}
      </Card>
    </>
  )
}

function Neighbour({ row }: { row: AuditRow }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 px-4 py-2 text-sm">
      <TextLink href={`/audit/${row.seq}`} quiet className="min-w-0 flex-1 basis-48">
        <EntryText row={row} />
      </TextLink>
      <span className="text-muted">
        <RelativeTime value={row.at} />
      </span>
    </li>
  )
}
