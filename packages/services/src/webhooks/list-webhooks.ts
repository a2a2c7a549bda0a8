import {
  listWebhookDeliveries as deliveriesEndpoint,
  listWebhooks as endpoint,
} from '@gatehouse/contracts/endpoints/webhooks'
import { grantsOf } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { toDeliveryView, toWebhookViews, webhookInclude } from './webhook-view.ts'

export const listWebhooks = query({
  name: 'webhook.list',
  allowed: { permission: 'webhook.manage' },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const before = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 1)[0]
    const rows = await db.webhook.findMany({
      where: before === undefined ? {} : { id: { lt: before } },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include: webhookInclude,
    })
    return toPage(
      await toWebhookViews(db, rows, ctx.now()),
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})

/** What was sent to a webhook, newest first. */
export const listWebhookDeliveries = query({
  name: 'webhook.deliveries',
  allowed: { permission: 'webhook.manage' },
  input: deliveriesEndpoint.params.extend(deliveriesEndpoint.query.shape),
  run: async ({ ctx, db, input }) => {
    const known = await db.webhook.findUnique({ where: { id: input.webhook }, select: { id: true } })
    if (!known) throw notFound()
    const before = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 1)[0]
    const rows = await db.webhookDelivery.findMany({
      where: { webhookId: input.webhook, ...(before === undefined ? {} : { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    const sees = grantsOf(ctx.actor, 'audit.read').all
    return toPage(
      rows,
      input.limit,
      (row) => toDeliveryView(row, sees),
      (row) => encodeCursor(row.id),
    )
  },
})
