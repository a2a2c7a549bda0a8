import type { PoolClient } from 'pg'
import type { Dimensions } from './dimensions.ts'
import { pathTemplate } from './path-template.ts'
import { type LoggedEvent, type LogOwner, uuidOf } from './stored-event.ts'

/** Refusals that say: no contract declares this. */
const codes = new Set(['no_route', 'method_not_allowed'])

/** Distinct templates of one version (or of none) on a stage in a day; what comes beyond is counted as `…`. */
export const templatesPerGroup = 300
const beyond = '…'

type GroupKey = readonly [stage: number, version: number, day: string]
type Row = {
  key: GroupKey
  method: string
  template: string
  application: number
  status: number
  n: number
  lastAt: number
  lastRequest: string
}

/**
 * Adds this batch's undeclared calls to usage.undeclared_day, keys sorted so that writers lock rows in one order and cannot deadlock.
 * Events that met an operation, nearly all, cost one look.
 */
export async function countUndeclared(
  client: PoolClient,
  dimensions: Dimensions,
  owner: LogOwner,
  events: readonly LoggedEvent[],
): Promise<void> {
  const rows = new Map<string, Row>()
  for (const { event } of events) {
    if (event.code === undefined || !codes.has(event.code) || event.interim) continue
    const row: Row = {
      key: [
        dimensions.number('stage', owner.stageId),
        event.versionId === undefined ? 0 : dimensions.number('version', event.versionId),
        new Date(event.at).toISOString().slice(0, 10),
      ],
      method: event.method,
      // PostgreSQL stores no such character.
      template: pathTemplate(event.path.replaceAll('\u0000', '')),
      application: event.applicationId === undefined ? 0 : dimensions.number('application', event.applicationId),
      status: event.status,
      n: 1,
      lastAt: event.at,
      lastRequest: uuidOf(event.requestId),
    }
    fold(rows, row)
  }
  if (rows.size === 0) return
  await write(client, await bounded(client, [...rows.values()]))
}

function nameOf({ key, method, template, application }: Row): string {
  return JSON.stringify([...key, method, template, application])
}

function fold(rows: Map<string, Row>, row: Row): void {
  const name = nameOf(row)
  const before = rows.get(name)
  if (before === undefined) rows.set(name, row)
  else {
    before.n += row.n
    if (row.lastAt >= before.lastAt)
      Object.assign(before, { lastAt: row.lastAt, lastRequest: row.lastRequest, status: row.status })
  }
}

/**
 * A scanner that tries a new path in each request would make a row of each: where a group has its fill, further ones are counted as one.
 * Two writers at once may pass the bound by what they hold.
 */
async function bounded(client: PoolClient, rows: readonly Row[]): Promise<readonly Row[]> {
  const groups = new Map(rows.map(({ key }) => [key.join(' '), key]))
  const keys = [...groups.values()]
  const stored = await client.query<{ stage: number; version: number; day: string; template: string }>(
    `SELECT DISTINCT u.stage, u.version, u.day::text AS day, u.template
     FROM unnest($1::int[], $2::int[], $3::date[]) AS t(stage, version, day) JOIN usage.undeclared_day u USING (stage, version, day)`,
    [keys.map(([stage]) => stage), keys.map(([, version]) => version), keys.map(([, , day]) => day)],
  )
  const known = new Map<string, Set<string>>([...groups.keys()].map((group) => [group, new Set()]))
  for (const { stage, version, day, template } of stored.rows) known.get(`${stage} ${version} ${day}`)?.add(template)
  const kept = new Map<string, Row>()
  for (const row of rows) {
    const templates = known.get(row.key.join(' ')) ?? new Set()
    const fits = templates.has(row.template) || templates.size < templatesPerGroup
    if (fits) templates.add(row.template)
    fold(kept, fits ? row : { ...row, method: beyond, template: beyond })
  }
  return [...kept.values()]
}

async function write(client: PoolClient, rows: readonly Row[]): Promise<void> {
  const keyed = rows.map((row) => ({ row, key: [...row.key, row.method, row.template, row.application] as const }))
  keyed.sort((a, b) => compareKeys(a.key, b.key))
  const column = <T>(of: (row: Row) => T): T[] => keyed.map(({ row }) => of(row))
  await client.query(
    `INSERT INTO usage.undeclared_day AS u
     SELECT t.stage, t.version, t.day, t.method, t.template, t.application, t.status, t.n, to_timestamp(t.at / 1000.0), t.request
     FROM unnest($1::int[], $2::int[], $3::date[], $4::text[], $5::text[], $6::int[], $7::smallint[], $8::bigint[], $9::bigint[], $10::uuid[])
       AS t(stage, version, day, method, template, application, status, n, at, request)
     ON CONFLICT (stage, version, day, method, template, application) DO UPDATE SET
       n = u.n + excluded.n,
       status = CASE WHEN excluded.last_at >= u.last_at THEN excluded.status ELSE u.status END,
       last_request = CASE WHEN excluded.last_at >= u.last_at THEN excluded.last_request ELSE u.last_request END,
       last_at = greatest(u.last_at, excluded.last_at)`,
    [
      column(({ key }) => key[0]),
      column(({ key }) => key[1]),
      column(({ key }) => key[2]),
      column(({ method }) => method),
      column(({ template }) => template),
      column(({ application }) => application),
      column(({ status }) => status),
      column(({ n }) => n),
      column(({ lastAt }) => Math.floor(lastAt)),
      column(({ lastRequest }) => lastRequest),
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
