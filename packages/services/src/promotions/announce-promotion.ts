import type { PromotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import type { WebhookEvent } from '@gatehouse/contracts/endpoints/webhooks'
import { approvalRule } from '@gatehouse/contracts/stage-rules'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { actorNames, refFromColumn } from '../people/actor-names.ts'
import { queueEvent } from '../webhooks/queue-message.ts'
import { isSensitive, readFindings } from './findings.ts'
import { approvalSentence, promotionTitle } from './promotion-sentences.ts'
import { approvalsNeeded } from './weigh.ts'
import { membersWith } from './who-may-approve.ts'

const events: Partial<Record<PromotionState, WebhookEvent>> = {
  blocked: 'promotion.blocked',
  waiting: 'promotion.approval-asked',
  ready: 'promotion.ready',
  done: 'promotion.done',
  stale: 'promotion.stale',
  cancelled: 'promotion.cancelled',
  'rolled-back': 'promotion.rolled-back',
}

const news = ['blocked', 'stale', 'done', 'cancelled', 'rolled-back'] as const

/** Who has just asked sees in the answer what becomes of it; later he is told. */
const looksOnMs = 30_000
const mostApprovers = 20

/** Tells who is concerned by mail, and webhooks that want to know, with the transaction that made the state. */
export async function announcePromotion(
  tx: Transaction,
  ctx: Context,
  id: string,
  state: PromotionState,
): Promise<void> {
  const event = events[state]
  if (event === undefined) return
  const row = await tx.promotion.findUniqueOrThrow({
    where: { id },
    include: {
      version: { include: { api: { select: { id: true, slug: true, name: true, teamId: true } } } },
      stage: { select: { id: true, slug: true, name: true } },
      revision: { select: { number: true, hash: true } },
    },
  })
  const { version, stage, revision } = row
  const title = promotionTitle({
    api: version.api.name,
    version: version.name,
    number: revision.number,
    stage: stage.name,
  })
  const promotionUrl = `${ctx.installation.adminUrl}/promotions/${id}`
  const now = ctx.now()
  const data = {
    promotion: { id, url: promotionUrl, title, state, reason: row.stateReason },
    api: { id: version.apiId, slug: version.api.slug, name: version.api.name },
    version: { id: version.id, name: version.name },
    stage: { id: stage.id, slug: stage.slug, name: stage.name },
    revision: { number: revision.number, hash: revision.hash },
  }
  await queueEvent(tx, event, data, now)
  const by = refFromColumn(row.origin)
  if (state === 'waiting') {
    const findings = readFindings(row.findings)
    const rule = approvalRule.parse(findings.bound.approval)
    const facts = {
      sensitive: isSensitive(findings),
      emergency: row.emergency !== null,
      review: findings.review !== null,
    }
    const nameOf = await actorNames(tx, [row.origin])
    const asked = await membersWith(tx, 'promotion.approve', { id: version.apiId, teamId: version.api.teamId }, by.id)
    for (const { id: personId } of asked.slice(0, mostApprovers))
      await addMailJob(tx, {
        personId,
        template: 'promotion-approval-asked',
        data: {
          title,
          requestedBy: nameOf(row.origin).name,
          changes: findings.counts.text,
          rule: approvalSentence({ stage: stage.name, rule, needed: approvalsNeeded(rule, facts), ...facts }),
          note: row.note ?? undefined,
          promotionUrl,
        },
      })
    return
  }
  const told = news.find((one) => one === state)
  if (told === undefined || by.kind !== 'member' || now.getTime() - row.createdAt.getTime() < looksOnMs) return
  // What he does himself is no news to him.
  if (ctx.actor.kind === 'member' && ctx.actor.personId === by.id) return
  await addMailJob(tx, {
    personId: by.id,
    template: 'promotion-news',
    data: { title, news: told, reason: row.stateReason ?? undefined, promotionUrl },
  })
}
