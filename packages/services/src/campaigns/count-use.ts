import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { Context } from '../grammar/context.ts'
import { dayMs, type FoundItem } from './found-item.ts'

export type ItemUse = { calls30: number; calls90: number; lastAt: Date | null }

/** Calls of items in 30 and 90 days, in the order of the items; null where a kind's calls are not counted. */
export async function countUse(ctx: Context, items: readonly FoundItem[]): Promise<(ItemUse | null)[]> {
  const now = ctx.now().getTime()
  const ask = { recentSince: new Date(now - 30 * dayMs), since: new Date(now - 90 * dayMs) }
  const store = usageStoreOf(ctx.db.pool)
  const credentialIds: string[] = []
  const byApplication = new Set<string>()
  const ofCredentials = new Set<string>()
  for (const { countedBy, lastUsedAt } of items) {
    if (countedBy?.by === 'versions') byApplication.add(countedBy.applicationId)
    // What was not used since then has no row to be found.
    else if (countedBy?.by === 'credential' && lastUsedAt !== null && lastUsedAt >= ask.since) {
      credentialIds.push(countedBy.credentialId)
      ofCredentials.add(countedBy.applicationId)
    }
  }
  const applications =
    byApplication.size === 0 ? new Map() : await store.useOfApplications({ ids: [...byApplication], ...ask })
  const credentials =
    credentialIds.length === 0
      ? new Map()
      : await store.useOfCredentials({ ids: credentialIds, applicationIds: [...ofCredentials], ...ask })
  return items.map(({ countedBy }) => {
    if (countedBy === null) return null
    const found =
      countedBy.by === 'credential'
        ? [credentials.get(countedBy.credentialId)]
        : countedBy.versionIds.map((id) => applications.get(countedBy.applicationId)?.get(id))
    const use: ItemUse = { calls30: 0, calls90: 0, lastAt: null }
    for (const one of found) {
      if (!one) continue
      use.calls30 += one.recent
      use.calls90 += one.all
      if (one.lastAt !== null && (use.lastAt === null || one.lastAt > use.lastAt)) use.lastAt = one.lastAt
    }
    return use
  })
}

/** What nobody uses is what a reviewer wants to see first. */
export function useHints(item: FoundItem, use: ItemUse | null, now: Date): FoundItem['hints'] {
  if (use === null || use.calls90 > 0) return []
  const young = item.since !== null && now.getTime() - item.since.getTime() < 90 * dayMs
  const never = item.lastUsedAt === null && (item.countedBy?.by === 'credential' || young)
  return never
    ? [{ code: 'never-used', text: 'Never used since it was given.' }]
    : [{ code: 'unused-90-days', text: 'No call in the last 90 days.' }]
}
