import type { PlanLimits } from '@gatehouse/contracts/access'
import { formatCount } from '@gatehouse/ui/format'

const periods: Readonly<Record<number, string>> = { 1: 'second', 60: 'minute', 3600: 'hour', 86400: 'day' }

/** Limits in words: `100 per minute, bursts of 20` and `10 000 per month`. */
export function limitsText({ rate, quota }: PlanLimits): { rate: string; quota: string } {
  return {
    rate: rate
      ? `${formatCount(rate.limit)} per ${periods[rate.periodSeconds] ?? `${rate.periodSeconds} s`}, bursts of ${formatCount(rate.burst)}`
      : 'no rate limit',
    quota: quota ? `${formatCount(quota.limit)} per ${quota.period}` : 'no quota',
  }
}
