import { type AuditChange, auditChanges } from '@gatehouse/contracts/audit-changes'
import type { AuditRow } from '@gatehouse/contracts/endpoints/audit'
import type { Json } from '@gatehouse/contracts/json'
import { ArrowRight } from 'lucide-react'
import { fieldText, valueText } from './change-text.ts'

/** What an entry changed, field by field: only what differs, ids by name, old → new. */
export function ChangesTable({ row }: { row: AuditRow }) {
  if (row.before === null && row.after === null)
    return <p className="text-muted text-sm">Nothing but the act itself was recorded.</p>
  const changes = auditChanges(row.before, row.after)
  if (changes.length === 0) return <p className="text-muted text-sm">Saved without a difference.</p>
  const compared = row.before !== null && row.after !== null
  return (
    <dl className="divide-y divide-line rounded-md border border-line bg-surface text-sm">
      {changes.map((change) => (
        <div
          key={change.path.join('\u0000')}
          className="grid gap-x-4 gap-y-0.5 px-3 py-2 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]"
        >
          <dt className="text-muted [overflow-wrap:anywhere]">{fieldText(change.path, row.names)}</dt>
          <dd className="min-w-0">
            <Sides change={change} compared={compared} names={row.names} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

type SidesProps = { change: AuditChange; compared: boolean; names: Readonly<Record<string, string>> }

function Sides({ change, compared, names }: SidesProps) {
  const { before, after } = change
  if (!compared) return <Value value={before ?? after ?? null} names={names} />
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {before === undefined ? (
        <span className="text-muted">not set</span>
      ) : (
        <del className="text-muted no-underline">
          <span className="sr-only">before: </span>
          <Value value={before} names={names} />
        </del>
      )}
      <ArrowRight aria-label="became" className="size-3.5 shrink-0 text-subtle" />
      {after === undefined ? (
        <span className="text-muted">removed</span>
      ) : (
        <ins className="font-medium no-underline">
          <Value value={after} names={names} />
        </ins>
      )}
    </span>
  )
}

function Value({ value, names }: { value: Json; names: Readonly<Record<string, string>> }) {
  const text = valueText(value, names)
  const named = typeof value === 'string' && names[value] !== undefined
  return (
    <span className="[overflow-wrap:anywhere]" title={named ? value : undefined}>
      {text.length > 600 ? `${text.slice(0, 600)}…` : text}
    </span>
  )
}
