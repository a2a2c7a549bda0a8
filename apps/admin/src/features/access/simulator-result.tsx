'use client'
import type { SimulationResult } from '@gatehouse/contracts/endpoints/access-engine'
import { Card } from '@gatehouse/ui/card'
import { KeyValue } from '@gatehouse/ui/key-value'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { TextLink } from '@gatehouse/ui/text-link'
import { Timeline, type TimelineStep } from '@gatehouse/ui/timeline'
import { factsText, phaseWords } from '../traffic/phase-text.ts'
import { ChainList } from './chain-list.tsx'
import { VerdictWord } from './verdict-look.tsx'

/** What a gateway would do with the call, and why. */
export function SimulatorResult({ result }: { result: SimulationResult }) {
  const { verdict, problem, sentence, chain } = result
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <Card title="The verdict">
        <div aria-live="polite" className="flex flex-col gap-3 text-sm">
          <p className="flex flex-wrap items-center gap-2">
            <VerdictWord verdict={verdict} framed />
            {problem && (
              <span className="text-muted">
                {problem.status} <code>{problem.code}</code>
              </span>
            )}
          </p>
          <p className="text-base [overflow-wrap:anywhere]">{sentence}</p>
          <KeyValue items={factsOf(result)} />
        </div>
      </Card>
      {chain.length > 0 && (
        <Card title="What decides" description="Link by link, as the gateway asks.">
          <ChainList chain={chain} />
        </Card>
      )}
      <Card title="Steps of the gateway" description="Limits stand as for a first call: nothing is taken from them.">
        <Timeline label="Phases of the gateway" steps={stepsOf(result)} />
      </Card>
    </div>
  )
}

function stepsOf({ trace, findings, operation, problem }: SimulationResult): TimelineStep[] {
  return trace.map((step, at): TimelineStep => {
    const refused = step.outcome === 'refused'
    const found = step.phase === 'validate' ? findings : []
    return {
      id: `${step.phase} ${at}`,
      title: phaseWords[step.phase],
      outcome: step.outcome === 'failed' ? 'refused' : step.outcome,
      fact: factsText(step.facts, { operation: operation?.path, plan: undefined }),
      ...(refused || found.length > 0
        ? {
            open: true,
            content: (
              <div className="flex flex-col gap-2 text-sm">
                {refused && problem && <p>{problem.detail ?? problem.title}</p>}
                <ul className="flex flex-col gap-1">
                  {found.map(({ in: place, pointer, rule, expected }) => (
                    <li key={`${place} ${pointer} ${rule}`}>
                      {place} <code>{pointer || '/'}</code>: expected <code>{expected}</code>{' '}
                      <span className="text-muted">rule {rule}</span>
                    </li>
                  ))}
                </ul>
              </div>
            ),
          }
        : {}),
    }
  })
}

function factsOf({ operation, application, request, ruling, at }: SimulationResult) {
  return [
    {
      label: 'Request',
      value: <code className="[overflow-wrap:anywhere]">{`${request.method} ${request.target}`}</code>,
    },
    ...(operation
      ? [
          {
            label: 'Operation',
            value: (
              <TextLink href={`/apis/${operation.api.slug}/${operation.version}/contract/${operation.id}`}>
                {operation.method} {operation.path} of {operation.api.name} {operation.version}
              </TextLink>
            ),
          },
        ]
      : []),
    ...(application
      ? [
          {
            label: 'Application',
            value: <TextLink href={`/applications/${application.id}`}>{application.name}</TextLink>,
          },
        ]
      : []),
    ...(ruling ? [{ label: 'Deciding rule', value: `${ruling.rule} (${ruling.effect})` }] : []),
    { label: 'At', value: <RelativeTime value={at} /> },
  ]
}
