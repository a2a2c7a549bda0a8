import type {
  CampaignKind,
  CampaignReviewers,
  CampaignScope,
  CampaignSnapshot,
} from '@gatehouse/contracts/endpoints/campaign-views'
import type { Context } from '../grammar/context.ts'
import { countUse, type ItemUse, useHints } from './count-use.ts'
import { findCredentials } from './find-credentials.ts'
import { findPartnerGrants } from './find-partner-grants.ts'
import { type Assigned, findReviewers } from './find-reviewers.ts'
import { findRoles } from './find-roles.ts'
import { findSubscriptions } from './find-subscriptions.ts'
import type { Db, FoundItem, Gather } from './found-item.ts'

const gather: Readonly<Record<CampaignKind, Gather>> = {
  subscription: findSubscriptions,
  credential: findCredentials('credential'),
  client: findCredentials('client'),
  'person-role': findRoles('person-role'),
  'service-role': findRoles('service-role'),
  'partner-grant': findPartnerGrants,
}

export type GatheredItem = {
  kind: CampaignKind
  subjectId: string
  snapshot: CampaignSnapshot
  ownerIds: readonly string[]
  assigned: Assigned
}

const listOrNull = <T extends string>(list: readonly T[] | undefined) => (list && list.length > 0 ? list : null)

/** All that a campaign asks about, as it is now: who has what, how it is used, and whom to ask. */
export async function gatherItems(
  db: Db,
  ctx: Context,
  campaign: {
    kinds: readonly CampaignKind[]
    scope: CampaignScope
    reviewers: CampaignReviewers
    ownerId: string
  },
): Promise<GatheredItem[]> {
  const scope = {
    teamIds: listOrNull(campaign.scope.teamIds),
    apiIds: listOrNull(campaign.scope.apiIds),
    stageIds: listOrNull(campaign.scope.stageIds),
    productIds: listOrNull(campaign.scope.productIds),
  }
  const found: FoundItem[] = []
  // One after the other: in a transaction all share one connection.
  for (const kind of new Set(campaign.kinds)) found.push(...(await gather[kind](db, ctx, scope)))
  const use = await countUse(ctx, found)
  const assigned = await findReviewers(
    db,
    found.map(({ holder, refs, offeringTeamIds, ownerIds }) => ({
      holder,
      teamId: refs.teamId,
      offeringTeamIds,
      ownerIds,
    })),
    campaign,
  )
  return found.map((item, index) => ({
    kind: item.kind,
    subjectId: item.subjectId,
    snapshot: toSnapshot(item, use[index] ?? null, ctx.now()),
    ownerIds: item.ownerIds,
    assigned: assigned[index] ?? { reviewers: [], note: null },
  }))
}

function toSnapshot(item: FoundItem, use: ItemUse | null, now: Date): CampaignSnapshot {
  const lasts = [item.lastUsedAt, use?.lastAt ?? null].filter((at) => at !== null)
  const last = lasts.length === 0 ? null : new Date(Math.max(...lasts.map((at) => at.getTime())))
  return {
    what: item.what,
    holder: item.holder,
    facts: item.facts,
    since: item.since?.toISOString() ?? null,
    lastUsedAt: last?.toISOString() ?? null,
    calls30: use?.calls30 ?? null,
    calls90: use?.calls90 ?? null,
    hints: [...item.hints, ...useHints(item, use, now)],
    reason: item.reason,
    refs: { ...item.refs, offeringTeamId: item.offeringTeamIds[0] ?? null },
  }
}
