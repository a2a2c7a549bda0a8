import { inputOf } from '@gatehouse/contracts/endpoint'
import { reassignCampaignItems as endpoint } from '@gatehouse/contracts/endpoints/campaigns'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { actorNames } from '../people/actor-names.ts'
import { mayManage, requireVisible, reviewerId } from './campaign-access.ts'
import { assertMember } from './create-campaign.ts'
import { assertTakesAnswers, lockCampaign } from './lock-campaign.ts'
import { remindReviewers } from './remind-reviewers.ts'

/** Asks somebody else: who manages campaigns for any item, a reviewer for his own. */
export const reassignCampaignItems = verb({
  name: 'campaign.reassign',
  allowed: { anyMember: true, permission: 'campaign.manage' },
  input: inputOf(endpoint),
  scope: async (tx, input, ctx) => {
    await requireVisible(tx, ctx, input.campaignId)
    return {}
  },
  run: async ({ ctx, tx, input }) => {
    const campaign = await lockCampaign(tx, input.campaignId, 'use')
    assertTakesAnswers(campaign, ctx)
    await assertMember(tx, input.personId, '/personId')
    const own = mayManage(ctx) ? {} : { reviewerIds: { has: reviewerId(ctx) ?? '' } }
    const rows = await tx.campaignItem.findMany({
      where: { id: { in: input.itemIds }, campaignId: campaign.id, decision: 'unanswered', outcome: null, ...own },
      select: { id: true, ownerIds: true },
      orderBy: { id: 'asc' },
    })
    const taken = rows.filter(({ ownerIds }) => !ownerIds.includes(input.personId))
    if (taken.length === 0)
      throw new DomainError(
        'not_possible',
        rows.length > 0
          ? 'Nobody decides on his own access: ask somebody else.'
          : 'None of these items waits for an answer that is yours to hand on.',
      )
    const by = actorColumn(ctx)
    const nameOf = await actorNames(tx, [by])
    const note = `${nameOf(by).name} asked to hand it on${input.note ? `: ${input.note}` : '.'}`
    await tx.campaignItem.updateMany({
      where: { id: { in: taken.map(({ id }) => id) } },
      data: { reviewerIds: [input.personId], reviewerNote: note, etag: { increment: 1 } },
    })
    const occasion = `by-hand:${ctx.now().toISOString()}`
    await remindReviewers(tx, ctx, campaign, { occasion, kind: 'handed-on', personIds: [input.personId] })
    return { itemIds: taken.map(({ id }) => id) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'campaign', id: input.campaignId },
    after: { reassigned: result.itemIds, personId: input.personId },
  }),
  answer: ({ itemIds }) => ({ reassigned: itemIds.length }),
})
