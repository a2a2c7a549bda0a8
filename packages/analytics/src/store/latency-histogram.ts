/**
 * Mergeable latency histogram with logarithmic buckets: bucket i > 0 holds ]firstUs·γ^(i-1), firstUs·γ^i], so a quantile is off by
 * at most `accuracy` (DDSketch, Masson et al. 2019). 44 buckets reach from 100 µs to a minute.
 */
const accuracy = 0.15
const gamma = (1 + accuracy) / (1 - accuracy)
const firstUs = 100
const perLog = 1 / Math.log(gamma)
export const buckets = 45

/** Bucket of a latency in microseconds. */
export function bucketOf(us: number): number {
  if (us <= firstUs) return 0
  return Math.min(buckets - 1, Math.ceil(Math.log(us / firstUs) * perLog))
}

/** The q-quantile (0…1) in microseconds, or null of an empty histogram. */
export function quantile(histogram: readonly number[], q: number): number | null {
  let total = 0
  for (const n of histogram) total += n
  if (total === 0) return null
  let rank = Math.max(1, Math.ceil(q * total))
  for (let i = 0; i < histogram.length; i += 1) {
    rank -= histogram[i] ?? 0
    if (rank <= 0) return i === 0 ? firstUs : Math.round((2 * firstUs * gamma ** i) / (gamma + 1))
  }
  return null
}
