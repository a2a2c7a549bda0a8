import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { UndeclaredCalls } from '@gatehouse/analytics/store/undeclared'
import type { Id } from '@gatehouse/contracts/ids'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { grantsOf, holds } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'
import { type ExposureChoice, type FoundExposure, reportStart } from './find-exposures.ts'
import { fixOf } from './fix-of.ts'

const mostRows = 2_000

/** Calls that nothing declares (shadow traffic), by path template. What is below no version's base path is shown to who sees all APIs. */
export async function undeclaredRows(db: Reader, ctx: Context, choice: ExposureChoice): Promise<FoundExposure[]> {
  const { stages, seen, api } = choice
  const calls = await usageStoreOf(ctx.db.pool).undeclaredCalls({
    stageIds: stages.map(({ id }) => id),
    from: reportStart(ctx.now()),
    limit: mostRows,
  })
  const [versions, names] = await Promise.all([loadVersions(db, calls), loadCallerNames(db, ctx, calls)])
  return calls.flatMap((call): FoundExposure[] => {
    const version = call.versionId === null ? undefined : versions.get(call.versionId)
    const stage = stages.find(({ id }) => id === call.stageId)
    if (!stage) return []
    const visible =
      seen.all || (version && (seen.teamIds.includes(version.api.teamId) || seen.apiIds.includes(version.api.id)))
    if (!visible || (api !== undefined && version?.api.id !== api && version?.api.slug !== api)) return []
    const applications = call.applicationIds.flatMap((id) => {
      const name = names.get(id)
      return name === undefined ? [] : [{ id, name }]
    })
    const row = version && {
      id: version.id as Id<'version'>,
      name: version.name,
      state: version.state as LifecycleState,
    }
    return [
      {
        name: `${call.template} ${call.method} ${stage.position} ${call.versionId ?? ''}`,
        kind: 'undeclared',
        stage: { id: stage.id, slug: stage.slug, name: stage.name },
        api: version ? { id: version.api.id as Id<'api'>, slug: version.api.slug, name: version.api.name } : null,
        version: row ?? null,
        owner: version?.api.team ?? null,
        operation: call.template === '…' ? 'Many other paths' : `${call.method} ${call.template}`,
        operationId: null,
        sentence: sentenceOf(call, version !== undefined),
        since: call.firstDay.toISOString(),
        calls: call.calls,
        lastAt: call.lastAt.toISOString(),
        lastRequestId: call.lastRequestId as Id<'request'>,
        callers: { applications, more: call.applications - applications.length, unknownCalls: call.unknownCalls },
        fix: fixOf({ kind: 'undeclared', api: version?.api ?? null, version: row ?? null }),
      },
    ]
  })
}

function sentenceOf({ template, status }: UndeclaredCalls, below: boolean): string {
  if (template === '…') return 'So many different paths that they are counted together: somebody tries what there is.'
  if (status === 405) return 'The path is declared, the method is not.'
  return below ? 'The contract declares no such path.' : 'No version answers below this path.'
}

async function loadVersions(db: Reader, calls: readonly UndeclaredCalls[]) {
  const ids = [...new Set(calls.flatMap(({ versionId }) => versionId ?? []))]
  const rows = await db.version.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      name: true,
      state: true,
      api: { select: { id: true, slug: true, name: true, teamId: true, team: { select: { id: true, name: true } } } },
    },
  })
  return new Map(rows.map((row) => [row.id, row]))
}

/** Names of callers that the reader may see; the others are counted. */
async function loadCallerNames(
  db: Reader,
  ctx: Context,
  calls: readonly UndeclaredCalls[],
): Promise<Map<string, string>> {
  const { actor } = ctx
  const all = actor.kind === 'system' || ('grants' in actor && holds(actor.grants, 'application.read', {}))
  const scopes = grantsOf(actor, 'application.read')
  const rows = await db.application.findMany({
    where: {
      id: { in: [...new Set(calls.flatMap(({ applicationIds }) => applicationIds))] },
      ...(all ? {} : { teamId: { in: scopes.teamIds } }),
    },
    select: { id: true, name: true },
  })
  return new Map(rows.map(({ id, name }) => [id, name]))
}
