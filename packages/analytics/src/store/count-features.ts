import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import type { PoolClient } from 'pg'
import type { Dimensions } from './dimensions.ts'
import { type LoggedEvent, type LogOwner, uuidOf } from './stored-event.ts'

type Key = readonly [first: number, stage: number, date: string, application: number]
type Calls = { key: Key; n: number; lastAt: number }
/** `uses`: as usage.feature_day.uses. */
type Uses = Calls & { noted: number; uses: number[] }

/** Shapes that one operation keeps of one day. */
export const shapesPerDay = 200
const dayMs = 86_400_000

/** Day of an instant, UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Monday of an instant's week, UTC. 1970-01-01 was a Thursday. */
export function weekOf(at: number): string {
  const day = Math.floor(at / dayMs)
  return dayOf((day - ((day + 3) % 7)) * dayMs)
}

/** First Monday of the four weeks of an instant, UTC; the first of all is 1970-01-05. */
export function spanOf(at: number): string {
  const day = Math.floor(at / dayMs)
  return dayOf((day - ((day - 4) % 28)) * dayMs)
}

/**
 * Adds this batch to usage.feature_day, its sums by week and by four weeks, and usage.caller_day, and its shapes to usage.shape: keys sorted, so that
 * writers lock rows in one order and cannot deadlock. Only calls that were let through: what is refused already, no change can break.
 */
export async function countFeatures(
  client: PoolClient,
  dimensions: Dimensions,
  owner: LogOwner,
  events: readonly LoggedEvent[],
): Promise<void> {
  const stage = dimensions.number('stage', owner.stageId)
  const days = new Map<string, Uses>()
  const weeks = new Map<string, Uses>()
  const spans = new Map<string, Uses>()
  const callers = new Map<string, Calls>()
  for (const { event } of events) {
    if (event.interim || event.operationId === undefined || event.billableReason === 'refused') continue
    const operation = dimensions.number('operation', event.operationId)
    const application = dimensions.number('application', event.applicationId)
    const day = dayOf(event.at)
    addUses(days, [operation, stage, day, application], event)
    addUses(weeks, [operation, stage, weekOf(event.at), application], event)
    addUses(spans, [operation, stage, spanOf(event.at), application], event)
    count(callers, [dimensions.number('version', event.versionId), stage, day, application], event, (row) => row)
  }
  if (days.size === 0) return
  await writeUses(client, 'usage.feature_day', 'day', [...days.values()])
  await writeUses(client, 'usage.feature_week', 'week', [...weeks.values()])
  await writeUses(client, 'usage.feature_span', 'span', [...spans.values()])
  await writeCallers(client, [...callers.values()])
  await writeShapes(client, dimensions, stage, events)
}

function count<Row extends Calls>(rows: Map<string, Row>, key: Key, event: UsageEvent, make: (row: Calls) => Row): Row {
  const name = key.join(' ')
  let row = rows.get(name)
  if (row === undefined) {
    row = make({ key, n: 0, lastAt: event.at })
    rows.set(name, row)
  }
  row.n += 1
  row.lastAt = Math.max(row.lastAt, event.at)
  return row
}

function addUses(rows: Map<string, Uses>, key: Key, event: UsageEvent): void {
  const row = count(rows, key, event, (made) => ({ ...made, noted: 0, uses: [] }))
  const bits = event.features
  if (bits === undefined) return
  row.noted += 1
  const { uses } = row
  const minute = Math.floor(event.at / 60_000)
  for (let at = 0; at < bits.length; at += 1) {
    for (let byte = bits[at] as number, bit = at * 8; byte !== 0; byte >>= 1, bit += 1) {
      if ((byte & 1) === 0) continue
      while (uses.length < 2 * bit + 2) uses.push(0)
      uses[2 * bit] = (uses[2 * bit] as number) + 1
      uses[2 * bit + 1] = Math.max(uses[2 * bit + 1] as number, minute)
    }
  }
}

function byKey<Row extends Calls>(rows: readonly Row[]): Row[] {
  return [...rows].sort(
    ({ key: a }, { key: b }) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : a[3] - b[3]),
  )
}

