import { phases, type TraceStep } from '@gatehouse/contracts/usage-event'
import { formatMicroseconds } from '@gatehouse/ui/format'
import { Timeline, type TimelineStep } from '@gatehouse/ui/timeline'
import { factsInWords, phaseTitles } from './phase-words.ts'
import type { RequestDetail } from './request-page.tsx'

/** What the gateway did, phase by phase; the one that stopped it stands open with its findings. */
export function RequestTimeline({ request }: { request: RequestDetail }) {
  const steps: TimelineStep[] = request.trace.map((step, index) => {
    const facts = factsInWords(step.facts)
    const stopped = step.outcome === 'refused' || step.outcome === 'failed'
    return {
      id: `${step.phase}-${index}`,
      title: phaseTitles[step.phase],
      outcome: outcomes[step.outcome],
      ...(step.outcome === 'failed' ? { word: 'Failed' } : {}),
      ...(facts ? { fact: facts } : {}),
      time: formatMicroseconds(step.us),
      ...(stopped ? { content: <Findings request={request} />, open: true } : {}),
    }
  })
  const last = request.trace.at(-1)
  const stoppedEarly = last && (last.outcome === 'refused' || last.outcome === 'failed')
  const later = stoppedEarly ? phases.slice(phases.indexOf(last.phase) + 1) : []
  if (later.length > 0) {
    steps.push({
      id: 'later',
      title: `${later.length} later ${later.length === 1 ? 'step' : 'steps'}`,
      outcome: 'not-reached',
      fact: later
        .slice(0, 4)
        .map((phase) => phaseTitles[phase].toLowerCase())
        .join(', '),
    })
  }
  if (steps.length === 0) return <p className="text-muted text-sm">No steps were recorded for this request.</p>
  return <Timeline label="Steps of the gateway" steps={steps} />
}

const outcomes: Record<TraceStep['outcome'], TimelineStep['outcome']> = {
  passed: 'passed',
  refused: 'refused',
  failed: 'refused',
  changed: 'changed',
  skipped: 'skipped',
}

function Findings({ request }: { request: RequestDetail }) {
  if (request.errors.length === 0) return <p className="text-muted text-sm">{request.answer?.why}</p>
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
      {request.errors.map((finding) => (
        <li key={`${finding.in}${finding.pointer}${finding.rule}`} className="px-3 py-2">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <code className="text-bad-text">
              {finding.in} {finding.pointer || '/'}
            </code>
            <span className="text-muted">
              rule <code>{finding.rule}</code>
            </span>
          </p>
          <p>
            Expected {finding.expected}
            {finding.got !== undefined && <span className="text-muted"> · got {finding.got}</span>}
          </p>
        </li>
      ))}
      {request.errors.length >= 20 && (
        <li className="px-3 py-2 text-muted">There may be more; the first 20 are kept.</li>
      )}
    </ul>
  )
}
