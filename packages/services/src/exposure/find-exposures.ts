import { createHash } from 'node:crypto'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { ExposureRow } from '@gatehouse/contracts/endpoints/exposure'
import type { Id } from '@gatehouse/contracts/ids'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { GuardrailUse } from '@gatehouse/contracts/snapshot'
import { contentOnStage } from '../deployments/stage-state.ts'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'
import {
  DeploymentFacts,
  loadGuardrailUses,
  loadRunning,
  type Running,
  type Seen,
  type StageName,
} from '../reviews/what-runs.ts'
import { fixOf } from './fix-of.ts'
import { exposuresOf, type OpenOperation, openOperations } from './judge-exposure.ts'
import { loadOpenPlans } from './open-plans.ts'
import { undeclaredRows } from './undeclared-rows.ts'

export const reportDays = 30
const dayMs = 86_400_000
/** An operation that came a few days ago is not yet one that nobody calls. */
const uncalledAfterMs = 7 * dayMs

export type ExposureChoice = { seen: Seen; stages: readonly StageName[]; api?: string | undefined }

/** Operations of deployments as guardrails leave them; by the guardrails of a stage, so that a change of one is seen at once. */
const kept = new Map<string, DeploymentFacts<OpenOperation[]>>()
const mostKept = 24

function factsUnder(guardrails: readonly GuardrailUse[]): DeploymentFacts<OpenOperation[]> {
  const name = createHash('sha256').update(canonicalJson(guardrails)).digest('hex')
  const known = kept.get(name)
  kept.delete(name)
  const facts =
    known ??
    new DeploymentFacts((content, running) =>
      openOperations(contentOnStage(content, running.stageValues), running.api.audience, guardrails),
    )
  kept.set(name, facts)
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break
    kept.delete(oldest)
  }
  return facts
}

/** A deployment's operations with the audience that its API has now: that moves without a deploy. */
const factId = (running: Running): Running => ({ ...running, id: `${running.id} ${running.api.audience}` })

export type FoundExposure = ExposureRow & { name: string }

/** From a day on, so that the days before today are whole. */
export function reportStart(now: Date): Date {
  return new Date(Math.floor(now.getTime() / dayMs) * dayMs - (reportDays - 1) * dayMs)
}

/** Everything exposed on these stages, as far as the reader sees it. */
export async function findExposures(db: Reader, ctx: Context, choice: ExposureChoice): Promise<FoundExposure[]> {
  const { seen, api, stages } = choice
  const [running, uses, openPlans] = await Promise.all([
    loadRunning(db, { seen, api }),
    loadGuardrailUses(db),
    loadOpenPlans(db),
  ])
  const found: FoundExposure[] = []
  for (const stage of stages) {
    const guardrails = uses.flatMap(({ stageId, use }) => (stageId === null || stageId === stage.id ? [use] : []))
    const here = running.filter((one) => one.stage.id === stage.id).map(factId)
    const factsOf = await factsUnder(guardrails).load(db, here)
    const operations = uniqueOperations(here, (id) => factsOf(id))
    const [since, calls, firsts] = await Promise.all([
      loadSince(db, stage.id),
      usageStoreOf(ctx.db.pool).calledOperations({
        stageId: stage.id,
        operationIds: operations.map(({ operation }) => operation.id),
        from: reportStart(ctx.now()),
      }),
      firstOnStage(db, stage.id, operations),
    ])
    for (const { running: one, operation } of operations) {
      const called = calls.get(operation.id)
      const base = { running: one, operation, called }
      for (const { kind, sentence } of exposuresOf(operation, openPlans(stage.id, one.version.id, operation)))
        found.push(toRow(base, { kind, sentence, since: since(operation.id, kind) ?? one.startedAt }))
      const first = firsts(one.version.id, operation.id)
      if (called === undefined && ctx.now().getTime() - first.getTime() >= uncalledAfterMs)
        found.push(toRow(base, { kind: 'uncalled', sentence: 'Nobody has called it in 30 days.', since: first }))
    }
  }
  return [...found, ...(await undeclaredRows(db, ctx, choice))]
}

type Found = { running: Running; operation: OpenOperation }

/** While a canary runs an operation is there twice: it is as open as the more open of both. */
function uniqueOperations(running: readonly Running[], facts: (id: string) => OpenOperation[]): Found[] {
  const found = new Map<string, Found>()
  for (const one of running)
    for (const operation of facts(one.id)) {
      const known = found.get(operation.id)
      if (!known) found.set(operation.id, { running: one, operation })
      else found.set(operation.id, { running: known.running, operation: moreOpen(known.operation, operation) })
    }
  return [...found.values()]
}

function moreOpen(a: OpenOperation, b: OpenOperation): OpenOperation {
  return {
    ...a,
    tags: [...new Set([...a.tags, ...b.tags])],
    unauthenticated: a.unauthenticated ?? b.unauthenticated,
    limited: a.limited && b.limited,
    unvalidated: a.unvalidated ?? b.unvalidated,
  }
}

function toRow(
  { running, operation, called }: Found & { called: { calls: number; lastAt: Date } | undefined },
  { kind, sentence, since }: { kind: ExposureRow['kind']; sentence: string; since: Date },
): FoundExposure {
  const { stage, api, version, team } = running
  return {
    name: nameOf(running, operation),
    kind,
    stage: { id: stage.id, slug: stage.slug, name: stage.name },
    api: { id: api.id, slug: api.slug, name: api.name },
    version,
    owner: team,
    operation: operation.key,
    operationId: operation.id as Id<'operation'>,
    sentence,
    since: since.toISOString(),
    calls: called?.calls ?? 0,
    lastAt: called?.lastAt.toISOString() ?? null,
    lastRequestId: null,
    callers: { applications: [], more: 0, unknownCalls: 0 },
    fix: fixOf({ kind, api, version, operationId: operation.id }),
  }
}

/** Orders what is called equally often: by API, version and path. */
function nameOf({ api, version, stage }: Running, { key, id }: OpenOperation): string {
  const [method, path] = key.split(' ', 2)
  return [api.slug, version.name, path, method, stage.position, id].join(' ')
}

/** Since when an exposure is known to be there. */
async function loadSince(
  db: Reader,
  stageId: string,
): Promise<(operationId: string, kind: string) => Date | undefined> {
  const rows = await db.exposure.findMany({ where: { stageId, until: null } })
  const byName = new Map(rows.map(({ operationId, kind, since }) => [`${operationId} ${kind}`, since]))
  return (operationId, kind) => byName.get(`${operationId} ${kind}`)
}

/** When an operation came onto the stage: with the version's first deployment, or when it was made later. */
async function firstOnStage(
  db: Reader,
  stageId: string,
  found: readonly Found[],
): Promise<(versionId: string, operationId: string) => Date> {
  const [deployments, operations] = await Promise.all([
    db.deployment.groupBy({
      by: ['versionId'],
      where: { stageId, versionId: { in: [...new Set(found.map(({ running }) => running.version.id))] } },
      _min: { startedAt: true },
    }),
    db.operation.findMany({
      where: { id: { in: found.map(({ operation }) => operation.id) } },
      select: { id: true, createdAt: true },
    }),
  ])
  const first = new Map(deployments.map(({ versionId, _min }) => [versionId, _min.startedAt?.getTime() ?? 0]))
  const made = new Map(operations.map(({ id, createdAt }) => [id, createdAt.getTime()]))
  return (versionId, operationId) => new Date(Math.max(first.get(versionId) ?? 0, made.get(operationId) ?? 0))
}
