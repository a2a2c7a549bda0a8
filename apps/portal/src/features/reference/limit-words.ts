import type { PlanLimits } from '@gatehouse/contracts/access'
import { formatCount } from '@gatehouse/ui/format'

const periods: Record<number, string> = { 1: 'second', 60: 'minute', 3600: 'hour', 86400: 'day' }

/** "60 requests a minute, 20 at once · 10 000 a month"; "no limits" where there are none. */
export function limitsInWords({ rate, quota }: PlanLimits): string {
  const words: string[] = []
  if (rate) {
    const period = periods[rate.periodSeconds]
    const span = period ? `a ${period}`.replace('a hour', 'an hour') : `in ${rate.periodSeconds} seconds`
    words.push(`${formatCount(rate.limit)} requests ${span}, ${formatCount(rate.burst)} at once`)
  }
  if (quota) words.push(`${formatCount(quota.limit)} a ${quota.period}`)
  return words.length === 0 ? 'no limits' : words.join(' · ')
}
