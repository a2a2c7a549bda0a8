import type { DeprecationPhase } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { Program } from './program.ts'

const dayMs = 86_400_000
const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })

/** `1 March 2027` (UTC). */
export const dateText = (at: Date): string => dateFormat.format(at)
/** `1 March 2027, 14:00 UTC`. */
export const instantText = (at: Date): string => `${dateFormat.format(at)}, ${timeFormat.format(at)} UTC`
/** `1 March 2027, 14:00 to 15:00 UTC`, or both whole where the days differ. */
export function brownOutText({ from, to }: { from: Date; to: Date }): string {
  return dateText(from) === dateText(to)
    ? `${dateText(from)}, ${timeFormat.format(from)} to ${timeFormat.format(to)} UTC`
    : `${instantText(from)} to ${instantText(to)}`
}
export const days = (n: number): string => `${n} ${n === 1 ? 'day' : 'days'}`

/** `today`, `tomorrow`, `in 12 days`. */
export function inDays(at: Date, now: Date): string {
  const n = Math.round((at.getTime() - now.getTime()) / dayMs)
  return n <= 0 ? 'today' : n === 1 ? 'tomorrow' : `in ${n} days`
}

/** Where a program stands, for people: the one sentence of the page. */
export function programSentence(
  program: Pick<Program, 'deprecatedAt' | 'sunsetAt' | 'brownOuts'> | null,
  phase: DeprecationPhase,
  callers: number,
  now: Date,
): string {
  const still =
    callers === 0 ? 'no application calls it' : `${applications(callers)} still ${callers === 1 ? 'calls' : 'call'}`
  if (!program)
    return callers === 0 ? 'No application called it in 30 days.' : `${applications(callers)} called it in 30 days.`
  if (phase === 'sunset') return `Sunset since ${dateText(program.sunsetAt ?? now)}: ${still}.`
  const sunset = program.sunsetAt === null ? 'Sunset not decided' : `Sunset ${inDays(program.sunsetAt, now)}`
  if (phase === 'planned') return `Deprecated ${inDays(program.deprecatedAt, now)}. ${sunset}: ${still}.`
  if (phase === 'brown-out') {
    const holding = program.brownOuts.find(({ from, to }) => from <= now && now < to)
    return `Brown-out until ${instantText(holding?.to ?? now)}. ${sunset}: ${still}.`
  }
  return `${sunset}: ${still}.`
}

export function applications(n: number): string {
  return `${n} ${n === 1 ? 'application' : 'applications'}`
}

/** `30 days before the sunset`: what an occasion's key says. */
export function occasionSentence(key: string): string {
  const [kind = '', about = ''] = splitOnce(key, ':')
  const reminder = /^reminder-(\d+)$/.exec(kind)?.[1]
  if (reminder) return `${days(Number(reminder))} before the sunset`
  if (kind === 'brown-out') return `Brown-out on ${instantText(new Date(about))}`
  if (kind === 'sunset') return 'The sunset has come'
  if (kind === 'extended') return 'Extension granted'
  if (kind === 'changed') return 'The plan changed'
  if (kind === 'note') return 'Reminded by hand'
  return 'Announcement'
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at)
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}

/** First line of the portal's banner. */
export function bannerText(
  name: string,
  program: Pick<Program, 'deprecatedAt' | 'sunsetAt'>,
  successor: string | null,
  now: Date,
): string {
  const { deprecatedAt, sunsetAt } = program
  const begins =
    deprecatedAt > now ? `${name} will be deprecated on ${dateText(deprecatedAt)}` : `${name} is deprecated`
  const ends =
    sunsetAt === null
      ? ''
      : sunsetAt <= now
        ? ` and ended on ${dateText(sunsetAt)}`
        : ` and ends on ${dateText(sunsetAt)}`
  return `${begins}${ends}.${successor === null ? '' : ` Move to ${successor}.`}`
}
