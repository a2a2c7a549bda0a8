'use client'
import type { PolicyDetail, PolicySection, PolicyStatement } from '@gatehouse/contracts/endpoints/policy-reviews'
import { Badge } from '@gatehouse/ui/badge'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { formatCount } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Sentence } from '../deployments/change-list.tsx'
import { operationsText } from './review-text.ts'

/** A policy as a reviewer reads it: what changed, then all that it says. */
export function PolicyReader({ policy }: { policy: PolicyDetail }) {
  return (
    <div className="flex flex-col gap-5">
      {policy.state === 'changed' && policy.review && (
        <Banner
          tone="warn"
          title={
            <>
              Changed since {policy.review.reviewer.name} reviewed it <RelativeTime value={policy.review.at} />
            </>
          }
        >
          <ul className="mt-1 flex flex-col gap-1">
            {policy.changes.map((change) => (
              <li key={change} className="[overflow-wrap:anywhere]">
                <Sentence text={change} />
              </li>
            ))}
          </ul>
        </Banner>
      )}
      {policy.sections.map((section) => (
        <Section key={section.operations.join(' ')} section={section} alone={policy.sections.length === 1} />
      ))}
    </div>
  )
}

function Section({ section, alone }: { section: PolicySection; alone: boolean }) {
  const { operations, anonymous, statements, examples } = section
  if (operations.length === 0 && statements.length === 0) return null
  const title =
    operations.length === 0
      ? alone
        ? 'What it says'
        : 'All operations'
      : operations.length === 1
        ? (operations[0] ?? '')
        : `${formatCount(operations.length)} operations`
  return (
    <Card title={title} {...(anonymous ? { actions: <Badge tone="warn">open to everybody</Badge> } : {})}>
      {operations.length > 1 && <Operations operations={operations} />}
      <ul className="flex flex-col gap-2.5">
        {statements.map((statement) => (
          <Statement key={`${statement.rule ?? ''} ${statement.sentence}`} statement={statement} />
        ))}
      </ul>
      {examples.length > 0 && (
        <div className="mt-4 border-line border-t pt-3">
          <h3 className="mb-1.5 font-medium text-sm">Examples</h3>
          <ul className="flex flex-col gap-1">
            {examples.map(({ title: name, expected, holds, came }) => (
              <li key={name} className="flex flex-wrap items-baseline gap-x-2 text-sm">
                <StatusWord tone={holds ? 'ok' : 'bad'}>{holds ? expected : `should be ${expected}`}</StatusWord>
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {name}
                  {!holds && <span className="text-bad-text">, but is {came}</span>}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  )
}

function Operations({ operations }: { operations: readonly string[] }) {
  if (operations.length <= 5)
    return (
      <p className="mb-3 text-muted text-sm">
        <code className="[overflow-wrap:anywhere]">{operations.join(', ')}</code>
      </p>
    )
  return (
    <details className="mb-3 text-muted text-sm">
      <summary className="cursor-pointer [overflow-wrap:anywhere]">
        <code>{operationsText(operations)}</code>
      </summary>
      <ul className="mt-2 flex flex-col gap-1">
        {operations.map((operation) => (
          <li key={operation}>
            <code className="[overflow-wrap:anywhere]">{operation}</code>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Statement({ statement: { sentence, rule, hits } }: { statement: PolicyStatement }) {
  return (
    <li className="flex flex-col gap-0.5 sm:flex-row sm:items-baseline sm:justify-between sm:gap-6">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <Sentence text={sentence} />
      </span>
      {rule !== null && hits && (
        <span className="gh-tabular shrink-0 text-muted text-xs">
          {hits.allowed + hits.refused === 0 ? (
            'decided no call in 30 days'
          ) : (
            <>
              {hits.allowed > 0 && `${formatCount(hits.allowed)} allowed`}
              {hits.allowed > 0 && hits.refused > 0 && ' · '}
              {hits.refused > 0 && `${formatCount(hits.refused)} refused`}
              {hits.lastAt && (
                <>
                  {' · last '}
                  <RelativeTime value={hits.lastAt} />
                </>
              )}
            </>
          )}
        </span>
      )}
    </li>
  )
}
