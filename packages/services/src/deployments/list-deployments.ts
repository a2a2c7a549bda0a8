import { listDeployments as endpoint, getDeployment as getEndpoint } from '@gatehouse/contracts/endpoints/deployments'
import { requireStage, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { decodeCursor, encodeCursor } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { deploymentInclude, loadDeploymentView, toDeploymentViews } from './deployment-view.ts'

/** What ran on the stages of a version, newest first. */
export const listDeployments = query({
  name: 'deployment.list',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const version = await requireVersion(db, input)
    const stage = input.stage === undefined ? undefined : await requireStage(db, input.stage)
    // Ids carry their time, so they are the order.
    const before = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 1)[0]
    const rows = await db.deployment.findMany({
      where: {
        versionId: version.id,
        ...(stage ? { stageId: stage.id } : {}),
        ...(before === undefined ? {} : { id: { lt: before } }),
      },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include: deploymentInclude,
    })
    const kept = rows.slice(0, input.limit)
    const last = kept.at(-1)
    return {
      items: await toDeploymentViews(db, kept, ctx.now()),
      next: rows.length > input.limit && last ? encodeCursor(last.id) : null,
    }
  },
})

export const getDeployment = query({
  name: 'deployment.get',
  allowed: { permission: 'api.read' },
  input: getEndpoint.params,
  scope: async (db, input) => {
    const row = await db.deployment.findUnique({
      where: { id: input.deployment },
      select: { version: { select: { apiId: true, api: { select: { teamId: true } } } } },
    })
    return row && { apiId: row.version.apiId, teamId: row.version.api.teamId }
  },
  run: ({ ctx, db, input }) => loadDeploymentView(db, input.deployment, ctx.now()),
})
