import { createHash } from 'node:crypto'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { AccessDiff, OperationAccessChange } from '@gatehouse/contracts/access-diff'
import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { Id } from '@gatehouse/contracts/ids'
import { AccessJudge } from '@gatehouse/policies/matrix/access-judge'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { inOneSnapshot } from '../publishing/repeatable-read.ts'
import { type AccessNames, loadAccessNames, reasonOf } from './access-words.ts'
import { Breath } from './breathe.ts'
import { bothSnapshots } from './changed-runtime.ts'
import { affectedOperations, compareCallers, compareNobody, type Found, type Side } from './compare-access.ts'
import { diffSentences } from './diff-sentences.ts'
import { limitSentences } from './limit-sentences.ts'
import { type CallerChoice, type LoadedCallers, loadCallers } from './load-callers.ts'
import { personChanges } from './person-changes.ts'
import { stageChangesOf } from './proposed-changes.ts'
import type { StageChange } from './stage-change.ts'
import { depsOf, readerOf } from './stage-runtime.ts'

const chunk = 1_000
const mostChanges = 500
const mostApplications = 50
const usageDays = 30

export type DiffOptions = {
  /** Everything is named, whoever asks: for what is stored with a proposal and shown to those who decide on it. */
  whole?: boolean
}

/**
 * Who gains and who loses what by a change: everything that it can concern is judged twice, by the gateways' own steps, over what runs
 * and over what would run. Nothing is written.
 */
export async function accessDiff(ctx: Context, change: ProposedChange, options: DiffOptions = {}): Promise<AccessDiff> {
  const changes = await stageChangesOf(ctx, change)
  const diff = await diffOfStages(ctx, changes, options)
  const persons = await personChanges(ctx.db.prisma, change)
  const limits = await limitSentences(ctx.db.prisma, change)
  return { ...diff, persons: persons.persons, sentences: [...diff.sentences, ...limits, ...persons.sentences] }
}

/** The same for changes of stages that the caller has made up himself. */
export async function diffOfStages(
  ctx: Context,
  changes: readonly StageChange[],
  options: DiffOptions = {},
): Promise<AccessDiff> {
  const db = ctx.db.prisma
  const names = await loadAccessNames(db)
  const breath = new Breath()
  const told: OperationAccessChange[] = []
  const counts = { gains: 0, losses: 0 }
  const parts: string[] = []
  let operations = 0
  let applications = 0
  for (const change of changes) {
    const stage = await db.stage.findUniqueOrThrow({ where: { id: change.stageId }, select: { id: true, name: true } })
    const result = await compareStage(ctx, change, breath)
    operations += result.operations
    applications = Math.max(applications, result.applications)
    parts.push(result.hash)
    for (const { from, to } of result.found) counts[isGain(from, to) ? 'gains' : 'losses'] += 1
    told.push(...(await toChanges(ctx, stage, result.found, names)))
  }
  const seen = options.whole === true ? told : await onlySeen(ctx, told)
  const byCalls = (one: OperationAccessChange) => one.applications.reduce((sum, { calls }) => sum + calls, 0)
  const ordered = seen.toSorted(
    (one, other) =>
      Number(other.anybody) - Number(one.anybody) || byCalls(other) - byCalls(one) || other.count - one.count,
  )
  const gains = ordered.filter(({ from, to }) => isGain(from, to))
  const losses = ordered.filter(({ from, to }) => !isGain(from, to))
  return {
    operations,
    applications,
    gains: gains.slice(0, mostChanges),
    losses: losses.slice(0, mostChanges),
    counts,
    sentences: diffSentences(gains, losses, { hidden: counts.gains + counts.losses - countOf(ordered) }),
    persons: [],
    hash: createHash('sha256').update(JSON.stringify(parts)).digest('hex'),
  }
}

const countOf = (changes: readonly OperationAccessChange[]) =>
  changes.reduce((sum, { count, anybody }) => sum + count + Number(anybody), 0)

const ranks = { deny: 0, depends: 1, allow: 2 } as const
const isGain = (from: Found['from'], to: Found['to']) => ranks[to] > ranks[from]

type Compared = { found: Found[]; operations: number; applications: number; hash: string }

async function compareStage(ctx: Context, change: StageChange, breath: Breath): Promise<Compared> {
  const { db } = ctx
  const now = ctx.now()
  const { before, after } = await bothSnapshots(db, change)
  const pairs = affectedOperations(before, after, change.rows !== undefined)
  const digest = createHash('sha256').update(`${before?.hash} ${after?.hash}`)
  const found: Found[] = []
  let applications = 0
  let cursor: CallerChoice['after']
  let first = true
  for (;;) {
    const loaded = await inOneSnapshot(db.pool, (client) =>
      loadCallers(client, change.stageId, { limit: chunk, ...(cursor === undefined ? {} : { after: cursor }) }, now),
    )
    const changed = change.rows === undefined ? loaded : change.rows(loaded)
    const sides = { before: sideOf(before, loaded, now), after: sideOf(after, changed, now) }
    if (first) found.push(...compareNobody(sides.before, sides.after, pairs))
    first = false
    const callers = loaded.callers.map((caller, at) => ({ before: caller, after: changed.callers[at] ?? caller }))
    found.push(...(await compareCallers(sides.before, sides.after, pairs, callers, breath)))
    applications += loaded.callers.length
    const last = loaded.callers.at(-1)
    if (last === undefined || loaded.callers.length < chunk) break
    cursor = { name: last.name, id: last.id }
  }
  for (const { operation, caller, from, to } of found) digest.update(`${operation.id} ${caller?.id} ${from} ${to}\n`)
  return { found, operations: pairs.size, applications, hash: digest.digest('hex') }
}

