import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { UsageFilter } from '@gatehouse/analytics/store/usage-figures'
import { type CampaignKind, campaignSnapshot } from '@gatehouse/contracts/endpoints/campaign-views'
import { getCampaignItem as endpoint } from '@gatehouse/contracts/endpoints/campaigns'
import type { Context } from '../grammar/context.ts'
import { query, type Reader } from '../grammar/query.ts'
import { visibleItems } from './campaign-access.ts'
import { dayMs } from './found-item.ts'
import { readItem } from './item-view.ts'
import { standsNow } from './stands-now.ts'
import { whatBreaks } from './what-breaks.ts'

const spanMs = 30 * dayMs
const shown = 10

/** What somebody looks at before he decides: how it stands now, its last calls, where it is used, what revoking breaks. */
export const getCampaignItem = query({
  name: 'campaign.item',
  allowed: { anyMember: true, permission: 'campaign.manage' },
  input: endpoint.params,
  scope: async (db, input, ctx) => {
    const where = { AND: [{ id: input.campaignItemId }, visibleItems(ctx)] }
    return (await db.campaignItem.findFirst({ where, select: { id: true } })) && {}
  },
  run: async ({ ctx, db, input }) => {
    const item = await readItem(db, ctx, input.campaignItemId)
    const filter = await usageFilter(db, ctx, item)
    return {
      item,
      now: await standsNow(db, ctx, item.kind, item.subjectId),
      operations: filter === null ? null : await operationsOf(db, ctx, filter.operations),
      requests: filter === null ? null : await requestsOf(db, ctx, filter.requests),
      breaks: await whatBreaks(db, ctx, item),
    }
  },
})

type Filters = { operations: UsageFilter; requests: UsageFilter & { credentialId?: string } }

/** Where its calls are found: a subscription's by the APIs of its product, a credential's by itself. */
async function usageFilter(
  db: Reader,
  ctx: Context,
  item: { kind: CampaignKind; subjectId: string; snapshot: unknown },
): Promise<Filters | null> {
  const { refs } = campaignSnapshot.parse(item.snapshot)
  if (refs.applicationId === null) return null
  const now = ctx.now().getTime()
  const period = { from: new Date(now - spanMs), to: new Date(now + 60_000), applicationId: refs.applicationId }
  if (item.kind === 'subscription') {
    const items = await db.productItem.findMany({
      where: { productId: refs.productId ?? '' },
      select: { versionId: true, version: { select: { apiId: true } } },
    })
    const versionIds = [...new Set(items.map(({ versionId }) => versionId))]
    const [versionId] = versionIds
    if (versionIds.length === 1 && versionId !== undefined)
      return { operations: { ...period, versionId }, requests: { ...period, versionId } }
    const within = { apiIds: [...new Set(items.map(({ version }) => version.apiId))] }
    return { operations: { ...period, within }, requests: { ...period, within } }
  }
  const onStage = { ...period, ...(refs.stageId === null ? {} : { stageId: refs.stageId }) }
  return { operations: onStage, requests: { ...onStage, credentialId: item.subjectId } }
}

const operationSelect = {
  id: true,
  method: true,
  path: true,
  version: { select: { name: true, api: { select: { name: true } } } },
} as const
type Operation = { method: string; path: string; version: { name: string; api: { name: string } } }
const nameOf = ({ method, path, version }: Operation) =>
  `${method.toUpperCase()} ${path} · ${version.api.name} ${version.name}`

async function operationsOf(db: Reader, ctx: Context, filter: UsageFilter) {
  const ranked = await usageStoreOf(ctx.db.pool).ranking(filter, 'operation', shown)
  const rows = await db.operation.findMany({
    where: { id: { in: ranked.map(({ id }) => id) } },
    select: operationSelect,
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ranked.flatMap(({ id, requests, lastAt }) => {
    const row = byId.get(id)
    return row ? [{ id, name: nameOf(row), requests, lastAt: lastAt?.toISOString() ?? null }] : []
  })
}

async function requestsOf(db: Reader, ctx: Context, filter: Filters['requests']) {
  const stored = await usageStoreOf(ctx.db.pool).listRequests({ ...filter, limit: shown })
  const ids = [...new Set(stored.flatMap(({ operationId }) => operationId ?? []))]
  const rows = await db.operation.findMany({ where: { id: { in: ids } }, select: operationSelect })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return stored.map(({ requestId, at, method, operationId, status }) => {
    const row = operationId === null ? undefined : byId.get(operationId)
    return { id: requestId, at: at.toISOString(), method, operation: row ? nameOf(row) : null, status }
  })
}
