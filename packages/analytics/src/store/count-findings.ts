import type { UsageEvent, ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { PoolClient } from 'pg'
import type { Dimensions } from './dimensions.ts'
import { type LoggedEvent, type LogOwner, uuidOf } from './stored-event.ts'

/** Day, stage, version, operation, application: the group that a bound holds for. */
type GroupKey = readonly [day: string, stage: number, version: number, operation: number, application: number]
type Place = { side: 0 | 1; outcome: 0 | 1; place: string; pointer: string; rule: string }
type PlaceCount = Place & { key: GroupKey; n: number; lastAt: number; lastRequest: string }
type RequestCount = { key: GroupKey; side: 0 | 1; outcome: 0 | 1; n: number }

/** Distinct places of one group in a day; what comes beyond is counted under pointer `…`. */
export const placesPerGroup = 200
const pointerLength = 200
const beyond = '…'

/** Body judgements that were not made: counted as places, never as requests that break the contract. */
export const notJudgedRule = 'not-judged'

/** Refusals of the validate phase that name no place of their own. */
const placesOfCodes: Readonly<Record<string, ValidationFinding>> = {
  content_type_unsupported: { in: 'header', pointer: '/content-type', rule: 'content-type', expected: '' },
  body_not_json: { in: 'body', pointer: '', rule: 'json', expected: '' },
}

/** Codes by which a request is refused for a finding; with any other code it was reported and fell for another reason. */
const refusals = new Set(['request_invalid', ...Object.keys(placesOfCodes)])

/**
 * Adds this batch to usage.finding and usage.finding_request, keys sorted so that writers lock rows in one order and cannot deadlock.
 * Events without findings, nearly all, cost one look.
 */
export async function countFindings(
  client: PoolClient,
  dimensions: Dimensions,
  owner: LogOwner,
  events: readonly LoggedEvent[],
): Promise<void> {
  const places = new Map<string, PlaceCount>()
  const requests = new Map<string, RequestCount>()
  for (const { event } of events) {
    if (event.errors.length === 0 && (event.code === undefined || placesOfCodes[event.code] === undefined)) continue
    if (event.interim || event.versionId === undefined || event.operationId === undefined) continue
    const key: GroupKey = [
      new Date(event.at).toISOString().slice(0, 10),
      dimensions.number('stage', owner.stageId),
      dimensions.number('version', event.versionId),
      dimensions.number('operation', event.operationId),
      dimensions.number('application', event.applicationId),
    ]
    countEvent(key, event, places, requests)
  }
  if (places.size === 0) return
  await writePlaces(client, await bounded(client, [...places.values()]))
  await writeRequests(client, [...requests.values()])
}

function countEvent(
  key: GroupKey,
  event: UsageEvent,
  places: Map<string, PlaceCount>,
  requests: Map<string, RequestCount>,
): void {
  const named = event.errors.filter(({ of }) => of === undefined).length > 0
  const implied = named || event.code === undefined ? undefined : placesOfCodes[event.code]
  const sides = new Set<0 | 1>()
  const seen = new Set<string>()
  for (const finding of implied === undefined ? event.errors : [implied, ...event.errors]) {
    const side = finding.of === 'response' ? 1 : 0
    const outcome = outcomeOf(side, event.code)
    if (finding.rule !== notJudgedRule) sides.add(side)
    const place = { side, outcome, place: finding.in, pointer: pointerOf(finding.pointer), rule: finding.rule } as const
    const name = nameOf(key, place)
    // The same place in several items of one request is one.
    if (seen.has(name)) continue
    seen.add(name)
    const row = places.get(name)
    if (row === undefined)
      places.set(name, { key, ...place, n: 1, lastAt: event.at, lastRequest: uuidOf(event.requestId) })
    else {
      row.n += 1
      if (event.at >= row.lastAt) {
        row.lastAt = event.at
        row.lastRequest = uuidOf(event.requestId)
      }
    }
  }
  for (const side of sides) {
    const outcome = outcomeOf(side, event.code)
    const name = [...key, side, outcome].join(' ')
    const row = requests.get(name)
    if (row === undefined) requests.set(name, { key, side, outcome, n: 1 })
    else row.n += 1
  }
}

function outcomeOf(side: 0 | 1, code: string | undefined): 0 | 1 {
  return code !== undefined && (side === 1 ? code === 'response_invalid' : refusals.has(code)) ? 1 : 0
}

/** Array positions as `*`, so that rows stay few; cut at 200 characters. */
export function pointerOf(pointer: string): string {
  const plain = pointer.replace(/\/\d+(?=\/|$)/g, '/*').replaceAll('\u0000', '')
  return plain.length <= pointerLength ? plain : `${plain.slice(0, pointerLength - 1)}…`
}

function nameOf(key: GroupKey, { side, outcome, place, pointer, rule }: Place): string {
  return [...key, side, outcome, place, rule, pointer].join(' ')
}

/**
 * A caller that names a new property in each request would make a row of each: where a group has its fill, further places are counted
 * as one. Two writers at once may pass the bound by what they hold.
 */
async function bounded(client: PoolClient, rows: readonly PlaceCount[]): Promise<readonly PlaceCount[]> {
  const groups = new Map<string, PlaceCount[]>()
  for (const row of rows) {
    const name = row.key.join(' ')
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  const known = await knownPlaces(
    client,
    [...groups.values()].map(([first]) => (first as PlaceCount).key),
  )
  const kept = new Map<string, PlaceCount>()
  for (const [group, own] of groups) {
    const places = known.get(group) ?? new Set()
    for (const row of own) {
      const name = nameOf(row.key, row)
      if (!places.has(name) && places.size >= placesPerGroup) fold(kept, { ...row, pointer: beyond, rule: beyond })
      else {
        places.add(name)
        fold(kept, row)
      }
    }
  }
  return [...kept.values()]
}

function fold(kept: Map<string, PlaceCount>, row: PlaceCount): void {
  const name = nameOf(row.key, row)
  const before = kept.get(name)
  if (before === undefined) kept.set(name, row)
  else {
    before.n += row.n
    if (row.lastAt > before.lastAt) Object.assign(before, { lastAt: row.lastAt, lastRequest: row.lastRequest })
  }
}

type StoredPlace = Omit<Place, 'side' | 'outcome'> & {
  day: string
  stage: number
  version: number
  operation: number
  application: number
  side: 0 | 1
  outcome: 0 | 1
}

/** What is stored of these groups: a range of the primary key each, of about `placesPerGroup` rows. */
async function knownPlaces(client: PoolClient, keys: readonly GroupKey[]): Promise<Map<string, Set<string>>> {
  const rows = await client.query<StoredPlace>(
    `SELECT f.day::text AS day, f.stage, f.version, f.operation, f.application, f.side, f.outcome, f.place, f.pointer, f.rule
     FROM unnest($1::date[], $2::int[], $3::int[], $4::int[], $5::int[]) AS t(day, stage, version, operation, application)
     JOIN usage.finding f USING (day, stage, version, operation, application)`,
    columns(keys, 5),
  )
  const known = new Map<string, Set<string>>()
  for (const row of rows.rows) {
    const key: GroupKey = [row.day, row.stage, row.version, row.operation, row.application]
    const group = key.join(' ')
    const places = known.get(group) ?? new Set<string>()
    known.set(group, places.add(nameOf(key, row)))
  }
  return known
}

function columns(rows: readonly (readonly (string | number)[])[], count: number): (string | number)[][] {
  return Array.from({ length: count }, (_, i) => rows.map((row) => row[i] as string | number))
}

async function writePlaces(client: PoolClient, rows: readonly PlaceCount[]): Promise<void> {
  const keyed = rows.map((row) => ({
    row,
    key: [...row.key, row.side, row.outcome, row.place, row.pointer, row.rule] as (string | number)[],
  }))
  keyed.sort((a, b) => compareKeys(a.key, b.key))
  await client.query(
    `INSERT INTO usage.finding AS f
     SELECT t.day, t.stage, t.version, t.operation, t.application, t.side, t.outcome, t.place, t.pointer, t.rule, t.n,
       to_timestamp(t.at / 1000.0), t.request
     FROM unnest($1::date[], $2::int[], $3::int[], $4::int[], $5::int[], $6::smallint[], $7::smallint[], $8::text[], $9::text[],
       $10::text[], $11::bigint[], $12::bigint[], $13::uuid[])
       AS t(day, stage, version, operation, application, side, outcome, place, pointer, rule, n, at, request)
     ON CONFLICT (day, stage, version, operation, application, side, outcome, place, pointer, rule) DO UPDATE SET
       n = f.n + excluded.n,
       last_request = CASE WHEN excluded.last_at >= f.last_at THEN excluded.last_request ELSE f.last_request END,
       last_at = greatest(f.last_at, excluded.last_at)`,
    [
      ...columns(
        keyed.map(({ key }) => key),
        10,
      ),
      keyed.map(({ row }) => row.n),
      keyed.map(({ row }) => Math.floor(row.lastAt)),
      keyed.map(({ row }) => row.lastRequest),
    ],
  )
}

async function writeRequests(client: PoolClient, rows: readonly RequestCount[]): Promise<void> {
  if (rows.length === 0) return
  const keyed = rows.map((row) => ({ n: row.n, key: [...row.key, row.side, row.outcome] as (string | number)[] }))
  keyed.sort((a, b) => compareKeys(a.key, b.key))
  await client.query(
    `INSERT INTO usage.finding_request AS f
     SELECT * FROM unnest($1::date[], $2::int[], $3::int[], $4::int[], $5::int[], $6::smallint[], $7::smallint[], $8::bigint[])
     ON CONFLICT (day, stage, version, operation, application, side, outcome) DO UPDATE SET n = f.n + excluded.n`,
    [
      ...columns(
        keyed.map(({ key }) => key),
        7,
      ),
      keyed.map(({ n }) => n),
    ],
  )
}

/** Any order will do that all writers share. */
function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const [left, right] = [a[i] as string | number, b[i] as string | number]
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}
