import { type Instant, toMillis } from './time.ts'

/** One bucket: its start (ISO or epoch ms) and a value per series id. `null` is a gap, not a zero. */
export type ChartBucket = { t: Instant } & Record<string, Instant | number | null>

export type ChartColor = 'accent' | 'accent-mid' | 'accent-soft' | 'neutral' | 'ok' | 'warn' | 'bad' | 'info'

export type ChartSeries = {
  id: string
  label: string
  color?: ChartColor
  /** Key of the same series in the period before; drawn dashed behind. */
  beforeId?: string
}

export const chartColors: Record<ChartColor, string> = {
  accent: 'var(--chart-accent)',
  'accent-mid': 'var(--chart-accent-mid)',
  'accent-soft': 'var(--chart-accent-soft)',
  neutral: 'var(--chart-neutral)',
  ok: 'var(--ok)',
  warn: 'var(--warn)',
  bad: 'var(--bad)',
  info: 'var(--info)',
}

const order: ChartColor[] = ['accent', 'neutral', 'accent-soft', 'info', 'accent-mid', 'ok']

/** CSS colour of a series: its own, else by position. */
export function seriesColor(series: ChartSeries, index: number): string {
  return chartColors[series.color ?? order[index % order.length] ?? 'accent']
}

export const tailKey = (id: string) => `${id}:tail`

export type ChartRow = { t: number } & Record<string, number | null>

/**
 * Rows for drawing. From `incompleteFrom` (epoch ms) on, values move to a `:tail` key that is drawn dashed;
 * a joined tail (lines) begins at the last complete bucket, so that the line doesn't break.
 */
export function chartRows(
  data: readonly ChartBucket[],
  series: readonly ChartSeries[],
  incompleteFrom: number | undefined,
  joined: boolean,
): ChartRow[] {
  const starts = data.map((bucket) => toMillis(bucket.t))
  const firstOpen = incompleteFrom === undefined ? data.length : starts.findIndex((t) => t >= incompleteFrom)
  const cut = firstOpen === -1 ? data.length : firstOpen
  return data.map((bucket, index) => {
    const row: ChartRow = { t: starts[index] ?? 0 }
    for (const { id, beforeId } of series) {
      const value = bucketValue(bucket, id)
      row[id] = index < cut ? value : null
      if (cut < data.length) row[tailKey(id)] = index >= cut || (joined && index === cut - 1) ? value : null
      if (beforeId) row[beforeId] = bucketValue(bucket, beforeId)
    }
    return row
  })
}

/** Numeric value of a bucket; anything else is a gap. */
export function bucketValue(bucket: ChartBucket, id: string): number | null {
  const value = bucket[id]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Whether every value is a whole number: then the axis shows no halves. */
export function isWhole(data: readonly ChartBucket[], series: readonly ChartSeries[]): boolean {
  return data.every((bucket) => series.every(({ id }) => Number.isInteger(bucketValue(bucket, id) ?? 0)))
}

/** Largest value to be drawn: of single series, or of their sums when stacked. */
export function largestValue(data: readonly ChartBucket[], series: readonly ChartSeries[], stacked: boolean): number {
  let most = 0
  for (const bucket of data) {
    let sum = 0
    for (const { id, beforeId } of series) {
      const value = bucketValue(bucket, id) ?? 0
      sum += value
      most = Math.max(most, value, beforeId ? (bucketValue(bucket, beforeId) ?? 0) : 0)
    }
    if (stacked) most = Math.max(most, sum)
  }
  return most
}

/**
 * Ticks from zero to the first round number above `most`: 3 to 5 steps of 1, 2, 2.5 or 5 times a power of ten;
 * with `whole` never half a thing.
 */
export function niceTicks(most: number, whole = false, wanted = 4): number[] {
  if (!(most > 0)) return [0, 1]
  const rough = most / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const round = ([1, 2, 2.5, 5].find((factor) => factor * power >= rough * 0.9999) ?? 10) * power
  const step = whole ? Math.max(1, Math.ceil(round)) : round
  const count = Math.ceil(most / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** Starts of buckets that carry a label: evenly spaced, never more than fit. */
export function timeTicks(starts: readonly number[], width: number, perLabel = 90): number[] {
  const most = Math.max(2, Math.floor(width / perLabel))
  const stride = Math.max(1, Math.ceil(starts.length / most))
  return starts.filter((_, index) => index % stride === 0 && index <= starts.length - Math.min(stride, 1))
}

/** Moves labels apart so that none overlap, as little as possible, within the plot. Positions are px from the top. */
export function spreadLabels(wanted: readonly number[], gap: number, height: number): number[] {
  const sorted = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y)
  for (let pass = 0; pass < 20; pass += 1) {
    let moved = false
    for (let i = 1; i < sorted.length; i += 1) {
      const above = sorted[i - 1]
      const below = sorted[i]
      if (!above || !below) continue
      const overlap = gap - (below.y - above.y)
      if (overlap > 0.01) {
        above.y -= overlap / 2
        below.y += overlap / 2
        moved = true
      }
    }
    for (const label of sorted) label.y = Math.min(height, Math.max(0, label.y))
    if (!moved) break
  }
  const placed = [...wanted]
  for (const { y, index } of sorted) placed[index] = y
  return placed
}

/** Index of the bucket at `x` px of a plot from `left` to `right`; −1 outside. Bars fill a band each, points sit on the edges. */
export function bucketAt(x: number, left: number, right: number, count: number, banded: boolean): number {
  if (count === 0 || x < left || x > right) return -1
  const share = (x - left) / (right - left)
  return Math.min(count - 1, banded ? Math.floor(share * count) : Math.round(share * (count - 1)))
}
