import { notifyOwners as endpoint, previewNotice as previewEndpoint } from '@gatehouse/contracts/endpoints/promotions'
import { plainText } from '@gatehouse/mail/mail-content'
import { promotionNotice } from '@gatehouse/mail/templates/promotion-notice'
import { mayAct } from '../apis/acting.ts'
import type { Sent } from '../deprecation/send-notices.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { promotionScope, requirePromotion } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'
import { loadNotices, noticeData, sendPromotionNotices, touchedApplications } from './promotion-notices.ts'
import { illegalMove, openStates } from './promotion-states.ts'

/** Tells the owners of applications that a change of a promotion touches. */
export const notifyOwners = verb({
  name: 'promotion.notify',
  allowed: { permission: 'api.promote' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: promotionScope,
  run: async ({ ctx, tx, input }) => {
    const row = await lockPromotion(tx, input.promotion)
    if (!openStates.includes(row.state)) throw illegalMove(row.state)
    const applications = await touchedApplications(tx, row, input.applications)
    const sent = await sendPromotionNotices(tx, ctx, row, applications, {
      occasion: 'notified',
      message: input.message,
    })
    return { row, sent }
  },
  audit: ({ input, result: { row, sent } }) => ({
    target: { kind: 'promotion', id: row.id },
    after: { notified: input.applications, mails: sent.mails },
  }),
  answer: ({ sent }): Sent => sent,
})

/** The mail as it would be, to the owners of all named applications; each gets it about the own ones only. */
export const previewNotice = query({
  name: 'promotion.preview-notice',
  allowed: { permission: 'api.promote' },
  read: 'api.read',
  input: previewEndpoint.params.extend(previewEndpoint.body.shape),
  scope: promotionScope,
  run: async ({ ctx, db, input }) => {
    const row = await requirePromotion(db, input.promotion)
    const applications = await touchedApplications(db, row, input.applications)
    const until = input.until === undefined ? undefined : new Date(input.until)
    const mail = promotionNotice(noticeData(ctx, row, applications.slice(0, 1), { until, message: input.message }))
    const told = new Map((await loadNotices(db, row.id)).map(({ applicationId, at }) => [applicationId, at]))
    return {
      subject: mail.subject,
      text: plainText(mail, 'Gatehouse'),
      persons: new Set(applications.flatMap(({ owners }) => owners.map(({ id }) => id))).size,
      recipients: applications.map(({ id, name, team, owners }) => ({
        application: { id, name },
        persons: mayAct(ctx.actor, 'person.read', { teamId: team.id }).allowed ? owners.map((one) => one.name) : [],
        reachable: owners.length,
        toldAt: told.get(id)?.toISOString() ?? null,
      })),
    }
  },
})