async function writeUses(
  client: PoolClient,
  table: 'usage.feature_day' | 'usage.feature_week' | 'usage.feature_span',
  date: 'day' | 'week' | 'span',
  rows: readonly Uses[],
): Promise<void> {
  const sorted = byKey(rows)
  await client.query(
    `INSERT INTO ${table} AS u
     SELECT t.operation, t.stage, t.date, t.application, t.n, t.noted, to_timestamp(t.at / 1000.0), t.uses::integer[]
     FROM unnest($1::int[], $2::int[], $3::date[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[])
       AS t(operation, stage, date, application, n, at, noted, uses)
     ON CONFLICT (operation, stage, ${date}, application) DO UPDATE SET
       n = u.n + excluded.n, noted = u.noted + excluded.noted, last_at = greatest(u.last_at, excluded.last_at),
       uses = usage.uses_add(u.uses, excluded.uses)`,
    [...columns(sorted), sorted.map(({ noted }) => noted), sorted.map(({ uses }) => `{${uses.join(',')}}`)],
  )
}

async function writeCallers(client: PoolClient, rows: readonly Calls[]): Promise<void> {
  await client.query(
    `INSERT INTO usage.caller_day AS c
     SELECT t.version, t.stage, t.day, t.application, t.n, to_timestamp(t.at / 1000.0)
     FROM unnest($1::int[], $2::int[], $3::date[], $4::int[], $5::bigint[], $6::bigint[]) AS t(version, stage, day, application, n, at)
     ON CONFLICT (version, stage, day, application) DO UPDATE SET
       n = c.n + excluded.n, last_at = greatest(c.last_at, excluded.last_at)`,
    columns(byKey(rows)),
  )
}

function columns(rows: readonly Calls[]): (string | number)[][] {
  return [
    rows.map(({ key }) => key[0]),
    rows.map(({ key }) => key[1]),
    rows.map(({ key }) => key[2]),
    rows.map(({ key }) => key[3]),
    rows.map(({ n }) => n),
    rows.map(({ lastAt }) => Math.floor(lastAt)),
  ]
}

/** The end of a request's id is random: it spreads the calls of a day over the places. */
function slotOf(requestId: string): number {
  return Number.parseInt(requestId.slice(-8), 16) % shapesPerDay
}

async function writeShapes(
  client: PoolClient,
  dimensions: Dimensions,
  stage: number,
  events: readonly LoggedEvent[],
): Promise<void> {
  const places = new Map<string, { key: readonly [string, number, number]; event: UsageEvent }>()
  for (const { event } of events) {
    if (event.shape === undefined || event.operationId === undefined) continue
    const key = [dayOf(event.at), dimensions.number('operation', event.operationId), slotOf(event.requestId)] as const
    const name = key.join(' ')
    const before = places.get(name)
    if (before === undefined || before.event.at <= event.at) places.set(name, { key, event })
  }
  if (places.size === 0) return
  const sorted = [...places.values()].sort(
    ({ key: a }, { key: b }) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) || a[1] - b[1] || a[2] - b[2],
  )
  const calls = sorted.map(({ event }) => event)
  await client.query(
    `INSERT INTO usage.shape AS s
     SELECT t.day, $9::int, t.operation, t.slot, t.version, t.application, to_timestamp(t.at / 1000.0), t.request, t.shape
     FROM unnest($1::date[], $2::int[], $3::smallint[], $4::int[], $5::int[], $6::bigint[], $7::uuid[], $8::text[])
       AS t(day, operation, slot, version, application, at, request, shape)
     ON CONFLICT (day, stage, operation, slot) DO UPDATE SET
       version = excluded.version, application = excluded.application, at = excluded.at, request_id = excluded.request_id, shape = excluded.shape
       WHERE s.at <= excluded.at`,
    [
      sorted.map(({ key }) => key[0]),
      sorted.map(({ key }) => key[1]),
      sorted.map(({ key }) => key[2]),
      calls.map(({ versionId }) => dimensions.number('version', versionId)),
      calls.map(({ applicationId }) => dimensions.number('application', applicationId)),
      calls.map(({ at }) => Math.floor(at)),
      calls.map(({ requestId }) => uuidOf(requestId)),
      calls.map(({ shape }) => shape),
      stage,
    ],
  )
}
