import type { DeprecationEvent } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { Program } from './program.ts'
import { days, instantText } from './program-text.ts'

const dayMs = 86_400_000
/** Owners hear of a brown-out so long before it. */
const brownOutNoticeMs = dayMs

/** An occasion on which owners are told, with the key under which nobody is told twice. */
export type Occasion = {
  kind: 'reminder' | 'brown-out' | 'sunset'
  key: string
  at: Date
  /** From then on it would come too late. */
  until: Date | null
  /** Days before the sunset, or the brown-out that comes. */
  days?: number
  brownOut?: { from: Date; to: Date }
}

/** Every occasion of a program, whenever it is. Pure. */
export function occasionsOf(program: Pick<Program, 'sunsetAt' | 'reminderDays' | 'brownOuts'>): Occasion[] {
  const { sunsetAt } = program
  if (sunsetAt === null) return []
  const sunset = sunsetAt.toISOString()
  return [
    ...program.reminderDays.map((n): Occasion => {
      const at = new Date(sunsetAt.getTime() - n * dayMs)
      return { kind: 'reminder', key: `reminder-${n}:${sunset}`, at, until: sunsetAt, days: n }
    }),
    ...program.brownOuts.map((brownOut): Occasion => {
      const at = new Date(brownOut.from.getTime() - brownOutNoticeMs)
      return { kind: 'brown-out', key: `brown-out:${brownOut.from.toISOString()}`, at, until: brownOut.from, brownOut }
    }),
    { kind: 'sunset', key: `sunset:${sunset}`, at: sunsetAt, until: null },
  ]
}

/**
 * Occasions to tell of now. What fell before the last word to the owners (`told`: announcement or change) was said by it; of several
 * reminders that are due only the latest is still news.
 */
export function dueOccasions(program: Parameters<typeof occasionsOf>[0], told: Date, now: Date): Occasion[] {
  const due = occasionsOf(program).filter(
    ({ at, until }) => at <= now && (until === null || now < until) && (until === null || at > told),
  )
  const latest = Math.min(...due.flatMap((one) => (one.kind === 'reminder' ? (one.days ?? 0) : [])))
  return due.filter((one) => one.kind !== 'reminder' || one.days === latest)
}

type Event = Pick<DeprecationEvent, 'kind' | 'sentence'> & { at: Date }

/** What happens by itself after `now`, soonest first. Pure. */
export function nextEvents(
  program: Pick<Program, 'deprecatedAt' | 'sunsetAt' | 'reminderDays' | 'brownOuts'>,
  extensions: readonly { application: string; until: Date }[],
  now: Date,
): DeprecationEvent[] {
  const { deprecatedAt, sunsetAt, brownOuts } = program
  const begin: Event = {
    at: deprecatedAt,
    kind: 'deprecated',
    sentence: 'It becomes Deprecated: headers begin, new subscriptions end.',
  }
  const end: Event[] =
    sunsetAt === null
      ? []
      : [{ at: sunsetAt, kind: 'sunset', sentence: 'Sunset: calls are answered 410 with the way to move.' }]
  const events = [
    begin,
    ...end,
    ...brownOuts.map(
      ({ from, to }): Event => ({
        at: from,
        kind: 'brown-out',
        sentence: `Brown-out: every call is answered 410 until ${instantText(to)}.`,
      }),
    ),
    ...occasionsOf(program).flatMap(({ at, kind, days: left }): Event[] => {
      if (kind === 'reminder') return [{ at, kind, sentence: `Owners are reminded: ${days(left ?? 0)} left.` }]
      if (kind === 'sunset') return []
      return [{ at, kind: 'brown-out-ahead', sentence: 'Owners are told of the brown-out that follows.' }]
    }),
    ...extensions.map(
      ({ application, until }): Event => ({
        at: until,
        kind: 'extension-ends',
        sentence: `The extension of ${application} ends.`,
      }),
    ),
  ]
  return events
    .filter(({ at }) => at > now)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((event) => ({ ...event, at: event.at.toISOString() }))
}
