'use client'
import type { AccessDiff, OperationAccessChange } from '@gatehouse/contracts/access-diff'
import { formatCount, plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { Sentence } from '../deployments/change-list.tsx'

/** Who gains and loses what over all APIs, with how much they called it. */
export function AccessDiffSection({ diff }: { diff: AccessDiff | null }) {
  if (diff === null)
    return <p className="text-muted text-sm">It changes nothing that calls of applications are judged by.</p>
  const nothing = diff.gains.length === 0 && diff.losses.length === 0 && diff.persons.length === 0
  return (
    <div className="flex flex-col gap-4 text-sm">
      {nothing && diff.sentences.length === 0 ? (
        <p>
          <StatusWord tone="ok">Nobody gains or loses a call</StatusWord>
        </p>
      ) : (
        <ul className="flex flex-col gap-1">
          {diff.sentences.slice(0, 8).map((sentence) => (
            <li key={sentence} className="font-medium [overflow-wrap:anywhere]">
              <Sentence text={sentence} />
            </li>
          ))}
        </ul>
      )}
      <ChangeList title="Loses" tone="bad" changes={diff.losses} total={diff.counts.losses} />
      <ChangeList title="Gains" tone="warn" changes={diff.gains} total={diff.counts.gains} />
      {diff.persons.length > 0 && (
        <ul className="flex flex-col gap-1">
          {diff.persons.slice(0, 50).map(({ name, gains, loses }) => (
            <li key={name}>
              <span className="font-medium">{name}</span>
              {gains.length > 0 && ` gains ${gains.join(', ')}`}
              {loses.length > 0 && ` loses ${loses.join(', ')}`}
            </li>
          ))}
        </ul>
      )}
      <p className="text-muted text-xs">
        {plural(diff.operations, 'operation')} and {plural(diff.applications, 'application')} were compared, by the
        gateways’ own decision. Calls are those of the last 30 days.
      </p>
    </div>
  )
}

const shownFirst = 12

function ChangeList({
  title,
  tone,
  changes,
  total,
}: {
  title: string
  tone: 'bad' | 'warn'
  changes: readonly OperationAccessChange[]
  total: number
}) {
  if (changes.length === 0) return null
  const first = changes.slice(0, shownFirst)
  const rest = changes.slice(shownFirst)
  return (
    <section className="flex flex-col gap-2">
      <h3>
        <StatusWord tone={tone}>
          {title}: {plural(total, 'way to call', 'ways to call')}
        </StatusWord>
      </h3>
      <ul className="flex flex-col divide-y divide-line rounded border border-line">
        {first.map((change) => (
          <ChangeLine key={keyOf(change)} change={change} />
        ))}
      </ul>
      {rest.length > 0 && (
        <details>
          <summary className="cursor-pointer text-muted">{plural(rest.length, 'more operation')}</summary>
          <ul className="mt-2 flex flex-col divide-y divide-line rounded border border-line">
            {rest.map((change) => (
              <ChangeLine key={keyOf(change)} change={change} />
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

const keyOf = ({ stage, operation, from, to }: OperationAccessChange) => `${stage.id} ${operation.id} ${from} ${to}`

function ChangeLine({ change }: { change: OperationAccessChange }) {
  const { operation, stage, applications, anybody, count } = change
  const calls = applications.reduce((sum, one) => sum + one.calls, 0)
  return (
    <li className="flex flex-col gap-1 px-3 py-2">
      <span className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-0.5">
        <code className="[overflow-wrap:anywhere]">
          {operation.method} {operation.path}
        </code>
        <span className="text-muted text-xs">
          <TextLink quiet href={`/apis/${operation.api.slug}/${operation.version}`}>
            {operation.api.name} {operation.version}
          </TextLink>{' '}
          on {stage.name}
        </span>
      </span>
      <span className="text-muted text-xs">{change.why}</span>
      <ul className="flex flex-col gap-0.5 empty:hidden">
        {anybody && <li>Callers without a credential</li>}
        {applications.slice(0, 5).map((application) => (
          <li key={application.id} className="flex flex-wrap justify-between gap-x-3">
            <span>
              <TextLink href={`/applications/${application.id}`}>{application.name}</TextLink>{' '}
              <span className="text-muted">{application.team.name}</span>
            </span>
            <span className="gh-tabular text-muted">
              {application.calls === 0 ? (
                'did not call it'
              ) : (
                <>
                  {formatCount(application.calls)} calls
                  {application.lastCall && (
                    <>
                      , last <RelativeTime value={application.lastCall} />
                    </>
                  )}
                </>
              )}
            </span>
          </li>
        ))}
        {count > Math.min(5, applications.length) && (
          <li className="text-muted">
            {count - Math.min(5, applications.length)} more applications
            {calls > 0 && `, ${formatCount(calls)} calls in all`}
          </li>
        )}
      </ul>
    </li>
  )
}
