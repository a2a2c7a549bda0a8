import { listGateways as endpoint, getGateway as getEndpoint } from '@gatehouse/contracts/endpoints/gateways'
import { requireStage } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { loadGatewayViews } from './gateway-view.ts'

export const listGateways = query({
  name: 'gateway.list',
  allowed: { permission: 'stage.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const where = input.stage === undefined ? {} : { stageId: (await requireStage(db, input.stage)).id }
    return { items: await loadGatewayViews(db, ctx.now(), where) }
  },
})

export const getGateway = query({
  name: 'gateway.get',
  allowed: { permission: 'stage.read', anyMember: true, anyScope: true },
  input: getEndpoint.params,
  run: async ({ ctx, db, input }) => {
    const [view] = await loadGatewayViews(db, ctx.now(), { id: input.gateway })
    if (!view) throw notFound()
    return view
  },
})
