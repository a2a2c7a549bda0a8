import type { Phase } from '@gatehouse/contracts/usage-event'
import { formatMicroseconds } from '@gatehouse/ui/format'
import { Timeline, type TimelineStep } from '@gatehouse/ui/timeline'
import { factsText, phaseWords } from './phase-text.ts'
import type { RequestDetail } from './request-view.ts'

/** What comes after a refusal is never reached; these phases say so where they would have applied. */
const afterwards: readonly Phase[] = [
  'route',
  'authenticate',
  'authorize',
  'rate-limit',
  'validate',
  'quota',
  'upstream',
]

export function RequestTimeline({ request }: { request: RequestDetail }) {
  const steps = request.trace.map((step, index): TimelineStep => {
    const failed = step.outcome === 'refused' || step.outcome === 'failed'
    return {
      id: `${step.phase} ${index}`,
      title: phaseWords[step.phase],
      outcome: step.outcome === 'failed' ? 'refused' : step.outcome,
      ...(step.outcome === 'failed' ? { word: 'Failed' } : {}),
      fact: factsText(step.facts, { operation: request.operation?.path, plan: request.plan?.name }),
      time: formatMicroseconds(step.us),
      ...(failed
        ? { content: <Failure request={request} phase={step.phase} />, open: true }
        : findingsOf(request, step.phase).length > 0
          ? { content: <Findings request={request} phase={step.phase} />, open: true }
          : {}),
    }
  })
  const stopped = request.trace.find((step) => step.outcome === 'refused' || step.outcome === 'failed')
  const last = stopped ? afterwards.indexOf(stopped.phase) : -1
  const seen = new Set(request.trace.map((step) => step.phase))
  const missed = stopped
    ? afterwards
        .filter((phase, index) => index > last && !seen.has(phase))
        .map((phase): TimelineStep => ({ id: phase, title: phaseWords[phase], outcome: 'not-reached' }))
    : []
  if (steps.length === 0) return <p className="text-muted text-sm">The gateway recorded no steps for this request.</p>
  return <Timeline label="Phases of the gateway" steps={[...steps, ...missed]} />
}

/** What the contract says against the request, or against the answer, stands with the step that looked. */
function findingsOf(request: RequestDetail, phase: Phase): RequestDetail['errors'] {
  if (phase === 'validate') return request.errors.filter(({ of }) => of === undefined)
  return phase === 'response' ? request.errors.filter(({ of }) => of === 'response') : []
}

function Failure({ request, phase }: { request: RequestDetail; phase: Phase }) {
  return (
    <div className="flex flex-col gap-3 text-sm">
      {request.answer && <p>{request.answer.why}</p>}
      <Findings request={request} phase={phase} />
      {request.answer && (
        <p className="text-muted">
          Code <code>{request.answer.code}</code>
        </p>
      )}
    </div>
  )
}

function Findings({ request, phase }: { request: RequestDetail; phase: Phase }) {
  const findings = findingsOf(request, phase)
  if (findings.length === 0) return null
  return (
    <ul className="flex flex-col gap-3 text-sm">
      {findings.map((finding) => (
        <li key={`${finding.in} ${finding.pointer} ${finding.rule}`}>
          <p>
            <span className="font-medium">{finding.in}</span> <code>{finding.pointer || '/'}</code>
            <span className="ml-2 text-muted">rule {finding.rule}</span>
          </p>
          <p>
            expected <code>{finding.expected}</code>
            {finding.got && (
              <>
                , got <code className="text-bad-text">{finding.got}</code>
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}
