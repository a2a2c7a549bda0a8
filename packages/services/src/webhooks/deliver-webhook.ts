import type { Context } from '../grammar/context.ts'
import { queueDelivery } from './queue-message.ts'
import { sendMessage } from './send-message.ts'
import { bodyOf } from './webhook-view.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Waits before the next try, from the first failure on (Standard Webhooks). */
export const retryWaits = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const

const timeoutMs = 20 * second
const longestHold = 24 * hour

/**
 * The job `deliver-webhook`: one try to send one message, and the arrangement of the next. At least once: a process that ends between
 * sending and writing sends it again, under the same id. `random` spreads tries, 0 to 1.
 */
export async function deliverWebhook(ctx: Context, id: string, random: () => number = Math.random): Promise<void> {
  const db = ctx.db.prisma
  const row = await db.webhookDelivery.findUnique({ where: { id }, include: { webhook: true } })
  if (row?.state !== 'waiting') return
  if (!row.webhook.enabled) {
    await finish(ctx, row, { state: 'failed', lastError: 'The webhook is switched off.' })
    return
  }
  const sent = await sendMessage(ctx, row.webhook, { id: row.id, body: bodyOf(row.payload), timeoutMs })
  const lastStatus = sent.ok ? sent.status : null
  if (sent.ok && sent.status >= 200 && sent.status < 300) {
    await finish(ctx, row, { state: 'delivered', lastStatus, lastError: null })
    return
  }
  const lastError = sent.ok ? errorOf(sent.status) : sent.why
  if (sent.ok && sent.status === 410) {
    // The receiver says that it is gone for good: whoever manages webhooks sees why it is off.
    await db.webhook.update({ where: { id: row.webhookId }, data: { enabled: false, etag: { increment: 1 } } })
    await finish(ctx, row, { state: 'failed', lastStatus, lastError })
    return
  }
  const wait = retryWaits[row.attempts]
  if (wait === undefined) {
    await finish(ctx, row, { state: 'failed', lastStatus, lastError })
    return
  }
  const asked = sent.ok ? holdOf(sent.retryAfter, ctx.now()) : 0
  const at = new Date(ctx.now().getTime() + Math.max(asked, wait * (1 + random() * 0.2)))
  await db.$transaction(async (tx) => {
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id, state: 'waiting', attempts: row.attempts },
      data: { attempts: row.attempts + 1, lastStatus, lastError },
    })
    if (count > 0) await queueDelivery(tx, id, at)
  })
}

async function finish(
  ctx: Context,
  row: { id: string; attempts: number },
  outcome: { state: 'delivered' | 'failed'; lastStatus?: number | null; lastError: string | null },
): Promise<void> {
  await ctx.db.prisma.webhookDelivery.updateMany({
    where: { id: row.id, state: 'waiting' },
    data: {
      ...outcome,
      attempts: row.attempts + 1,
      deliveredAt: outcome.state === 'delivered' ? ctx.now() : null,
    },
  })
}

function errorOf(status: number): string {
  if (status >= 300 && status < 400) return `It answered ${status}; redirects are not followed.`
  return `It answered ${status}.`
}

/** Milliseconds that a Retry-After asks for. */
function holdOf(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return 0
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * second : Date.parse(retryAfter) - now.getTime()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestHold) : 0
}
