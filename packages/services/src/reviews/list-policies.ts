import {
  listPolicies as endpoint,
  type PolicyList,
  type PolicyRow,
  type ReviewState,
} from '@gatehouse/contracts/endpoints/policy-reviews'
import { findStage } from '../apis/find-version.ts'
import { grantsOf } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import { cursorNumber, decodeCursor, encodeCursor } from '../grammar/page.ts'
import { query, type Reader } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { type PolicyInForce, policiesInForce, seenKinds } from './policies-in-force.ts'
import { dueAfterDays, loadReviews, type ReviewRow, reviewViews, stateOf } from './review-states.ts'

/** What nobody ever looked at first. */
const order: readonly ReviewState[] = ['never', 'changed', 'due', 'reviewed']

type Judged = { policy: PolicyInForce; place: number; state: ReviewState; review: ReviewRow | null }

const compareJudged = (a: Pick<Judged, 'state' | 'place'>, b: Pick<Judged, 'state' | 'place'>) =>
  order.indexOf(a.state) - order.indexOf(b.state) || a.place - b.place

/** Every policy in force with its review, what needs one first. */
export const listPolicies = query({
  name: 'policy.list',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }): Promise<PolicyList> => {
    const stage = input.stage === undefined ? undefined : await findStage(db, input.stage)
    if (stage === null) throw notFound()
    const all = await policiesInForce(db, seenKinds(ctx), { kind: input.kind, api: input.api, stageId: stage?.id })
    const words = input.q?.toLowerCase()
    const chosen = all.filter(
      ({ owner, title }) =>
        (input.owner === undefined || owner?.id === input.owner) &&
        (words === undefined || title.toLowerCase().includes(words)),
    )
    const reviewsOf = await loadReviews(db, chosen)
    const due = await dueAfterDays(db)
    const judged = chosen
      .map((policy, place): Judged => ({ policy, place, ...stateOf(policy, reviewsOf(policy), due, ctx.now()) }))
      .sort(compareJudged)
    const counts = { reviewed: 0, changed: 0, never: 0, due: 0 }
    for (const { state } of judged) counts[state] += 1
    const matching = judged.filter(
      ({ state }) => (input.state === undefined || state === input.state) && (!input.open || state !== 'reviewed'),
    )
    const start = input.cursor === undefined ? 0 : placeAfter(matching, input.cursor)
    const page = matching.slice(start, start + input.limit)
    const last = page.at(-1)
    const more = last !== undefined && start + page.length < matching.length
    const stages = await db.stage.findMany({
      orderBy: { position: 'asc' },
      select: { id: true, slug: true, name: true },
    })
    return {
      items: await toRows(db, page),
      next: more ? encodeCursor(order.indexOf(last.state), last.place) : null,
      counts,
      filters: {
        stages: stages as PolicyList['filters']['stages'],
        apis: unique(
          all.flatMap(({ api }) => (api ? [{ slug: api.slug, name: api.name }] : [])),
          ({ slug }) => slug,
        ),
        owners: unique(
          all.flatMap(({ owner }) => owner ?? []),
          ({ id }) => id,
        ),
      },
      mayReview: mayReviewAny(ctx.actor),
      dueAfterDays: due,
    }
  },
})

function mayReviewAny(actor: Parameters<typeof grantsOf>[0]): boolean {
  if (actor.kind !== 'member') return false
  const { all, teamIds, apiIds } = grantsOf(actor, 'access.approve')
  return all || teamIds.length > 0 || apiIds.length > 0
}

/** The list is sorted anew for each page: a row that was reviewed meanwhile has moved behind. */
function placeAfter(rows: readonly Judged[], cursor: string): number {
  const [state, place] = decodeCursor(cursor, 2)
  const last = { state: order[cursorNumber(state, order.length - 1)] ?? 'reviewed', place: cursorNumber(place) }
  const at = rows.findIndex((row) => compareJudged(row, last) > 0)
  return at < 0 ? rows.length : at
}

function unique<T extends { name: string }>(rows: readonly T[], key: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()].sort((a, b) => a.name.localeCompare(b.name))
}

/** Judged policies as rows of the list. */
export async function toRows(db: Reader, judged: readonly Omit<Judged, 'place'>[]): Promise<PolicyRow[]> {
  const viewOf = await reviewViews(
    db,
    judged.flatMap(({ review }) => review ?? []),
  )
  const nameOf = await actorNames(
    db,
    judged.map(({ policy }) => policy.writer),
  )
  return judged.map(({ policy, state, review }) => {
    const { part: _part, since, writer, ...row } = policy
    const actor = writer && nameOf(writer)
    return {
      ...row,
      state,
      review: review && viewOf(review),
      since: since?.toISOString() ?? null,
      writer: actor && { id: actor.id, name: actor.name },
    }
  })
}
