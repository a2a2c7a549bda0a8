import type { SubjectReview } from '@gatehouse/contracts/endpoints/subject-review'
import { type Db, personName } from './found-item.ts'

type Row = {
  subject_id: string
  campaign_state: string
  due_at: Date
  effect_at: Date | null
  outcome: string | null
  reviewer_ids: string[]
  owner_id: string
}

/**
 * What reviews say of subscriptions or credentials, for those who use them: asked about until when, or suspended since when; and whom to
 * ask. One query for all of a page.
 */
export async function subjectReviews(
  db: Db,
  subjects: readonly { id: string; suspended: boolean }[],
): Promise<(id: string) => SubjectReview> {
  if (subjects.length === 0) return () => null
  const rows = await db.$queryRaw<Row[]>`
    SELECT DISTINCT ON (i.subject_id) i.subject_id, c.state AS campaign_state, c.due_at, i.effect_at, i.outcome, i.reviewer_ids, c.owner_id
    FROM campaign_item i JOIN campaign c ON c.id = i.campaign_id
    WHERE i.subject_id = ANY(${subjects.map(({ id }) => id)}::text[]) AND i.kind IN ('subscription', 'credential', 'client')
      AND ((c.state = 'open' AND i.outcome IS NULL AND i.decision = 'unanswered')
        OR (i.outcome = 'suspended' AND i.effect_at IS NOT NULL AND i.restored_at IS NULL))
    ORDER BY i.subject_id, (i.outcome IS NOT NULL) DESC, c.due_at DESC`
  const suspended = new Map(subjects.map((subject) => [subject.id, subject.suspended]))
  // One that somebody has resumed in another way is under no review any more.
  const held = rows.filter((row) => (row.outcome === null ? true : suspended.get(row.subject_id) === true))
  const ids = [...new Set(held.flatMap(({ reviewer_ids, owner_id }) => [...reviewer_ids, owner_id]))]
  const persons =
    ids.length === 0
      ? []
      : await db.person.findMany({
          where: { id: { in: ids }, deactivatedAt: null, erasedAt: null },
          select: { id: true, name: true, erasedAt: true },
        })
  const nameOf = new Map(persons.map((person) => [person.id, personName(person)]))
  const bySubject = new Map(held.map((row) => [row.subject_id, row]))
  return (id) => {
    const row = bySubject.get(id)
    if (!row) return null
    const asked = row.reviewer_ids.flatMap((reviewer) => nameOf.get(reviewer) ?? [])
    const owner = nameOf.get(row.owner_id)
    const at = row.outcome === null ? row.due_at : (row.effect_at ?? row.due_at)
    return {
      state: row.outcome === null ? 'open' : 'suspended',
      at: at.toISOString(),
      ask: (asked.length > 0 ? asked : owner === undefined ? [] : [owner]).slice(0, 3),
    }
  }
}
