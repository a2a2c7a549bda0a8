import { DomainError } from '../grammar/domain-error.ts'
import { dayMs } from './found-item.ts'

type Asked = {
  opensAt?: string | null
  dueAt: string
  firstReminderAt?: string | undefined
  secondReminderAt?: string | undefined
}
export type CampaignDates = { opensAt: Date | null; dueAt: Date; firstReminderAt: Date; secondReminderAt: Date }

const longestMs = 366 * dayMs

/**
 * The dates of a campaign that opens at `from`. Reminders that are not named come a week and a day before it is due; in a shorter one, after
 * half of the time and after seven eighths.
 */
export function campaignDates(asked: Asked, from: Date): CampaignDates {
  const opensAt = asked.opensAt ? new Date(asked.opensAt) : null
  const start = opensAt !== null && opensAt > from ? opensAt : from
  const dueAt = new Date(asked.dueAt)
  const span = dueAt.getTime() - start.getTime()
  if (span <= 0) throw invalid('/dueAt', 'an instant after the campaign opens')
  if (span > longestMs) throw invalid('/dueAt', 'an instant within a year')
  const before = (ms: number) => new Date(dueAt.getTime() - ms)
  const firstReminderAt = asked.firstReminderAt
    ? new Date(asked.firstReminderAt)
    : before(Math.min(7 * dayMs, Math.floor(span / 2)))
  const secondReminderAt = asked.secondReminderAt
    ? new Date(asked.secondReminderAt)
    : before(Math.min(dayMs, Math.floor(span / 8)))
  if (firstReminderAt >= secondReminderAt) throw invalid('/secondReminderAt', 'an instant after the first reminder')
  if (secondReminderAt >= dueAt) throw invalid('/secondReminderAt', 'an instant before the campaign is due')
  return { opensAt, dueAt, firstReminderAt, secondReminderAt }
}

function invalid(pointer: string, expected: string): DomainError {
  return new DomainError('invalid_input', undefined, { errors: [{ in: 'body', pointer, rule: 'date', expected }] })
}
