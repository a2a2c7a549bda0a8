import { listMyStages as endpoint } from '@gatehouse/contracts/endpoints/my-applications'
import type { Id } from '@gatehouse/contracts/ids'
import { query } from '../grammar/query.ts'

/** Stages that are open to developers, under their public names; closed ones appear nowhere in the portal. */
export const listMyStages = query({
  name: 'portal.stages',
  allowed: { visitor: true, developer: 'any', anyMember: true },
  input: endpoint.query,
  run: async ({ db }) => {
    const stages = await db.stage.findMany({ where: { exposure: { not: 'hidden' } }, orderBy: { position: 'asc' } })
    return {
      items: stages.map((stage) => ({
        id: stage.id as Id<'stage'>,
        name: stage.publicName ?? stage.name,
        exposure: stage.exposure as 'sandbox' | 'live',
        gatewayUrl: stage.gatewayUrl,
      })),
    }
  },
})
