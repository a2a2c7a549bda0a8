import { auditStreamFilter, passesAuditFilter } from '@gatehouse/contracts/audit-filter'
import type { Json } from '@gatehouse/contracts/json'
import { readChain } from '../audit/chain-rows.ts'
import type { Context } from '../grammar/context.ts'
import { queueMessage } from '../webhooks/queue-message.ts'

/** Entries that one transaction puts in the queue. */
const batch = 200

/**
 * Puts entries in the queue of webhooks that are told of `audit.entry`: with the position in one transaction, so each entry is queued once.
 * Delivery is that of every message: signed, tried again, at least once; `seq` says the order.
 */
export async function forwardToWebhooks(ctx: Context): Promise<void> {
  const { rows } = await ctx.db.pool.query<{ id: string }>(
    `SELECT id FROM webhook WHERE enabled AND 'audit.entry' = ANY(events)
       AND coalesce(audit_position, -1) < (SELECT coalesce(max(seq), 0) FROM audit_log) ORDER BY id`,
  )
  for (const { id } of rows)
    while (await queueBatch(ctx, id)) {
      // Until it has all.
    }
}

function queueBatch(ctx: Context, id: string): Promise<boolean> {
  return ctx.db.prisma.$transaction(async (tx) => {
    const [webhook] = await tx.$queryRaw<{ position: bigint | null; filter: unknown }[]>`
      SELECT audit_position AS position, audit_filter AS filter FROM webhook
      WHERE id = ${id} AND enabled AND 'audit.entry' = ANY(events) FOR UPDATE SKIP LOCKED`
    if (!webhook) return false
    const records = await readChain(ctx.db.pool, { after: webhook.position ?? 0n, limit: batch })
    const last = records.at(-1)
    if (last === undefined) return false
    const filter = auditStreamFilter.parse(webhook.filter ?? {})
    for (const record of records)
      if (passesAuditFilter(filter, record))
        await queueMessage(tx, id, 'audit.entry', record as unknown as Json, new Date(record.at))
    await tx.webhook.update({ where: { id }, data: { auditPosition: BigInt(last.seq) } })
    return records.length === batch
  })
}
