import type { Transaction } from '@gatehouse/db/client'
import type { CampaignReviewData } from '@gatehouse/mail/templates/campaign-review'
import { inDays, instantText } from '../deprecation/program-text.ts'
import type { Context } from '../grammar/context.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { personName } from './found-item.ts'

const listed = 40

type Campaign = { id: string; name: string; description: string; dueAt: Date; ownerId: string }
type Waiting = { person_id: string; n: number }

/**
 * One mail to each reviewer who has something to answer, with all that is his. The row of the occasion decides: whoever asks and however
 * often, nobody is told twice. Returns how many mails go out.
 */
export async function remindReviewers(
  tx: Transaction,
  ctx: Context,
  campaign: Campaign,
  about: { occasion: string; kind: CampaignReviewData['occasion']; personIds?: readonly string[] | undefined },
): Promise<number> {
  const told = await tx.$queryRaw<Waiting[]>`
    INSERT INTO campaign_notice (campaign_id, person_id, occasion, items, sent_at)
    SELECT ${campaign.id}, r.id, ${about.occasion}, count(*)::int, ${ctx.now()}
    FROM campaign_item i CROSS JOIN LATERAL unnest(i.reviewer_ids) AS r(id) JOIN person p ON p.id = r.id
    WHERE i.campaign_id = ${campaign.id} AND i.decision = 'unanswered' AND i.outcome IS NULL
      AND p.deactivated_at IS NULL AND p.erased_at IS NULL AND p.email IS NOT NULL
      AND (${about.personIds === undefined} OR r.id = ANY(${[...(about.personIds ?? [])]}::text[]))
    GROUP BY r.id ON CONFLICT DO NOTHING RETURNING person_id, items AS n`
  if (told.length === 0) return 0
  const owner = await tx.person.findUnique({ where: { id: campaign.ownerId }, select: { name: true, erasedAt: true } })
  for (const { person_id: personId, n } of told) {
    const items = await tx.campaignItem.findMany({
      where: { campaignId: campaign.id, decision: 'unanswered', outcome: null, reviewerIds: { has: personId } },
      orderBy: [{ holderName: 'asc' }, { holderKey: 'asc' }, { id: 'asc' }],
      select: { holderName: true, snapshot: true, hints: true },
      take: listed,
    })
    await addMailJob(tx, {
      personId,
      template: 'campaign-review',
      data: {
        occasion: about.kind,
        campaign: campaign.name,
        ...(campaign.description === '' ? {} : { description: campaign.description }),
        owner: owner ? personName(owner) : 'Gatehouse',
        items: n,
        lines: items.map(({ holderName, snapshot, hints }) => line(holderName, snapshot as { what: string }, hints)),
        more: Math.max(0, n - items.length),
        dueOn: instantText(campaign.dueAt),
        dueIn: inDays(campaign.dueAt, ctx.now()),
        reviewUrl: `${ctx.installation.adminUrl}/access/campaigns/${campaign.id}/review`,
      },
    })
  }
  return told.length
}

function line(holder: string, { what }: { what: string }, hints: readonly string[]): string {
  const unused = hints.includes('never-used')
    ? ' (never used)'
    : hints.includes('unused-90-days')
      ? ' (unused for 90 days)'
      : ''
  return `${holder}: ${what}${unused}`
}
