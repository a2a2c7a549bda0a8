import type { ReviewState, ReviewView } from '@gatehouse/contracts/endpoints/policy-reviews'
import type { Id } from '@gatehouse/contracts/ids'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { Db } from '../apis/find-version.ts'
import type { PolicyInForce } from './policies-in-force.ts'

const dayMs = 86_400_000

export type ReviewRow = {
  id: string
  kind: string
  subjectId: string
  stageId: string | null
  hash: string
  reviewerId: string
  source: string
  sourceId: string | null
  note: string | null
  at: Date
}

/** After how many days a review is due again; null: never. */
export async function dueAfterDays(db: Pick<Db, 'organization'>): Promise<number | null> {
  const row = await db.organization.findFirst({ select: { settings: true } })
  return organizationSettings.parse(row?.settings ?? {}).policyReview.dueAfterDays
}

/** Of each subject and hash the newest review. */
export async function loadReviews(
  db: Db,
  subjects: readonly Pick<PolicyInForce, 'kind' | 'subjectId'>[],
): Promise<(subject: Pick<PolicyInForce, 'kind' | 'subjectId'>) => readonly ReviewRow[]> {
  const ids = [...new Set(subjects.map(({ subjectId }) => subjectId))]
  const rows =
    ids.length === 0
      ? []
      : await db.policyReview.findMany({
          where: { subjectId: { in: ids } },
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          distinct: ['kind', 'subjectId', 'hash'],
        })
  const bySubject = Map.groupBy(rows, ({ kind, subjectId }) => `${kind} ${subjectId}`)
  return ({ kind, subjectId }) => bySubject.get(`${kind} ${subjectId}`) ?? []
}

/** Whether somebody has read what is in force; and the review that says so, or the newest of what was before. */
export function stateOf(
  policy: Pick<PolicyInForce, 'hash'>,
  reviews: readonly ReviewRow[],
  dueDays: number | null,
  now: Date,
): { state: ReviewState; review: ReviewRow | null } {
  const own = reviews.find(({ hash }) => hash === policy.hash)
  if (!own) return { state: reviews[0] ? 'changed' : 'never', review: reviews[0] ?? null }
  const due = dueDays !== null && now.getTime() - own.at.getTime() >= dueDays * dayMs
  return { state: due ? 'due' : 'reviewed', review: own }
}

/** Persons and stages of reviews by name. */
export async function reviewViews(db: Db, rows: readonly ReviewRow[]): Promise<(row: ReviewRow) => ReviewView> {
  const persons = await db.person.findMany({
    where: { id: { in: [...new Set(rows.map(({ reviewerId }) => reviewerId))] } },
    select: { id: true, name: true, erasedAt: true },
  })
  const stages = await db.stage.findMany({
    where: { id: { in: [...new Set(rows.flatMap(({ stageId }) => stageId ?? []))] } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(persons.map(({ id, name, erasedAt }) => [id, erasedAt ? 'Erased person' : name]))
  const stageOf = new Map(stages.map((stage) => [stage.id, stage]))
  return (row) => ({
    id: row.id as Id<'policyReview'>,
    hash: row.hash,
    reviewer: { id: row.reviewerId, name: nameOf.get(row.reviewerId) ?? row.reviewerId },
    at: row.at.toISOString(),
    note: row.note,
    source: row.source as ReviewView['source'],
    sourceId: row.sourceId,
    stage: (row.stageId === null ? undefined : stageOf.get(row.stageId)) ?? null,
  })
}
