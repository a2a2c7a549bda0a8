import { getCampaign as getEndpoint, listCampaigns as listEndpoint } from '@gatehouse/contracts/endpoints/campaigns'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { requireVisible, visibleCampaigns } from './campaign-access.ts'
import { campaignInclude, readCampaign, toSummaries } from './campaign-view.ts'

export const listCampaigns = query({
  name: 'campaign.list',
  allowed: { anyMember: true, permission: 'campaign.manage', anyScope: true },
  input: listEndpoint.query,
  run: async ({ ctx, db, input }) => {
    const rows = await db.campaign.findMany({
      where: {
        AND: [
          visibleCampaigns(ctx),
          input.state ? { state: input.state } : {},
          input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {},
        ],
      },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include: campaignInclude,
    })
    return toPage(
      await toSummaries(db, ctx, rows),
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})

export const getCampaign = query({
  name: 'campaign.get',
  allowed: { anyMember: true, permission: 'campaign.manage' },
  input: getEndpoint.params,
  scope: async (db, input, ctx) => {
    await requireVisible(db, ctx, input.campaignId)
    return {}
  },
  run: ({ ctx, db, input }) => readCampaign(db, ctx, input.campaignId),
})
