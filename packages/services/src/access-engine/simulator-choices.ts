import { getSimulatorChoices as endpoint, type SimulatorChoices } from '@gatehouse/contracts/endpoints/access-engine'
import type { Id } from '@gatehouse/contracts/ids'
import { requireStage } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { inOneSnapshot } from '../publishing/repeatable-read.ts'
import { currentSnapshot } from './current-snapshot.ts'
import { loadCallers } from './load-callers.ts'
import { columnsOf, definitionOf } from './matrix-columns.ts'
import { seenBy } from './seen.ts'

const mostApplications = 1_000

/** What a simulation can be about: stages, applications with their credentials, operations that run. */
export const getSimulatorChoices = query({
  name: 'access.simulator-choices',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }): Promise<SimulatorChoices> => {
    const stages = await db.stage.findMany({
      orderBy: { position: 'asc' },
      select: { id: true, slug: true, name: true, gatewayUrl: true },
    })
    const stage = input.stage === undefined ? stages.at(-1) : await requireStage(db, input.stage)
    if (stage === undefined) throw notFound()
    const seen = await seenBy(ctx)
    const now = ctx.now()
    const { callers } = await inOneSnapshot(ctx.db.pool, (client) =>
      loadCallers(client, stage.id, { seen: seen.callers, limit: mostApplications }, now),
    )
    const credentials = await db.credential.findMany({
      where: { stageId: stage.id, applicationId: { in: callers.map(({ id }) => id) } },
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      select: {
        id: true,
        applicationId: true,
        kind: true,
        name: true,
        last4: true,
        scopes: true,
        expiresAt: true,
        overlapUntil: true,
        revokedAt: true,
      },
    })
    const byApplication = Map.groupBy(credentials, ({ applicationId }) => applicationId)
    const snapshot = await currentSnapshot(ctx.db, stage.id)
    const isOver = (end: Date | null) => end !== null && end <= now
    return {
      stages: stages.map(({ id, slug, name }) => ({ id: id as Id<'stage'>, slug, name })),
      stage: { id: stage.id as Id<'stage'>, slug: stage.slug, name: stage.name, gatewayUrl: stage.gatewayUrl },
      applications: callers.map(({ id, name, team }) => ({
        id,
        name,
        team: team.name,
        credentials: (byApplication.get(id) ?? []).map((row) => ({
          id: row.id as Id<'credential'>,
          kind: row.kind === 'key' ? ('key' as const) : ('client' as const),
          name: row.name,
          last4: row.last4,
          scopes: row.scopes,
          state:
            row.revokedAt !== null
              ? ('revoked' as const)
              : isOver(row.expiresAt) || isOver(row.overlapUntil)
                ? ('expired' as const)
                : ('active' as const),
        })),
      })),
      operations: (snapshot === null ? [] : columnsOf(snapshot, seen.apis)).map((column) => {
        const { method, path } = definitionOf(column)
        const { name, basePath } = column.planned.version
        return { id: column.id as Id<'operation'>, method, path, api: column.api.name, version: name, basePath }
      }),
    }
  },
})