function sideOf(snapshot: Side['snapshot'], { rows }: LoadedCallers, now: Date): Side {
  // A view of its own for each side: what a product includes is remembered for one snapshot.
  const judge =
    snapshot === null ? null : new AccessJudge(depsOf(snapshot, readerOf(rows), now.getTime()), now.getTime())
  return { snapshot, judge }
}

/** One change an operation, direction and pair of verdicts, with who it is about. */
async function toChanges(
  ctx: Context,
  stage: { id: string; name: string },
  found: readonly Found[],
  names: AccessNames,
): Promise<OperationAccessChange[]> {
  if (found.length === 0) return []
  const groups = Map.groupBy(found, ({ operation, from, to }) => `${operation.id} ${from} ${to}`)
  const operationIds = [...new Set(found.map(({ operation }) => operation.id))]
  const places = await loadPlaces(ctx, [...new Set(found.map(({ operation }) => operation.deployment.versionId))])
  const calls = await callsOf(ctx, stage.id, operationIds)
  return [...groups.values()].flatMap((group): OperationAccessChange[] => {
    const [one] = group
    if (one === undefined) return []
    const { operation, from, to } = one
    const place = places.get(operation.deployment.versionId)
    if (place === undefined) return []
    const callers = group.flatMap(({ caller }) => (caller === null ? [] : [caller]))
    const applications = callers
      .map(({ id, name, team }) => {
        const use = calls.get(`${operation.id} ${id}`)
        return { id, name, team, calls: use?.calls ?? 0, lastCall: use?.lastAt.toISOString() ?? null }
      })
      .toSorted((a, b) => b.calls - a.calls || byName.compare(a.name, b.name))
    return [
      {
        stage: { id: stage.id as Id<'stage'>, name: stage.name },
        operation: {
          id: operation.id as Id<'operation'>,
          method: operation.definition.method,
          path: operation.definition.path,
          api: place.api,
          version: place.version,
        },
        anybody: group.some(({ caller }) => caller === null),
        from,
        to,
        why: whyOf(group, names),
        count: callers.length,
        applications: applications.slice(0, mostApplications),
      },
    ]
  })
}

const byName = new Intl.Collator('en')

function whyOf(group: readonly Found[], names: AccessNames): string {
  const told = group.find(({ now }) => now !== null)?.now ?? null
  return told === null ? 'It is not there any more.' : reasonOf(told, names).sentence
}

async function loadPlaces(ctx: Context, versionIds: readonly string[]) {
  const rows = await ctx.db.prisma.version.findMany({
    where: { id: { in: [...versionIds] } },
    select: { id: true, name: true, api: { select: { id: true, slug: true, name: true } } },
  })
  return new Map(
    rows.map(({ id, name, api }) => [id, { version: name, api: { ...api, id: api.id as Id<'api'> } }] as const),
  )
}

async function callsOf(ctx: Context, stageId: string, operationIds: readonly string[]) {
  const uses = await usageStoreOf(ctx.db.pool).uses(
    { stageId: stageId as Id<'stage'>, now: ctx.now(), days: usageDays },
    operationIds.map((operationId) => ({ operationId, of: null, without: [], unread: [] })),
  )
  return new Map(
    operationIds.flatMap((operationId, at) =>
      (uses[at] ?? []).map((use) => [`${operationId} ${use.applicationId}`, use] as const),
    ),
  )
}

/** What the caller may see of it: of APIs that he reads, applications that he reads. */
async function onlySeen(ctx: Context, changes: readonly OperationAccessChange[]): Promise<OperationAccessChange[]> {
  const apis = grantsOf(ctx.actor, 'api.read')
  const teams = grantsOf(ctx.actor, 'application.read')
  if (apis.all && teams.all) return [...changes]
  const seenApis = apis.all
    ? null
    : new Set(
        (
          await ctx.db.prisma.api.findMany({
            where: { OR: [{ id: { in: apis.apiIds } }, { teamId: { in: apis.teamIds } }] },
            select: { id: true },
          })
        ).map(({ id }) => id),
      )
  const seenTeams = teams.all ? null : new Set(teams.teamIds)
  return changes.flatMap((change) => {
    if (seenApis !== null && !seenApis.has(change.operation.api.id)) return []
    if (seenTeams === null) return [change]
    return [{ ...change, applications: change.applications.filter(({ team }) => seenTeams.has(team.id)) }]
  })
}
