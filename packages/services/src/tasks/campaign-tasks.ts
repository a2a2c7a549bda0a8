import { reviewerId } from '../campaigns/campaign-access.ts'
import type { TaskSource } from './task-source.ts'

type Row = { id: string; name: string; due_at: Date; opened_at: Date; n: number; answered: number }

/** Access reviews that wait for the actor's answers: one task a campaign, however many items. */
export const campaignTasks: TaskSource = async (ctx, db, most) => {
  const personId = reviewerId(ctx)
  if (personId === null) return { items: [], total: 0 }
  const rows = await db.$queryRaw<Row[]>`
    SELECT c.id, c.name, c.due_at, c.opened_at, (count(*) FILTER (WHERE i.decision = 'unanswered'))::int AS n,
      (count(*) FILTER (WHERE i.decision <> 'unanswered'))::int AS answered
    FROM campaign_item i JOIN campaign c ON c.id = i.campaign_id
    WHERE ${personId} = ANY(i.reviewer_ids) AND c.state = 'open' AND c.due_at > ${ctx.now()}
    GROUP BY c.id HAVING count(*) FILTER (WHERE i.decision = 'unanswered') > 0
    ORDER BY c.due_at, c.id LIMIT ${most}`
  return {
    total: rows.length,
    items: rows.map((row) => ({
      id: `campaign-review:${row.id}`,
      kind: 'campaign-review' as const,
      sentence: `${row.name}: keep or revoke ${row.n} ${row.n === 1 ? 'item' : 'items'}${row.answered > 0 ? `, ${row.answered} answered` : ''}`,
      href: `/access/campaigns/${row.id}/review`,
      label: 'Review',
      since: row.opened_at.toISOString(),
      dueAt: row.due_at.toISOString(),
    })),
  }
}
