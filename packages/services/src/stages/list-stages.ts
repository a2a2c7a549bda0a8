import { listStages as endpoint, getStage as getEndpoint } from '@gatehouse/contracts/endpoints/stages'
import { requireStage } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { loadStageViews } from './stage-view.ts'

export const listStages = query({
  name: 'stage.list',
  allowed: { permission: 'stage.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db }) => ({ items: await loadStageViews(db, ctx.now()) }),
})

export const getStage = query({
  name: 'stage.get',
  allowed: { permission: 'stage.read', anyMember: true, anyScope: true },
  input: getEndpoint.params,
  run: async ({ ctx, db, input }) => {
    const { id } = await requireStage(db, input.stage)
    const [view] = await loadStageViews(db, ctx.now(), id)
    if (!view) throw notFound()
    return view
  },
})
