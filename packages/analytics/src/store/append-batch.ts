import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Database } from '@gatehouse/db/client'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { decodeUsageEvent } from '../events/decode-usage-event.ts'
import { readRecords, wholeRecordBytes } from '../events/record-frame.ts'
import { countFeatures } from './count-features.ts'
import { countFindings } from './count-findings.ts'
import { countRules } from './count-rules.ts'
import { countUndeclared } from './count-undeclared.ts'
import type { Dimensions } from './dimensions.ts'
import { countQuotas, rollUpMinutes } from './roll-up.ts'
import {
  detailColumns,
  detailLine,
  type LoggedEvent,
  type LogOwner,
  namesOf,
  rawColumns,
  rawLine,
} from './stored-event.ts'

/** A byte range of one gateway log: whole records, [from, to). */
export type Batch = {
  owner: LogOwner
  logId: string
  from: number
  to: number
  bytes: Buffer
  served: readonly { second: number; n: number }[]
}

export type BatchOutcome =
  | {
      kind: 'stored'
      head: number
      stored: number
      rejected: number
      /** When each credential of the batch was last used, in milliseconds since 1970. */
      credentials: ReadonlyMap<string, number>
    }
  /** The batch does not begin at the head; the gateway goes on from `head`. */
  | { kind: 'out-of-order'; head: number }
  /** The log belongs to another gateway. */
  | { kind: 'foreign' }

type Rejected = { offset: number; reason: string; bytes: Buffer }

const oldestMs = 35 * 86_400_000
const newestMs = 86_400_000

/**
 * Stores one batch exactly once: locks the log's head, accepts only `from = head`, writes raw rows, details, rollups, quota counts,
 * ledger and the new head in one transaction. What cannot be stored is kept byte for byte in usage.rejected and never blocks its log.
 */
export async function appendBatch(
  pool: Database['pool'],
  dimensions: Dimensions,
  days: PartitionDays,
  batch: Batch,
  now: number,
): Promise<BatchOutcome> {
  const { events, rejected } = decodeBatch(batch, now)
  await dimensions.ensure(namesOfBatch(batch.owner, events))
  await days.ensure(pool, events)
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const gateway = dimensions.number('gateway', batch.owner.gatewayId)
    await client.query('INSERT INTO usage.log_head (log_id, gateway) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      batch.logId,
      gateway,
    ])
    const locked = await client.query<{ head: string; gateway: number }>(
      'SELECT head, gateway FROM usage.log_head WHERE log_id = $1 FOR UPDATE',
      [batch.logId],
    )
    const row = locked.rows[0]
    if (!row || row.gateway !== gateway) {
      await client.query('ROLLBACK')
      return { kind: 'foreign' }
    }
    if (Number(row.head) !== batch.from) {
      await client.query('ROLLBACK')
      return { kind: 'out-of-order', head: Number(row.head) }
    }
    const stored = await storeEvents(client, dimensions, batch, events, rejected)
    if (stored.length > 0) {
      await rollUpMinutes(client, dimensions, batch.owner, stored)
      await countQuotas(client, dimensions, batch.logId, stored)
      await countFindings(client, dimensions, batch.owner, stored)
      await countFeatures(client, dimensions, batch.owner, stored)
      await countRules(client, dimensions, batch.owner, stored)
      await countUndeclared(client, dimensions, batch.owner, stored)
    }
    await writeLedger(client, batch, stored, rejected)
    // No NOTIFY here: its commits form one queue in PostgreSQL, and a revocation would wait for the disk behind every batch.
    await client.query('COMMIT')
    return {
      kind: 'stored',
      head: batch.to,
      stored: stored.length,
      rejected: rejected.length,
      credentials: lastUses(stored),
    }
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error))
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release(broken)
  }
}

function decodeBatch(batch: Batch, now: number): { events: LoggedEvent[]; rejected: Rejected[] } {
  const events: LoggedEvent[] = []
  const rejected: Rejected[] = []
  const { records, end } = readRecords(batch.bytes)
  for (const { offset, payload } of records) {
    const reject = (reason: string) =>
      rejected.push({
        offset: batch.from + offset,
        reason,
        bytes: batch.bytes.subarray(offset, offset + wholeRecordBytes(batch.bytes, offset, false)),
      })
    try {
      const event = decodeUsageEvent(payload)
      if (event.at < now - oldestMs || event.at > now + newestMs) reject('its time is out of range')
      else events.push({ offset: batch.from + offset, event })
    } catch (error) {
      reject(error instanceof Error ? error.message : 'not decodable')
    }
  }
  // Behind a damaged frame nothing can be told apart any more: the rest of the range is kept as one block.
  if (end < batch.bytes.length)
    rejected.push({ offset: batch.from + end, reason: 'damaged frame', bytes: batch.bytes.subarray(end) })
  return { events, rejected }
}

function lastUses(events: readonly LoggedEvent[]): Map<string, number> {
  const uses = new Map<string, number>()
  for (const { event } of events) {
    const id = event.credentialId
    if (id !== undefined) uses.set(id, Math.max(event.at, uses.get(id) ?? 0))
  }
  return uses
}

