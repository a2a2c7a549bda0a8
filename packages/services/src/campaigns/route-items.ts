import { campaignReviewers, campaignSnapshot } from '@gatehouse/contracts/endpoints/campaign-views'
import type { Transaction } from '@gatehouse/db/client'
import { findReviewers } from './find-reviewers.ts'

type Campaign = { id: string; reviewers: unknown; ownerId: string }

const atOnce = 2_000

/**
 * Items whose reviewers have all gone away since (switched off, erased, no member any more) fall to the owners of the team and then to the
 * campaign's owner; the item says so. Returns how many did.
 */
export async function routeItems(tx: Transaction, campaign: Campaign): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string; owner_ids: string[]; snapshot: unknown; reviewer_ids: string[] }[]>`
    SELECT i.id, i.owner_ids, i.snapshot, i.reviewer_ids FROM campaign_item i
    WHERE i.campaign_id = ${campaign.id} AND i.decision = 'unanswered' AND i.outcome IS NULL
      AND NOT EXISTS (SELECT FROM person p JOIN member m ON m.person_id = p.id
        WHERE p.id = ANY(i.reviewer_ids) AND p.deactivated_at IS NULL AND p.erased_at IS NULL)
    ORDER BY i.id LIMIT ${atOnce} FOR UPDATE OF i`
  if (rows.length === 0) return 0
  const asked = rows.map(({ owner_ids, snapshot }) => {
    const { holder, refs } = campaignSnapshot.parse(snapshot)
    return {
      holder,
      teamId: refs.teamId,
      offeringTeamIds: refs.offeringTeamId === null ? [] : [refs.offeringTeamId],
      ownerIds: owner_ids,
    }
  })
  const assigned = await findReviewers(tx, asked, {
    reviewers: campaignReviewers.parse(campaign.reviewers),
    ownerId: campaign.ownerId,
  })
  let moved = 0
  for (const [index, row] of rows.entries()) {
    const found = assigned[index]
    const ids = found?.reviewers.map(({ id }) => id) ?? []
    if (!found || ids.join() === row.reviewer_ids.join()) continue
    moved += 1
    await tx.campaignItem.update({
      where: { id: row.id },
      data: { reviewerIds: ids, reviewerNote: found.note, etag: { increment: 1 } },
    })
  }
  return moved
}
