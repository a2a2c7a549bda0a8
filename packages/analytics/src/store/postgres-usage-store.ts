import type { Database } from '@gatehouse/db/client'
import { appendBatch, type Batch, type BatchOutcome, PartitionDays } from './append-batch.ts'
import { useOfApplications, useOfCredentials } from './caller-use.ts'
import { Dimensions } from './dimensions.ts'
import {
  type FoundUse,
  findCallers,
  findShapes,
  findUses,
  type StoredShape,
  type UseAsk,
  type UsePeriod,
} from './feature-use.ts'
import { type FindingsFilter, findingsOfVersion, type StoredFindings } from './findings.ts'
import { logHeads, quotaCounts } from './quota-counts.ts'
import {
  countAlike,
  getRequest,
  listRequests,
  type RequestFilter,
  type StoredRequest,
  type StoredRequestDetail,
} from './request-log.ts'
import { countResponseFindings } from './response-findings.ts'
import { findRuleHits, type RuleHits, type RuleHitsAsk } from './rule-hits.ts'
import { uuidOf } from './stored-event.ts'
import { calledOperations, undeclaredCalls } from './undeclared.ts'
import {
  type Figures,
  type Ranked,
  rankByRaw,
  rankByRollup,
  type Step,
  type UsageFilter,
  usageSeries,
} from './usage-figures.ts'
import {
  applicationsWithSuccess,
  calledVersions,
  callersOfVersion,
  callersOfVersions,
  versionDays,
} from './version-use.ts'

/** What a function of this module is asked for, without the database. */
type Ask<F extends (pool: never, dimensions: never, ask: never) => unknown> = Parameters<F>[2]

/** Where usage is stored and read; PostgreSQL implements it, other engines pass the same contract tests. */
export interface UsageStore {
  /** Stores one batch exactly once. */
  append(batch: Batch, now: number): Promise<BatchOutcome>
  listRequests(filter: RequestFilter): Promise<StoredRequest[]>
  getRequest(requestId: string): Promise<StoredRequestDetail | null>
  countAlike(alike: { applicationId: string | null; code: string; since: Date }): Promise<number>
  series(filter: UsageFilter, step: Step): Promise<{ buckets: (Figures & { at: Date })[]; totals: Figures }>
  ranking(
    filter: UsageFilter,
    by: 'operation' | 'application' | 'api' | 'code' | 'credential',
    limit: number,
  ): Promise<Ranked[]>
  findings(filter: FindingsFilter): Promise<StoredFindings>
  /** How often access rules decided. */
  ruleHits(ask: RuleHitsAsk): Promise<RuleHits[]>
  /** Who used what of operations, for each ask in its order. */
  uses(period: UsePeriod, asks: readonly UseAsk[]): Promise<FoundUse[][]>
  /** Who called a version at all. */
  callers(period: UsePeriod, versionId: string): Promise<FoundUse[]>
  shapes(period: UsePeriod, versionId: string, limit: number): Promise<StoredShape[]>
  /** Who called a version, most calls first. */
  callersOfVersion(ask: Ask<typeof callersOfVersion>): ReturnType<typeof callersOfVersion>
  versionDays(ask: Ask<typeof versionDays>): ReturnType<typeof versionDays>
  calledVersions(ask: Ask<typeof calledVersions>): ReturnType<typeof calledVersions>
  callersOfVersions(ask: Ask<typeof callersOfVersions>): ReturnType<typeof callersOfVersions>
  /** Answers that broke the contract, by version. */
  countResponseFindings(ask: Ask<typeof countResponseFindings>): ReturnType<typeof countResponseFindings>
  /** What applications and credentials called, for reviews of who has what. */
  useOfApplications(ask: Ask<typeof useOfApplications>): ReturnType<typeof useOfApplications>
  useOfCredentials(ask: Ask<typeof useOfCredentials>): ReturnType<typeof useOfCredentials>
  applicationsWithSuccess(ask: Ask<typeof applicationsWithSuccess>): ReturnType<typeof applicationsWithSuccess>
  /** Calls of paths and methods that nothing declares, by path template. */
  undeclaredCalls(ask: Ask<typeof undeclaredCalls>): ReturnType<typeof undeclaredCalls>
  calledOperations(ask: Ask<typeof calledOperations>): ReturnType<typeof calledOperations>
  quotaCounts(ask: Parameters<typeof quotaCounts>[2]): ReturnType<typeof quotaCounts>
  logHeads(gatewayId: string): Promise<{ logId: string; head: number }[]>
  /** Stored batches up to here hold everything that the gateways of the installation had written. */
  watermarks(): Promise<Map<string, Date>>
}

/** The store on PostgreSQL (schema `usage`). */
export function createPostgresUsageStore(pool: Database['pool']): UsageStore {
  const dimensions = new Dimensions(pool)
  const days = new PartitionDays()
  return {
    append: (batch, now) => appendBatch(pool, dimensions, days, batch, now),
    listRequests: (filter) => listRequests(pool, dimensions, filter),
    getRequest: (requestId) => getRequest(pool, dimensions, uuidOf(requestId)),
    countAlike: (alike) => countAlike(pool, dimensions, alike),
    series: (filter, step) => usageSeries(pool, dimensions, filter, step),
    ranking: (filter, by, limit) =>
      by === 'code' || by === 'credential'
        ? rankByRaw(pool, dimensions, filter, by, limit)
        : rankByRollup(pool, dimensions, filter, by, limit),
    findings: (filter) => findingsOfVersion(pool, dimensions, filter),
    ruleHits: (ask) => findRuleHits(pool, dimensions, ask),
    uses: (period, asks) => findUses(pool, dimensions, period, asks),
    callers: (period, versionId) => findCallers(pool, dimensions, period, versionId),
    shapes: (period, versionId, limit) => findShapes(pool, dimensions, period, versionId, limit),
    callersOfVersion: (ask) => callersOfVersion(pool, dimensions, ask),
    versionDays: (ask) => versionDays(pool, dimensions, ask),
    calledVersions: (ask) => calledVersions(pool, dimensions, ask),
    callersOfVersions: (ask) => callersOfVersions(pool, dimensions, ask),
    countResponseFindings: (ask) => countResponseFindings(pool, dimensions, ask),
    applicationsWithSuccess: (ask) => applicationsWithSuccess(pool, dimensions, ask),
    undeclaredCalls: (ask) => undeclaredCalls(pool, dimensions, ask),
    calledOperations: (ask) => calledOperations(pool, dimensions, ask),
    useOfApplications: (ask) => useOfApplications(pool, dimensions, ask),
    useOfCredentials: (ask) => useOfCredentials(pool, dimensions, ask),
    quotaCounts: (ask) => quotaCounts(pool, dimensions, ask),
    logHeads: (gatewayId) => logHeads(pool, dimensions, gatewayId),
    async watermarks() {
      const rows = await pool.query<{ key: string; watermark: Date }>(
        `SELECT d.key, max(h.watermark) AS watermark FROM usage.log_head h JOIN usage.dimension d ON d.id = h.gateway WHERE h.watermark IS NOT NULL GROUP BY 1`,
      )
      return new Map(rows.rows.map((row) => [row.key, row.watermark]))
    },
  }
}

const stores = new WeakMap<Database['pool'], UsageStore>()

/** The store of a database, made once: its caches live as long as the pool. */
export function usageStoreOf(pool: Database['pool']): UsageStore {
  let store = stores.get(pool)
  if (!store) {
    store = createPostgresUsageStore(pool)
    stores.set(pool, store)
  }
  return store
}
