import type { WebhookEvent } from '@gatehouse/contracts/endpoints/webhooks'
import { newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import { addJob } from '../jobs/add-job.ts'

/**
 * Tells every webhook that wants to know of an event, with the transaction in which it happens: the message is sent when that commits.
 * `data` holds what a reader of the event may know who sees all of the organization: ids, names, states; never a secret.
 */
export async function queueEvent(tx: Transaction, event: WebhookEvent, data: Json, now: Date): Promise<void> {
  const webhooks = await tx.webhook.findMany({
    where: { enabled: true, events: { has: event } },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  for (const { id } of webhooks) await queueMessage(tx, id, event, data, now)
}

/** Puts one message in the queue for one webhook. */
export async function queueMessage(
  tx: Transaction,
  webhookId: string,
  event: string,
  data: Json,
  now: Date,
): Promise<string> {
  const id = newId('webhookDelivery')
  const payload = { type: event, timestamp: now.toISOString(), data }
  await tx.webhookDelivery.create({ data: { id, webhookId, event, payload, createdAt: now } })
  await queueDelivery(tx, id, now)
  return id
}

/** Has a message sent at that time. */
export function queueDelivery(tx: Transaction, id: string, at: Date): Promise<void> {
  return addJob(tx, 'deliver-webhook', { id }, { key: `webhook ${id}`, runAt: at })
}
