'use client'
import type { DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { type Step, StepList } from '@gatehouse/ui/step-list'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatInstant, toMillis } from '@gatehouse/ui/time'

/** Announced → Deprecated → brown-outs → sunset, with what has been and what comes by itself. */
export function ProgramTimeline({ view }: { view: DeprecationView }) {
  const { program, phase } = view
  if (!program) return null
  const now = Date.now()
  const past = (at: string) => toMillis(at) <= now
  const held = view.extensions.filter(({ state }) => state === 'holds')
  const steps: Step[] = [
    {
      id: 'announced',
      title: 'Owners are told',
      state: program.announcedAt ? 'done' : 'todo',
      note: program.announcedAt ? (
        <RelativeTime value={program.announcedAt} />
      ) : (
        `at the latest ${formatInstant(program.deprecatedAt)}`
      ),
    },
    {
      id: 'deprecated',
      title: 'Deprecated: headers begin, new subscriptions end',
      state: past(program.deprecatedAt) ? 'done' : 'todo',
      note: <When at={program.deprecatedAt} />,
    },
    ...program.brownOuts.map(({ from, to }): Step => {
      const state = past(to) ? 'done' : past(from) ? 'now' : 'todo'
      return {
        id: `brown-out ${from}`,
        title: 'Brown-out: answers 410 for a while',
        state,
        note: `${formatInstant(from)} to ${formatInstant(to)}`,
      }
    }),
    {
      id: 'sunset',
      title: 'Sunset: answers 410 with the way to move',
      state: phase === 'sunset' ? 'done' : 'todo',
      note: program.sunsetAt ? <When at={program.sunsetAt} /> : 'not decided',
    },
    {
      id: 'retired',
      title: held.length > 0 ? 'Retired, when the last extension ends' : 'Retired',
      state: view.version.state === 'retired' ? 'done' : phase === 'sunset' ? 'waiting' : 'todo',
      ...(held.length > 0 ? { note: `${held.length} still ${held.length === 1 ? 'holds' : 'hold'}` } : {}),
    },
  ]
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <StepList label="The program" steps={steps} />
      {program.successor && (
        <p className="text-sm">
          Successor:{' '}
          <TextLink href={`/apis/${program.successor.api.slug}/${program.successor.name}`}>
            {program.successor.api.name} {program.successor.name}
          </TextLink>
        </p>
      )}
      {view.next.length > 0 && (
        <div className="text-sm">
          <p className="text-muted">Next, by itself</p>
          <ul className="flex flex-col gap-1">
            {view.next.slice(0, 4).map((event) => (
              <li key={`${event.at} ${event.kind} ${event.sentence}`} className="flex flex-wrap gap-x-3">
                <span className="gh-tabular text-muted">{formatInstant(event.at)}</span>
                <span className="min-w-0 flex-1">{event.sentence}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

function When({ at }: { at: string }) {
  return (
    <>
      {formatInstant(at)} · <RelativeTime value={at} />
    </>
  )
}
