import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { RequestFilter, StoredRequestDetail } from '@gatehouse/analytics/store/request-log'
import {
  getRequest as getEndpoint,
  getMyRequest as getMyEndpoint,
  listRequests as listEndpoint,
  listMyRequests as listMyEndpoint,
  type requestDetail,
} from '@gatehouse/contracts/endpoints/usage'
import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import type { TraceStep } from '@gatehouse/contracts/usage-event'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import { cursorNumber, decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query, type Reader } from '../grammar/query.ts'
import { actorHolds } from '../products/product-scope.ts'
import { usageCompleteTo } from './completeness.ts'
import { type Audience, toRequestSummaries } from './usage-names.ts'
import { developerUsageScope, memberUsageScope, type UsageScope } from './usage-scope.ts'

type ListInput = z.output<typeof listEndpoint.query>
export type RequestDetail = z.output<typeof requestDetail>

/** How far back the log goes when no beginning is named. */
const defaultSpanMs = 30 * 86_400_000
/** The end of the year 9999. */
const latestMs = 253_402_300_799_999
const requestId = /^req_[0-9a-f]{32}$/

async function listPage(db: Reader, ctx: Context, audience: Audience, scope: UsageScope, input: ListInput) {
  const completeTo = (await usageCompleteTo(db, ctx)).toISOString()
  const store = usageStoreOf(ctx.db.pool)
  if (input.q !== undefined && requestId.test(input.q)) {
    const one = await store.getRequest(input.q)
    const items = one && isWithin(scope, one) ? await toRequestSummaries(db, audience, [one]) : []
    return { items, next: null, completeTo }
  }
  const to = input.to ? new Date(input.to) : new Date(ctx.now().getTime() + 60_000)
  const from = input.from ? new Date(input.from) : new Date(to.getTime() - defaultSpanMs)
  const filter: RequestFilter = { ...scope, from, to, limit: input.limit + 1 }
  for (const name of [
    'apiId',
    'versionId',
    'applicationId',
    'operationId',
    'credentialId',
    'stageId',
    'code',
  ] as const) {
    const value = input[name]
    if (value !== undefined) filter[name] = value
  }
  if (input.status) filter.statusClass = Number(input.status[0])
  if (input.q) filter.pathPrefix = input.q
  if (input.cursor) {
    const [at, uuid = ''] = decodeCursor(input.cursor, 2)
    filter.before = {
      at: new Date(cursorNumber(at, latestMs)),
      requestId: z.uuid().catch('ffffffff-ffff-ffff-ffff-ffffffffffff').parse(uuid),
    }
  }
  const rows = await store.listRequests(filter)
  const page = toPage(
    rows,
    input.limit,
    (row) => row,
    (row) => encodeCursor(row.at.getTime(), uuidText(row.requestId)),
  )
  return { items: await toRequestSummaries(db, audience, page.items), next: page.next, completeTo }
}

