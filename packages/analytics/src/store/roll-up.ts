import type { PoolClient } from 'pg'
import type { Dimensions } from './dimensions.ts'
import { bucketOf, buckets } from './latency-histogram.ts'
import { type LoggedEvent, type LogOwner, quotaUnitsOf, statusClassOf } from './stored-event.ts'

type MinuteRow = {
  key: readonly [
    minute: number,
    stage: number,
    api: number,
    version: number,
    operation: number,
    application: number,
    plan: number,
    sclass: number,
  ]
  n: number
  billable: number
  units: number
  bytesIn: number
  bytesOut: number
  latencySum: number
  latencyMax: number
  upstreamSum: number
  histogram: number[]
}

/** Adds this batch to usage.minute, keys sorted so that writers lock rows in one order and cannot deadlock. */
export async function rollUpMinutes(
  client: PoolClient,
  dimensions: Dimensions,
  owner: LogOwner,
  events: readonly LoggedEvent[],
): Promise<void> {
  const rows = new Map<string, MinuteRow>()
  const stage = dimensions.number('stage', owner.stageId)
  for (const { event } of events) {
    const key = [
      Math.floor(event.at / 60_000),
      stage,
      dimensions.number('api', event.apiId),
      dimensions.number('version', event.versionId),
      dimensions.number('operation', event.operationId),
      dimensions.number('application', event.applicationId),
      dimensions.number('planVersion', event.planVersionId),
      statusClassOf(event),
    ] as const
    const name = key.join(' ')
    let row = rows.get(name)
    if (!row) {
      row = {
        key,
        n: 0,
        billable: 0,
        units: 0,
        bytesIn: 0,
        bytesOut: 0,
        latencySum: 0,
        latencyMax: 0,
        upstreamSum: 0,
        histogram: new Array<number>(buckets).fill(0),
      }
      rows.set(name, row)
    }
    row.units += event.units
    row.bytesIn += event.bytesIn
    row.bytesOut += event.bytesOut
    if (event.interim) continue
    row.n += 1
    if (event.billable) row.billable += 1
    row.latencySum += event.us.total
    row.latencyMax = Math.max(row.latencyMax, event.us.total)
    row.upstreamSum += (event.us.connect ?? 0) + (event.us.firstByte ?? 0) + (event.us.body ?? 0)
    const bucket = bucketOf(event.us.total)
    row.histogram[bucket] = (row.histogram[bucket] ?? 0) + 1
  }
  const sorted = [...rows.values()].sort((a, b) => compareKeys(a.key, b.key))
  const column = (pick: (row: MinuteRow) => number) => sorted.map(pick)
  await client.query(
    `INSERT INTO usage.minute AS m
     SELECT to_timestamp(t.minute * 60), t.stage, t.api, t.version, t.operation, t.application, t.plan, t.sclass,
       t.n, t.billable, t.units, t.bytes_in, t.bytes_out, t.lat_sum, t.lat_max, t.up_sum, t.hist::integer[]
     FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::smallint[], $9::bigint[], $10::bigint[],
       $11::numeric[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::text[])
       AS t(minute, stage, api, version, operation, application, plan, sclass, n, billable, units, bytes_in, bytes_out, lat_sum, lat_max, up_sum, hist)
     ON CONFLICT (bucket, stage, api, version, operation, application, plan, sclass) DO UPDATE SET
       n = m.n + excluded.n, billable = m.billable + excluded.billable, units = m.units + excluded.units,
       bytes_in = m.bytes_in + excluded.bytes_in, bytes_out = m.bytes_out + excluded.bytes_out,
       lat_sum = m.lat_sum + excluded.lat_sum, lat_max = greatest(m.lat_max, excluded.lat_max), up_sum = m.up_sum + excluded.up_sum,
       hist = usage.histogram_add(m.hist, excluded.hist)`,
    [
      ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => column((row) => row.key[i] ?? 0)),
      column((row) => row.n),
      column((row) => row.billable),
      column((row) => row.units),
      column((row) => row.bytesIn),
      column((row) => row.bytesOut),
      column((row) => row.latencySum),
      column((row) => row.latencyMax),
      column((row) => row.upstreamSum),
      sorted.map((row) => `{${row.histogram.join(',')}}`),
    ],
  )
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Quota windows: the UTC day and the UTC calendar month of an instant. */
export function quotaWindowsOf(at: number): { period: 0 | 1; start: number }[] {
  const date = new Date(at)
  return [
    { period: 0, start: Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) },
    { period: 1, start: Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) },
  ]
}

/** Adds this batch to usage.quota_count, sorted like the minutes. */
export async function countQuotas(
  client: PoolClient,
  dimensions: Dimensions,
  logId: string,
  events: readonly LoggedEvent[],
): Promise<void> {
  const counts = new Map<string, { key: readonly [number, number, number]; used: number }>()
  for (const { event } of events) {
    const units = quotaUnitsOf(event)
    if (units === 0 || event.subscriptionId === undefined) continue
    const subscription = dimensions.number('subscription', event.subscriptionId)
    for (const { period, start } of quotaWindowsOf(event.at)) {
      const key = [subscription, period, start] as const
      const name = key.join(' ')
      const count = counts.get(name)
      if (count) count.used += units
      else counts.set(name, { key, used: units })
    }
  }
  if (counts.size === 0) return
  const sorted = [...counts.values()].sort((a, b) => compareKeys(a.key, b.key))
  await client.query(
    `INSERT INTO usage.quota_count AS q (subscription, period, window_start, log_id, used)
     SELECT t.subscription, t.period, to_timestamp(t.start / 1000.0), $5::uuid, t.used
     FROM unnest($1::int[], $2::smallint[], $3::bigint[], $4::bigint[]) AS t(subscription, period, start, used)
     ON CONFLICT (subscription, period, window_start, log_id) DO UPDATE SET used = q.used + excluded.used`,
    [
      sorted.map(({ key }) => key[0]),
      sorted.map(({ key }) => key[1]),
      sorted.map(({ key }) => key[2]),
      sorted.map(({ used }) => used),
      logId,
    ],
  )
}
