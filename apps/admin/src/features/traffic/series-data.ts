import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { getUsageSeries } from '@gatehouse/contracts/endpoints/usage'

export type UsageSeries = EndpointOutput<typeof getUsageSeries>
type Bucket = UsageSeries['buckets'][number]

export function errorsOf(bucket: Pick<Bucket, 'clientErrors' | 'refused' | 'serverErrors'>): number {
  return bucket.clientErrors + bucket.refused + bucket.serverErrors
}

/** Share of failed requests, 0–1; null without requests. */
export function errorShare(totals: UsageSeries['totals']): number | null {
  return totals.requests === 0 ? null : errorsOf(totals) / totals.requests
}

export function toMilliseconds(microseconds: number | null): number | null {
  return microseconds === null ? null : microseconds / 1_000
}

/** Buckets as the charts take them. */
export function chartData(series: UsageSeries) {
  return series.buckets.map((bucket) => ({
    t: Date.parse(bucket.at),
    successful: bucket.successful,
    clientErrors: bucket.clientErrors,
    refused: bucket.refused,
    serverErrors: bucket.serverErrors,
    p50: toMilliseconds(bucket.p50Us),
    p95: toMilliseconds(bucket.p95Us),
    p99: toMilliseconds(bucket.p99Us),
  }))
}

/** Start of the first bucket that is still filling. */
export function incompleteFrom(series: UsageSeries): { incompleteFrom?: number } {
  const first = series.buckets.find((bucket) => bucket.incomplete)
  return first ? { incompleteFrom: Date.parse(first.at) } : {}
}
