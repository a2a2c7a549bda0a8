import type { AckBatch } from '@gatehouse/contracts/sync'
import type { Context } from '../grammar/context.ts'
import { addJob } from '../jobs/add-job.ts'
import { healthOf } from './provider-view.ts'

/** A provider is not asked more often than that, whatever keys callers make up. */
const apartMs = 10_000

/**
 * A gateway met tokens that name keys which their issuers are not known to have: the providers are asked at once, or as soon as their last
 * asking is long enough ago. The built-in server's own keys are always told.
 */
export async function requestKeys(ctx: Context, unknown: AckBatch['unknownKeys']): Promise<void> {
  const ids = new Set(unknown?.map(({ issuerId }) => issuerId))
  if (ids.size === 0) return
  const rows = await ctx.db.prisma.identityProvider.findMany({
    where: { id: { in: [...ids] }, enabled: true, kind: 'oidc' },
    select: { id: true, health: true },
  })
  for (const { id, health } of rows) {
    const { at } = healthOf(health)
    const last = at === undefined ? 0 : Date.parse(at)
    const runAt = new Date(Math.max(ctx.now().getTime(), last + apartMs))
    await ctx.db.prisma.$transaction((tx) =>
      addJob(tx, 'look-at-provider', { id }, { key: `look-at-provider ${id}`, runAt }),
    )
  }
}
