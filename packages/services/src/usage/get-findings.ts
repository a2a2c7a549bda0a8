import type { FindingRequests, StoredFindings } from '@gatehouse/analytics/store/findings'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import { operationKey } from '@gatehouse/contracts/api-description'
import {
  getFindings as endpoint,
  type FindingSideName,
  type FindingSideView,
  type FindingsView,
  findingSides,
} from '@gatehouse/contracts/endpoints/findings'
import type { Id } from '@gatehouse/contracts/ids'
import type { ValidationMode } from '@gatehouse/contracts/snapshot'
import { stageValues } from '@gatehouse/contracts/stage-values'
import { requireVersion, stageOrLast, versionPathScope } from '../apis/find-version.ts'
import { loadContent } from '../contracts/stored-content.ts'
import { validationOnStage } from '../deployments/stage-state.ts'
import { query, type Reader } from '../grammar/query.ts'
import { toStageRef } from '../stages/stage-view.ts'
import { blockSentence } from './block-sentence.ts'
import { usageCompleteTo } from './completeness.ts'

const dayMs = 86_400_000
const mostOperations = 500
const mostApplications = 200

type Modes = ReadonlyMap<string, Record<FindingSideName, ValidationMode>>

/** What runs on the stage, and how it validates each operation. The older of two is the one that most requests meet. */
async function runningModes(db: Reader, versionId: string, stageId: string) {
  const running = await db.deployment.findFirst({
    where: { versionId, stageId, endedAt: null },
    orderBy: { startedAt: 'asc' },
    include: { revision: { select: { id: true, number: true } }, stageValues: { select: { values: true } } },
  })
  if (!running) return { revision: null, modes: new Map() as Modes }
  const content = await loadContent(db, running.revision.id)
  const values = stageValues.parse(running.stageValues.values)
  const modes = new Map(
    content.contract.operations.flatMap((described) => {
      const key = operationKey(described)
      const settings = content.operations[key]
      if (!settings) return []
      const { requestValidation = 'block', responseValidation = 'off' } = validationOnStage(key, settings, values)
      return [[settings.id as string, { request: requestValidation, response: responseValidation }] as const]
    }),
  )
  return { revision: running.revision.number, modes: modes as Modes }
}

function sideOf(
  side: FindingSideName,
  rows: readonly FindingRequests[],
  facts: { calls: number; days: number; modes: readonly ValidationMode[] },
): FindingSideView {
  const own = rows.filter((row) => row.side === side)
  const reported = own.reduce((sum, row) => sum + row.reported, 0)
  const blocked = own.reduce((sum, row) => sum + row.blocked, 0)
  // The sentence speaks of those whom a switch would touch; where nothing is reported, of those who are refused.
  const touched = own.filter((row) => row.applicationId !== null && (reported > 0 ? row.reported > 0 : row.blocked > 0))
  const applications = new Set(touched.map(({ applicationId }) => applicationId)).size
  const [first, ...others] = new Set(facts.modes)
  const mode = first !== undefined && others.length === 0 ? first : null
  const sentence = blockSentence({ side, mode, ...facts, reported, blocked, applications })
  return { reported, blocked, applications, mode, sentence }
}

async function operationRows(
  db: Reader,
  stored: StoredFindings,
  modes: Modes,
  days: number,
): Promise<FindingsView['operations']> {
  const ids = [...new Set([...stored.calls.keys(), ...stored.requests.map(({ operationId }) => operationId)])]
  const names = await db.operation.findMany({
    where: { id: { in: ids } },
    select: { id: true, method: true, path: true },
  })
  const rows = names.map(({ id, method, path }) => {
    const own = stored.requests.filter(({ operationId }) => operationId === id)
    const calls = stored.calls.get(id) ?? 0
    const mode = modes.get(id)
    const facts = (side: FindingSideName) => ({ calls, days, modes: mode ? [mode[side]] : [] })
    return {
      id: id as Id<'operation'>,
      method,
      path,
      calls,
      request: sideOf('request', own, facts('request')),
      response: sideOf('response', own, facts('response')),
    }
  })
  const weight = ({ request, response }: (typeof rows)[number]) =>
    request.reported + request.blocked + response.reported + response.blocked
  return rows
    .sort((a, b) => weight(b) - weight(a) || b.calls - a.calls || a.path.localeCompare(b.path))
    .slice(0, mostOperations)
}

async function applicationRows(db: Reader, stored: StoredFindings): Promise<FindingsView['applications']> {
  const counts = new Map<string | null, { request: Counts; response: Counts }>()
  for (const row of stored.requests) {
    const own = counts.get(row.applicationId) ?? { request: none(), response: none() }
    own[row.side].reported += row.reported
    own[row.side].blocked += row.blocked
    counts.set(row.applicationId, own)
  }
  const names = await db.application.findMany({
    where: { id: { in: [...counts.keys()].filter((id) => id !== null) } },
    select: { id: true, name: true, team: { select: { name: true } } },
  })
  const byId = new Map(names.map((row) => [row.id, row]))
  const total = ({ request, response }: { request: Counts; response: Counts }) =>
    request.reported + request.blocked + response.reported + response.blocked
  return [...counts]
    .sort(([, a], [, b]) => total(b) - total(a))
    .slice(0, mostApplications)
    .map(([id, own]) => {
      const known = id === null ? undefined : byId.get(id)
      const last = stored.lastOf.get(id)
      return {
        id: id as Id<'application'> | null,
        name: known?.name ?? (id === null ? 'Unknown callers' : 'A deleted application'),
        team: known?.team.name ?? null,
        ...own,
        lastAt: last?.at.toISOString() ?? null,
        lastRequestId: (last?.requestId ?? null) as Id<'request'> | null,
      }
    })
}

type Counts = { reported: number; blocked: number }
const none = (): Counts => ({ reported: 0, blocked: 0 })

/** What requests and responses broke of a version's contract on a stage, by operation, place and application. */
export const getFindings = query({
  name: 'findings.get',
  allowed: { permission: 'usage.read' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }): Promise<FindingsView> => {
    const version = await requireVersion(db, input)
    const stage = await stageOrLast(db, version.id, input.stage)
    const { days } = input
    const from = new Date(Math.floor(ctx.now().getTime() / dayMs) * dayMs - (days - 1) * dayMs)
    const filter = { versionId: version.id, stageId: stage.id, from }
    const [completeTo, stored, { revision, modes }] = await Promise.all([
      usageCompleteTo(db, ctx),
      usageStoreOf(ctx.db.pool).findings(filter),
      runningModes(db, version.id, stage.id),
    ])
    const calls = [...stored.calls.values()].reduce((sum, n) => sum + n, 0)
    const [request, response] = findingSides.map((side) =>
      sideOf(side, stored.requests, { calls, days, modes: [...modes.values()].map((mode) => mode[side]) }),
    ) as [FindingSideView, FindingSideView]
    const [operations, applications] = await Promise.all([
      operationRows(db, stored, modes, days),
      applicationRows(db, stored),
    ])
    return {
      completeTo: completeTo.toISOString(),
      stage: toStageRef(stage),
      days,
      from: from.toISOString(),
      revision,
      calls,
      request,
      response,
      notJudged: stored.notJudged,
      operations,
      places: stored.places.map(({ lastAt, ...place }) => ({
        ...place,
        operationId: place.operationId as Id<'operation'>,
        lastAt: lastAt.toISOString(),
        lastRequestId: place.lastRequestId as Id<'request'>,
      })),
      applications,
    }
  },
})
