import { inputOf } from '@gatehouse/contracts/endpoint'
import type { CampaignKind } from '@gatehouse/contracts/endpoints/campaign-views'
import { restoreCampaignItem as endpoint } from '@gatehouse/contracts/endpoints/campaigns'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { acts } from './acts.ts'
import { assertMayDecide } from './campaign-access.ts'
import { isReasonOf } from './campaign-text.ts'
import { itemScope } from './decide-items.ts'
import { isRestorable, readItem } from './item-view.ts'

/** One click back: what the campaign suspended goes on, at every gateway within a second. Who did it stays on the item. */
export const restoreCampaignItem = verb({
  name: 'campaign.restore',
  allowed: { anyMember: true, permission: 'campaign.manage' },
  input: inputOf(endpoint),
  scope: (tx, input, ctx) => itemScope(tx, ctx, input.campaignItemId),
  run: async (call) => {
    const { ctx, tx, input, change } = call
    await tx.$queryRaw`SELECT id FROM campaign_item WHERE id = ${input.campaignItemId} FOR UPDATE`
    const item = await tx.campaignItem.findUniqueOrThrow({
      where: { id: input.campaignItemId },
      include: { campaign: { select: { name: true } } },
    })
    assertMayDecide(ctx, item)
    if (item.restoredAt !== null) throw new DomainError('changed_meanwhile', 'Somebody has given it back already.')
    if (!isRestorable(item))
      throw new DomainError(
        'not_possible',
        item.outcome === 'revoked'
          ? 'It was revoked, for good: access is asked for anew.'
          : 'The campaign has not suspended it.',
      )
    const kind = acts[item.kind as CampaignKind]
    const standing = await kind.standing(call, item.subjectId)
    if (standing.state === 'gone') throw new DomainError('not_possible', standing.sentence)
    if (standing.state === 'active')
      throw new DomainError('not_possible', 'Somebody has given it back elsewhere: it is in use again.')
    if (!isReasonOf(item.campaign, standing.reason))
      throw new DomainError(
        'not_possible',
        'It was suspended for another reason since; that is not this campaign’s to take back.',
      )
    const audit = await kind.restore(call, item.subjectId)
    await tx.campaignItem.update({
      where: { id: item.id },
      data: { restoredAt: ctx.now(), restoredBy: actorColumn(ctx), etag: { increment: 1 } },
    })
    if (standing.stageId !== undefined)
      change.withSeq((same, seq) => same.campaignItem.update({ where: { id: item.id }, data: { restoredSeq: seq } }))
    return { audit, item, view: await readItem(tx, ctx, item.id) }
  },
  audit: ({ input, result: { audit, item } }) => [
    {
      target: { kind: 'campaignItem', id: item.id },
      before: { outcome: 'suspended' },
      after: {
        campaignId: item.campaignId,
        kind: item.kind,
        subjectId: item.subjectId,
        restored: true,
        noted: input.note !== undefined,
      },
    },
    ...audit,
  ],
  answer: ({ view }) => view,
})
