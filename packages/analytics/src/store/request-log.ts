import {
  billableReasons,
  type limitState,
  type TraceStep,
  type ValidationFinding,
} from '@gatehouse/contracts/usage-event'
import type { Database } from '@gatehouse/db/client'
import type { z } from 'zod'
import { actors, methods, statusSources } from '../events/record-layout.ts'
import type { Dimensions } from './dimensions.ts'

/** What a reader may see and asks for. Ids are those of the product; absent filters do not narrow. */
export type RequestFilter = {
  /** Requests of these APIs or applications only; absent: all. */
  within?: { apiIds?: readonly string[]; applicationIds?: readonly string[] }
  apiId?: string
  versionId?: string
  applicationId?: string
  operationId?: string
  credentialId?: string
  stageId?: string
  code?: string
  /** 2 … 5 */
  statusClass?: number
  from: Date
  to: Date
  pathPrefix?: string
  /** Keyset: rows before this one. */
  before?: { at: Date; requestId: string }
  limit: number
}

export type StoredRequest = {
  requestId: string
  at: Date
  method: string
  path: string
  status: number
  statusSource: 'gateway' | 'backend' | 'client'
  code: string | null
  stageId: string | null
  apiId: string | null
  versionId: string | null
  operationId: string | null
  applicationId: string | null
  credentialId: string | null
  totalUs: number
}

export type StoredRequestDetail = StoredRequest & {
  gatewayId: string | null
  teamId: string | null
  planVersionId: string | null
  actor: 'client' | 'tryit' | 'monitor'
  host: string
  userAgent: string | null
  gatewayUs: number
  connectUs: number | null
  firstByteUs: number | null
  bodyUs: number | null
  bytesIn: number
  bytesOut: number
  billable: boolean
  billableReason: string
  units: number
  trace: TraceStep[]
  errors: ValidationFinding[]
  rate: z.output<typeof limitState> | null
  quota: z.output<typeof limitState> | null
}

type Row = {
  request_id: string
  ts: Date
  method: number
  status: number
  status_source: number
  code: number
  stage: number
  api: number
  version: number
  operation: number
  application: number
  credential: number
  us_total: string
  path: string | null
}

const summaryColumns =
  'r.request_id, r.ts, r.method, r.status, r.status_source, r.code, r.stage, r.api, r.version, r.operation, r.application, r.credential, r.us_total, d.path'

/** The request log, newest first, by keyset (ts, request id). Interim records of running streams are not requests. */
export async function listRequests(
  pool: Database['pool'],
  dimensions: Dimensions,
  filter: RequestFilter,
): Promise<StoredRequest[]> {
  const values: unknown[] = [filter.from, filter.to]
  const where = ['r.ts >= $1', 'r.ts < $2', 'NOT r.interim']
  const bind = (value: unknown) => `$${values.push(value)}`
  const equal = async (column: string, kind: Parameters<Dimensions['find']>[0], id: string | undefined) => {
    if (id === undefined) return
    const [number] = await dimensions.find(kind, [id])
    where.push(number === undefined ? 'false' : `r.${column} = ${bind(number)}`)
  }
  if (filter.within) {
    const or: string[] = []
    for (const [column, kind, ids] of [
      ['api', 'api', filter.within.apiIds],
      ['application', 'application', filter.within.applicationIds],
    ] as const) {
      if (ids === undefined || ids.length === 0) continue
      const numbers = await dimensions.find(kind, ids)
      if (numbers.length > 0) or.push(`r.${column} = ANY(${bind(numbers)}::int[])`)
    }
    where.push(or.length === 0 ? 'false' : `(${or.join(' OR ')})`)
  }
  await equal('api', 'api', filter.apiId)
  await equal('version', 'version', filter.versionId)
  await equal('application', 'application', filter.applicationId)
  await equal('operation', 'operation', filter.operationId)
  await equal('credential', 'credential', filter.credentialId)
  await equal('stage', 'stage', filter.stageId)
  await equal('code', 'code', filter.code)
  if (filter.statusClass !== undefined)
    where.push(`r.status >= ${bind(filter.statusClass * 100)} AND r.status < ${bind(filter.statusClass * 100 + 100)}`)
  if (filter.pathPrefix !== undefined)
    where.push(`d.path LIKE ${bind(`${filter.pathPrefix.replace(/[\\%_]/g, '\\$&')}%`)}`)
  if (filter.before)
    where.push(`(r.ts, r.request_id) < (${bind(filter.before.at)}, ${bind(filter.before.requestId)}::uuid)`)
  const rows = await pool.query<Row>(
    `SELECT ${summaryColumns}
     FROM usage.raw r LEFT JOIN usage.detail d ON d.request_id = r.request_id AND d.ts = r.ts
     WHERE ${where.join(' AND ')} ORDER BY r.ts DESC, r.request_id DESC LIMIT ${bind(filter.limit)}`,
    values,
  )
  return toRequests(dimensions, rows.rows)
}

