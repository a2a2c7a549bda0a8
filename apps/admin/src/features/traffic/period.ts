/** Periods that one can look at, with the step that gives a readable chart. */
export const periods = [
  { value: '1h', label: 'Last hour', hours: 1, step: 'minute' },
  { value: '24h', label: 'Last 24 hours', hours: 24, step: 'hour' },
  { value: '7d', label: 'Last 7 days', hours: 168, step: 'hour' },
  { value: '28d', label: 'Last 28 days', hours: 672, step: 'day' },
] as const

export type Period = (typeof periods)[number]

export function periodOf(value: string | null): Period {
  return periods.find((period) => period.value === value) ?? periods[1]
}
