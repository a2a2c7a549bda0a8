import type { PlanLimits } from '@gatehouse/contracts/access'

/** `5 per second, 10 000 a month`; `no limits`. */
export function limitsText({ rate, quota }: PlanLimits): string {
  const parts = [
    ...(rate ? [`${rate.limit} per ${rate.periodSeconds === 1 ? 'second' : `${rate.periodSeconds} seconds`}`] : []),
    ...(quota ? [`${quota.limit} a ${quota.period}`] : []),
  ]
  return parts.length === 0 ? 'no limits' : parts.join(', ')
}