function uuidText(id: string): string {
  return id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function isWithin(scope: UsageScope, row: { apiId: string | null; applicationId: string | null }): boolean {
  if (!scope.within) return true
  return (
    (scope.within.apiIds?.includes(row.apiId ?? '') ?? false) ||
    (scope.within.applicationIds?.includes(row.applicationId ?? '') ?? false)
  )
}

async function toDetail(
  db: Reader,
  ctx: Context,
  audience: Audience,
  row: StoredRequestDetail,
): Promise<RequestDetail> {
  const [summary] = await toRequestSummaries(db, audience, [row])
  if (!summary) throw new Error('a row without its view')
  const [gateway, planVersion, alike24h] = await Promise.all([
    audience === 'member' && row.gatewayId
      ? db.gateway.findUnique({ where: { id: row.gatewayId }, select: { id: true, name: true } })
      : null,
    row.planVersionId
      ? db.planVersion.findUnique({
          where: { id: row.planVersionId },
          select: { plan: { select: { id: true, name: true } } },
        })
      : null,
    row.code === null
      ? 0
      : usageStoreOf(ctx.db.pool).countAlike({
          applicationId: row.applicationId,
          code: row.code,
          since: new Date(ctx.now().getTime() - 86_400_000),
        }),
  ])
  return {
    ...summary,
    gateway,
    actor: row.actor,
    host: row.host,
    us: {
      total: row.totalUs,
      gateway: row.gatewayUs,
      connect: row.connectUs,
      firstByte: row.firstByteUs,
      body: row.bodyUs,
    },
    bytesIn: row.bytesIn,
    bytesOut: row.bytesOut,
    trace: audience === 'member' ? row.trace : row.trace.map(withoutInternalIds),
    // What a backend answered wrongly is its owner's to read: names in it can come from a body that was held back.
    errors: audience === 'member' ? row.errors : row.errors.filter(({ of }) => of === undefined),
    rate: row.rate,
    quota: row.quota,
    plan: planVersion?.plan ?? null,
    billable: row.billable,
    billableReason: row.billableReason,
    units: row.units,
    userAgent: row.userAgent,
    answer: answerOf(row, audience),
    alike24h,
  }
}

const internalId = /^[a-z]{2,4}_[0-9a-f]{32}$/

/** Developers read facts, not the ids by which we know things. */
function withoutInternalIds(step: TraceStep): TraceStep {
  if (!step.facts) return step
  const facts = Object.entries(step.facts).filter(([, value]) => typeof value !== 'string' || !internalId.test(value))
  return { ...step, facts: Object.fromEntries(facts) }
}

/** What happened, why and what to do, from the catalogue; findings of the contract are named in the first sentence. */
function answerOf(row: StoredRequestDetail, audience: Audience): RequestDetail['answer'] {
  if (row.code === null || !(row.code in problems)) return null
  const entry = problems[row.code as ProblemCode]
  const ofAnswer = row.code === 'response_invalid'
  const told = row.errors.filter(({ of, rule }) => (of === 'response') === ofAnswer && rule !== 'not-judged')
  const [first, ...others] = ofAnswer && audience === 'developer' ? [] : told
  const what = first
    ? `${entry.title}: ${first.in} ${first.pointer} – expected ${first.expected}${others.length > 0 ? `, and ${others.length} more` : ''}.`
    : `The gateway answered ${row.status}: ${entry.title}.`
  return { code: row.code, title: entry.title, what, why: entry.why, fix: [...entry.fix] }
}

export const listRequests = query({
  name: 'request.list',
  allowed: { anyMember: true, permission: 'request.read', anyScope: true },
  input: listEndpoint.query,
  run: async ({ ctx, db, input }) =>
    listPage(db, ctx, 'member', await memberUsageScope(db, ctx, 'request.read'), input),
})

export const listMyRequests = query({
  name: 'request.list-mine',
  allowed: { developer: 'any' },
  input: listMyEndpoint.query,
  run: async ({ ctx, db, input }) => listPage(db, ctx, 'developer', await developerUsageScope(db, ctx), input),
})

export const getRequest = query({
  name: 'request.get',
  allowed: { anyMember: true, permission: 'request.read', anyScope: true },
  input: getEndpoint.params,
  run: async ({ ctx, db, input }) => {
    const row = await usageStoreOf(ctx.db.pool).getRequest(input.requestId)
    if (!row) throw notFound()
    const api = row.apiId ? await db.api.findUnique({ where: { id: row.apiId }, select: { teamId: true } }) : null
    if (!actorHolds(ctx, 'request.read', row.apiId ? { apiId: row.apiId, ...(api ? { teamId: api.teamId } : {}) } : {}))
      throw notFound()
    return toDetail(db, ctx, 'member', row)
  },
})

export const getMyRequest = query({
  name: 'request.get-mine',
  allowed: { developer: 'any' },
  input: getMyEndpoint.params,
  run: async ({ ctx, db, input }) => {
    const row = await usageStoreOf(ctx.db.pool).getRequest(input.requestId)
    if (!row || !isWithin(await developerUsageScope(db, ctx), row)) throw notFound()
    return toDetail(db, ctx, 'developer', row)
  },
})
