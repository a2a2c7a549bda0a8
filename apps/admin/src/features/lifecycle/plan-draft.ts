import type { DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { DeprecationPlan } from '@gatehouse/contracts/endpoints/deprecations'

/** What stands in the form: instants as `2027-03-01T09:00` in UTC, empty while nothing is chosen. */
export type PlanDraft = {
  deprecatedAt: string
  sunsetAt: string
  successor: string
  guideUrl: string
  message: string
  brownOuts: { from: string; to: string }[]
  reminderDays: string
  reason: string
}

/** An instant as a field shows it; what is written there is UTC. Seconds stay where they are not zero, so that saving changes nothing. */
export function toField(instant: string): string {
  const [date = '', time = ''] = new Date(instant).toISOString().split('T')
  return `${date}T${time.replace(/(?::00)?\.000Z$/, '').replace('Z', '')}`
}

/** The instant that stands in a field; undefined while it is none. */
export function fromField(text: string): string | undefined {
  const at = Date.parse(`${text}Z`)
  return text === '' || Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

const dayMs = 86_400_000
const quarterMs = 90 * dayMs

/** The program as it is, or one to begin with: deprecated tomorrow at nine, its end a quarter later. */
export function draftOf({ program, version }: DeprecationView, now: number): PlanDraft {
  if (program)
    return {
      deprecatedAt: toField(program.deprecatedAt),
      sunsetAt: program.sunsetAt === null ? '' : toField(program.sunsetAt),
      successor: program.successor?.id ?? '',
      guideUrl: program.guideUrl ?? '',
      message: program.message,
      brownOuts: program.brownOuts.map(({ from, to }) => ({ from: toField(from), to: toField(to) })),
      reminderDays: program.reminderDays.join(', '),
      reason: '',
    }
  const tomorrow = Math.floor(now / dayMs) * dayMs + dayMs + 9 * 3_600_000
  const begins = version.state === 'deprecated' ? version.stateSince : new Date(tomorrow).toISOString()
  return {
    deprecatedAt: toField(begins),
    sunsetAt: toField(new Date(tomorrow + quarterMs).toISOString()),
    successor: '',
    guideUrl: '',
    message: '',
    brownOuts: [],
    reminderDays: '30, 7, 1',
    reason: '',
  }
}

/** What is sent; a date that is not one stays out, and the server names it. */
export function planOf(draft: PlanDraft): DeprecationPlan {
  return {
    deprecatedAt: fromField(draft.deprecatedAt) ?? '',
    sunsetAt: draft.sunsetAt === '' ? null : (fromField(draft.sunsetAt) ?? ''),
    successor: draft.successor || null,
    guideUrl: draft.guideUrl.trim() || null,
    message: draft.message.trim(),
    brownOuts: draft.brownOuts.map(({ from, to }) => ({ from: fromField(from) ?? '', to: fromField(to) ?? '' })),
    reminderDays: draft.reminderDays
      .split(/[\s,;]+/)
      .filter((text) => text !== '')
      .map(Number),
    ...(draft.reason.trim() === '' ? {} : { reason: draft.reason.trim() }),
  }
}