function* namesOfBatch(owner: LogOwner, events: readonly LoggedEvent[]) {
  yield ['stage', owner.stageId] as const
  yield ['gateway', owner.gatewayId] as const
  for (const { event } of events) yield* namesOf(event)
}

/** Copies the rows; where PostgreSQL refuses the data, halves the batch until the rows that it refuses stand alone. */
async function storeEvents(
  client: PoolClient,
  dimensions: Dimensions,
  batch: Batch,
  events: readonly LoggedEvent[],
  rejected: Rejected[],
): Promise<readonly LoggedEvent[]> {
  if (events.length === 0) return events
  await client.query('SAVEPOINT rows')
  try {
    await copy(client, `COPY usage.raw (${rawColumns}) FROM STDIN`, events, (event) =>
      rawLine(dimensions, batch.owner, batch.logId, event),
    )
    // The page of a request is made from its final record.
    const finished = events.filter(({ event }) => !event.interim)
    await copy(client, `COPY usage.detail (${detailColumns}) FROM STDIN`, finished, detailLine)
    await client.query('RELEASE SAVEPOINT rows')
    return events
  } catch (error) {
    const reason = refusalOf(error)
    if (reason === undefined) throw error
    await client.query('ROLLBACK TO SAVEPOINT rows')
    const [only] = events
    if (events.length === 1 && only) {
      const at = only.offset - batch.from
      rejected.push({
        offset: only.offset,
        reason,
        bytes: batch.bytes.subarray(at, at + wholeRecordBytes(batch.bytes, at, false)),
      })
      return []
    }
    const half = events.length >> 1
    const first = await storeEvents(client, dimensions, batch, events.slice(0, half), rejected)
    return [...first, ...(await storeEvents(client, dimensions, batch, events.slice(half), rejected))]
  }
}

/** Data exceptions and constraint violations are the record's fault; anything else is the database's. */
function refusalOf(error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return typeof code === 'string' && /^2[23]/.test(code) ? `${code} ${String(message)}`.slice(0, 300) : undefined
}

async function copy(
  client: PoolClient,
  sql: string,
  events: readonly LoggedEvent[],
  line: (event: LoggedEvent) => string,
): Promise<void> {
  let text = ''
  for (const event of events) text += line(event)
  await pipeline(Readable.from([Buffer.from(text)]), client.query(copyFrom(sql)))
}

async function writeLedger(
  client: PoolClient,
  batch: Batch,
  stored: readonly LoggedEvent[],
  rejected: readonly Rejected[],
): Promise<void> {
  if (rejected.length > 0) {
    await client.query(
      `INSERT INTO usage.rejected (log_id, log_offset, reason, bytes)
       SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bytea[])`,
      [
        batch.logId,
        rejected.map(({ offset }) => offset),
        rejected.map(({ reason }) => reason),
        rejected.map(({ bytes }) => bytes),
      ],
    )
  }
  if (batch.served.length > 0) {
    // Counts are cumulative per second: a batch that comes again says the same or more.
    await client.query(
      `INSERT INTO usage.served AS s (log_id, second, n)
       SELECT $1, to_timestamp(t.second), max(t.n) FROM unnest($2::bigint[], $3::int[]) AS t(second, n) GROUP BY t.second ORDER BY t.second
       ON CONFLICT (log_id, second) DO UPDATE SET n = greatest(s.n, excluded.n)`,
      [batch.logId, batch.served.map(({ second }) => second), batch.served.map(({ n }) => n)],
    )
  }
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { event } of stored) {
    if (event.at < first) first = event.at
    if (event.at > last) last = event.at
  }
  const instantOf = (ms: number) => (Number.isFinite(ms) ? new Date(ms) : null)
  if (batch.to > batch.from) {
    await client.query(
      'INSERT INTO usage.batch (log_id, from_offset, to_offset, first_ts, last_ts, n, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [
        batch.logId,
        batch.from,
        batch.to,
        instantOf(first),
        instantOf(last),
        stored.length,
        createHash('sha256').update(batch.bytes).digest(),
      ],
    )
  }
  await client.query('UPDATE usage.log_head SET head = $2, watermark = greatest(watermark, $3) WHERE log_id = $1', [
    batch.logId,
    batch.to,
    instantOf(last),
  ])
}

/** Days whose partitions are known to exist. */
export class PartitionDays {
  readonly #known = new Set<string>()

  /** Makes the partitions of these events' days where they are missing. */
  async ensure(pool: Database['pool'], events: readonly LoggedEvent[]): Promise<void> {
    const missing = new Set<string>()
    for (const { event } of events) {
      const day = new Date(event.at).toISOString().slice(0, 10)
      if (!this.#known.has(day)) missing.add(day)
    }
    for (const day of missing) {
      await pool.query('SELECT usage.ensure_partitions($1::date, $1::date)', [day])
      this.#known.add(day)
    }
  }
}