async function toRequests(dimensions: Dimensions, rows: readonly Row[]): Promise<StoredRequest[]> {
  const name = await dimensions.names(
    rows.flatMap((row) => [row.code, row.stage, row.api, row.version, row.operation, row.application, row.credential]),
  )
  return rows.map((row) => ({
    requestId: `req_${row.request_id.replaceAll('-', '')}`,
    at: row.ts,
    method: methods[row.method] ?? 'OTHER',
    path: row.path ?? '',
    status: row.status,
    statusSource: statusSources[row.status_source] ?? 'gateway',
    code: name(row.code),
    stageId: name(row.stage),
    apiId: name(row.api),
    versionId: name(row.version),
    operationId: name(row.operation),
    applicationId: name(row.application),
    credentialId: name(row.credential),
    totalUs: Number(row.us_total),
  }))
}

type DetailRow = Row & {
  gateway: number
  team: number
  plan: number
  actor: number
  bytes_in: string
  bytes_out: string
  us_gateway: number
  us_upstream_connect: number | null
  us_upstream_ttfb: number | null
  billable: boolean
  billable_reason: number
  units: string
  client: { host?: string; userAgent?: string; bodyUs?: number } | null
  trace: TraceStep[] | null
  errors: ValidationFinding[] | null
  limits: { rate?: z.output<typeof limitState>; quota?: z.output<typeof limitState> } | null
}

/** One request by its id; the id's own time restricts the partitions that are read. */
export async function getRequest(
  pool: Database['pool'],
  dimensions: Dimensions,
  requestUuid: string,
): Promise<StoredRequestDetail | null> {
  const found = await pool.query<DetailRow>(
    `SELECT ${summaryColumns}, r.gateway, r.team, r.plan, r.actor, r.bytes_in, r.bytes_out, r.us_gateway, r.us_upstream_connect, r.us_upstream_ttfb,
       r.billable, r.billable_reason, r.units, d.client, d.trace, d.errors, d.limits
     FROM usage.raw r LEFT JOIN usage.detail d ON d.request_id = r.request_id AND d.ts = r.ts
     WHERE r.request_id = $1 AND NOT r.interim AND r.ts >= usage.request_time($1) - interval '1 second' AND r.ts < usage.request_time($1) + interval '1 hour'
     LIMIT 1`,
    [requestUuid],
  )
  const row = found.rows[0]
  const [request] = await toRequests(dimensions, row ? [row] : [])
  if (!row || !request) return null
  const name = await dimensions.names([row.gateway, row.team, row.plan])
  return {
    ...request,
    gatewayId: name(row.gateway),
    teamId: name(row.team),
    planVersionId: name(row.plan),
    actor: actors[row.actor] ?? 'client',
    host: row.client?.host ?? '',
    userAgent: row.client?.userAgent ?? null,
    gatewayUs: row.us_gateway,
    connectUs: row.us_upstream_connect,
    firstByteUs: row.us_upstream_ttfb,
    bodyUs: row.client?.bodyUs ?? null,
    bytesIn: Number(row.bytes_in),
    bytesOut: Number(row.bytes_out),
    billable: row.billable,
    billableReason: billableReasons[row.billable_reason] ?? 'unmatched',
    units: Number(row.units),
    trace: row.trace ?? [],
    errors: row.errors ?? [],
    rate: row.limits?.rate ?? null,
    quota: row.limits?.quota ?? null,
  }
}

/** How many requests of one application ended with one code since then. */
export async function countAlike(
  pool: Database['pool'],
  dimensions: Dimensions,
  alike: { applicationId: string | null; code: string; since: Date },
): Promise<number> {
  const [code] = await dimensions.find('code', [alike.code])
  if (code === undefined) return 0
  const application =
    alike.applicationId === null ? 0 : ((await dimensions.find('application', [alike.applicationId]))[0] ?? 0)
  const counted = await pool.query<{ n: string }>(
    'SELECT count(*) AS n FROM usage.raw WHERE application = $1 AND ts >= $2 AND code = $3 AND NOT interim',
    [application, alike.since, code],
  )
  return Number(counted.rows[0]?.n ?? 0)
}
