import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { ackBatch } from '@gatehouse/contracts/sync'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'

/** A gateway that has been silent for so long serves nothing that could still arrive soon. */
const forgottenAfterMs = 3_600_000
/** A gateway commits and ships at least this often. */
const shippingMs = 1_000

/**
 * Up to when usage is complete: every gateway has either nothing unsent at its last word, or is known up to its newest stored record.
 */
export async function usageCompleteTo(db: Reader, ctx: Context): Promise<Date> {
  const now = ctx.now().getTime()
  const gateways = await db.gateway.findMany({
    where: { removedAt: null, lastSeenAt: { gt: new Date(now - forgottenAfterMs) } },
    select: { id: true, lastSeenAt: true, status: true },
  })
  const watermarks = await usageStoreOf(ctx.db.pool).watermarks()
  let complete = now - shippingMs
  for (const gateway of gateways) {
    const status = gateway.status as z.output<typeof ackBatch>['status'] | null
    const seen = (gateway.lastSeenAt?.getTime() ?? now) - shippingMs
    const known = status?.unsentBytes === 0 ? seen : Math.min(seen, watermarks.get(gateway.id)?.getTime() ?? seen)
    // Heard of within two seconds and nothing unsent: as fresh as can be.
    if (status?.unsentBytes === 0 && now - seen < 3 * shippingMs) continue
    complete = Math.min(complete, known)
  }
  return new Date(complete)
}
