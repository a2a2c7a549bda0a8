import { inputOf } from '@gatehouse/contracts/endpoint'
import { listCampaignItems as endpoint } from '@gatehouse/contracts/endpoints/campaigns'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { requireVisible, reviewerId, visibleItems } from './campaign-access.ts'
import { itemInclude, toItemViews } from './item-view.ts'

/** Items by holder, so that what one application or person has stands together. */
export const listCampaignItems = query({
  name: 'campaign.items',
  allowed: { anyMember: true, permission: 'campaign.manage' },
  // Read from the address already.
  input: inputOf(endpoint).extend({ mine: z.boolean().optional() }),
  scope: async (db, input, ctx) => {
    await requireVisible(db, ctx, input.campaignId)
    return {}
  },
  run: async ({ ctx, db, input }) => {
    const { decision, outcome, kind, hint } = input
    const [name, holder, id] = input.cursor ? decodeCursor(input.cursor, 3) : []
    const after: Prisma.CampaignItemWhereInput =
      name === undefined || holder === undefined || id === undefined
        ? {}
        : {
            OR: [
              { holderName: { gt: name } },
              { holderName: name, holderKey: { gt: holder } },
              { holderName: name, holderKey: holder, id: { gt: id } },
            ],
          }
    const rows = await db.campaignItem.findMany({
      where: {
        AND: [
          { campaignId: input.campaignId },
          visibleItems(ctx),
          decision ? { decision } : {},
          outcome ? { outcome } : {},
          kind ? { kind } : {},
          hint ? { hints: { has: hint } } : {},
          input.reviewerId ? { reviewerIds: { has: input.reviewerId } } : {},
          input.mine ? { reviewerIds: { has: reviewerId(ctx) ?? '' } } : {},
          input.q ? { holderName: { contains: input.q, mode: 'insensitive' } } : {},
          after,
        ],
      },
      orderBy: [{ holderName: 'asc' }, { holderKey: 'asc' }, { id: 'asc' }],
      take: input.limit + 1,
      include: itemInclude,
    })
    const page = toPage(
      rows,
      input.limit,
      (row) => row,
      (row) => encodeCursor(row.holderName, row.holderKey, row.id),
    )
    return { items: await toItemViews(db, ctx, page.items), next: page.next }
  },
})
