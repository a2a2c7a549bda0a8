import { inputOf } from '@gatehouse/contracts/endpoint'
import {
  cancelCampaign as cancelEndpoint,
  closeCampaign as closeEndpoint,
  extendCampaign as extendEndpoint,
  remindCampaign as remindEndpoint,
} from '@gatehouse/contracts/endpoints/campaigns'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { campaignDates } from './campaign-dates.ts'
import { readCampaign } from './campaign-view.ts'
import { assertState, assertTakesAnswers, lockCampaign } from './lock-campaign.ts'
import { remindReviewers } from './remind-reviewers.ts'
import { routeItems } from './route-items.ts'
import { scheduleCampaign } from './schedule-campaign.ts'

/** Gives more time; reviewers who have not answered are told. Reminders come again before the new date. */
export const extendCampaign = verb({
  name: 'campaign.extend',
  allowed: { permission: 'campaign.manage' },
  input: inputOf(extendEndpoint),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const row = await lockCampaign(tx, input.campaignId, 'change')
    checkEtag(row.etag, ifMatch)
    assertTakesAnswers(row, ctx)
    const { opensAt: _, ...dates } = campaignDates(input, ctx.now())
    if (dates.dueAt <= row.dueAt)
      throw new DomainError(
        'not_possible',
        'The new date must be later than the one that stands. To end it sooner, close it.',
      )
    const extended = await tx.campaign.update({ where: { id: row.id }, data: { ...dates, etag: { increment: 1 } } })
    const occasion = `extended:${dates.dueAt.toISOString()}`
    await remindReviewers(tx, ctx, extended, { occasion, kind: 'extended' })
    await scheduleCampaign(tx, extended, ctx.now())
    return { before: row.dueAt, view: await readCampaign(tx, ctx, row.id) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'campaign', id: view.id },
    before: { dueAt: before.toISOString() },
    after: { dueAt: view.dueAt },
  }),
  answer: ({ view }) => view,
})

/** Makes it due now. What nobody answered is then suspended by the same steps as on its date. */
export const endCampaign = verb({
  name: 'campaign.close',
  allowed: { permission: 'campaign.manage' },
  input: closeEndpoint.params,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const row = await lockCampaign(tx, input.campaignId, 'change')
    checkEtag(row.etag, ifMatch)
    assertTakesAnswers(row, ctx)
    const ended = await tx.campaign.update({
      where: { id: row.id },
      data: { dueAt: ctx.now(), endedBy: actorColumn(ctx), etag: { increment: 1 } },
    })
    await scheduleCampaign(tx, ended, ctx.now())
    return { before: row.dueAt, view: await readCampaign(tx, ctx, row.id) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'campaign', id: view.id },
    before: { dueAt: before.toISOString() },
    after: { dueAt: view.dueAt, unanswered: view.counts.unanswered },
  }),
  answer: ({ view }) => view,
})

/** Nothing is suspended; what was revoked stays revoked. */
export const cancelCampaign = verb({
  name: 'campaign.cancel',
  allowed: { permission: 'campaign.manage' },
  input: inputOf(cancelEndpoint),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const row = await lockCampaign(tx, input.campaignId, 'change')
    checkEtag(row.etag, ifMatch)
    if (row.state === 'open') assertTakesAnswers(row, ctx)
    else assertState(row, 'draft', 'open')
    await tx.campaign.update({
      where: { id: row.id },
      data: {
        state: 'cancelled',
        reason: input.reason,
        closedAt: ctx.now(),
        endedBy: actorColumn(ctx),
        etag: { increment: 1 },
      },
    })
    return { before: row.state, view: await readCampaign(tx, ctx, row.id) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'campaign', id: view.id },
    before: { state: before },
    after: { state: 'cancelled' },
  }),
  answer: ({ view }) => view,
})

/** Reminds those who have not answered, now: beside the two reminders that come by themselves. At most once an hour. */
export const remindCampaign = verb({
  name: 'campaign.remind',
  allowed: { permission: 'campaign.manage' },
  input: inputOf(remindEndpoint),
  run: async ({ ctx, tx, input }) => {
    const row = await lockCampaign(tx, input.campaignId, 'change')
    assertTakesAnswers(row, ctx)
    await routeItems(tx, row)
    // The hour is the occasion, so a second click within it tells nobody again.
    const occasion = `by-hand:${ctx.now().toISOString().slice(0, 13)}`
    return { mails: await remindReviewers(tx, ctx, row, { occasion, kind: 'by-hand', personIds: input.personIds }) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'campaign', id: input.campaignId },
    after: { reminded: result.mails },
  }),
})
