import { formatClock, formatDate } from './time.ts'

const hour = 3_600_000
const day = 24 * hour

/** Axis label of a bucket: clock within two days, else day and month. */
export function axisLabel(t: number, span: number, zone: string): string {
  return span <= 2 * day ? formatClock(t, zone) : formatDate(t, zone).replace(/ \d{4}$/, '')
}

/** Full label of a bucket for crosshair and table: `22 Nov, 09:00–10:00`. */
export function bucketLabel(t: number, bucketMs: number, zone: string): string {
  const date = formatDate(t, zone).replace(/ \d{4}$/, '')
  if (bucketMs >= day) return date
  return `${date}, ${formatClock(t, zone, bucketMs < 60_000)}–${formatClock(t + bucketMs, zone, bucketMs < 60_000)}`
}
