import { redeliver as endpoint, testWebhook as testEndpoint } from '@gatehouse/contracts/endpoints/webhooks'
import { grantsOf } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { queueDelivery, queueMessage } from './queue-message.ts'
import { toDeliveryView } from './webhook-view.ts'

/** Sends a message again, under its own id, with the whole schedule of tries before it. */
export const redeliver = verb({
  name: 'webhook.redeliver',
  allowed: { permission: 'webhook.manage' },
  input: endpoint.params,
  run: async ({ ctx, tx, input }) => {
    const row = await tx.webhookDelivery.findFirst({ where: { id: input.delivery, webhookId: input.webhook } })
    if (!row) throw notFound()
    const again = await tx.webhookDelivery.update({
      where: { id: row.id },
      data: { state: 'waiting', attempts: 0, deliveredAt: null },
    })
    await queueDelivery(tx, row.id, ctx.now())
    return toDeliveryView(again, grantsOf(ctx.actor, 'audit.read').all)
  },
  audit: ({ input, result }) => ({
    target: { kind: 'webhook', id: input.webhook },
    after: { redelivered: result.id, event: result.event },
  }),
})

/** Sends a message that says nothing but that it is a test. */
export const testWebhook = verb({
  name: 'webhook.test',
  allowed: { permission: 'webhook.manage' },
  input: testEndpoint.params,
  run: async ({ ctx, tx, input }) => {
    const webhook = await tx.webhook.findUnique({ where: { id: input.webhook }, select: { id: true, name: true } })
    if (!webhook) throw notFound()
    const id = await queueMessage(tx, webhook.id, 'test', { webhook: webhook.name }, ctx.now())
    return toDeliveryView(await tx.webhookDelivery.findUniqueOrThrow({ where: { id } }), true)
  },
  audit: ({ input, result }) => ({ target: { kind: 'webhook', id: input.webhook }, after: { tested: result.id } }),
})
