import type { CampaignHint, CampaignKind } from '@gatehouse/contracts/endpoints/campaign-views'
import { previewCampaign as endpoint } from '@gatehouse/contracts/endpoints/campaigns'
import { query } from '../grammar/query.ts'
import { assertReviewer, campaignOwner } from './create-campaign.ts'
import { gatherItems } from './gather-items.ts'

const shown = 200

/** What a campaign would ask if it opened now, and whom. */
export const previewCampaign = query({
  name: 'campaign.preview',
  allowed: { permission: 'campaign.manage' },
  input: endpoint.body,
  run: async ({ ctx, db, input }) => {
    await assertReviewer(db, input.reviewers)
    const ownerId = await campaignOwner(db, ctx, input.ownerId)
    const items = await gatherItems(db, ctx, { ...input, ownerId })
    const kinds = new Map<CampaignKind, number>()
    const hints = new Map<CampaignHint, number>()
    const reviewers = new Map<string, { id: string; name: string; items: number }>()
    for (const { kind, snapshot, assigned } of items) {
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      for (const { code } of snapshot.hints) hints.set(code, (hints.get(code) ?? 0) + 1)
      for (const reviewer of assigned.reviewers) {
        const known = reviewers.get(reviewer.id) ?? { ...reviewer, items: 0 }
        reviewers.set(reviewer.id, { ...known, items: known.items + 1 })
      }
    }
    const most = <T extends { items: number }>(rows: T[]) => rows.sort((a, b) => b.items - a.items)
    return {
      total: items.length,
      byKind: most([...kinds].map(([kind, count]) => ({ kind, items: count }))),
      byReviewer: most([...reviewers.values()]).slice(0, shown),
      byHint: most([...hints].map(([hint, count]) => ({ hint, items: count }))),
      fallen: items.filter(({ assigned }) => assigned.note !== null).length,
      items: items.slice(0, shown).map(({ kind, subjectId, snapshot, assigned }) => ({
        kind,
        subjectId,
        snapshot,
        reviewers: assigned.reviewers,
        reviewerNote: assigned.note,
      })),
    }
  },
})
