import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import {
  getPolicy as endpoint,
  type PolicyDetail,
  type PolicySection,
  type RuleHits,
} from '@gatehouse/contracts/endpoints/policy-reviews'
import { type Db, findStage } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { toRows } from './list-policies.ts'
import { changesOf, type Line, type Lines, partLines } from './part-lines.ts'
import { partNames } from './part-names.ts'
import { type PolicyInForce, policiesInForce, seenKinds } from './policies-in-force.ts'
import type { PolicyPart } from './policy-parts.ts'
import { policyOfPromotion } from './promotion-reviews.ts'
import { mayReviewPolicy } from './review-act.ts'
import { dueAfterDays, loadReviews, type ReviewRow, reviewViews, stateOf } from './review-states.ts'

export const hitDays = 30

/** The policy behind a path, as it is in force and as far as the actor sees it. */
export async function findPolicy(
  db: Db,
  ctx: Context,
  asked: {
    kind: PolicyInForce['kind']
    subject: string
    stage?: string | undefined
    promotion?: string | undefined
    hash?: string | undefined
  },
): Promise<PolicyInForce> {
  const stage = asked.stage === undefined ? undefined : await findStage(db, asked.stage)
  if (stage === null) throw notFound()
  const found = await policiesInForce(db, seenKinds(ctx), {
    kind: asked.kind,
    subjectId: asked.subject,
    stageId: stage?.id,
  })
  if (asked.promotion !== undefined && asked.kind === 'version') {
    // Who does not see the API sees no promotion of it.
    const { apis } = seenKinds(ctx)
    const of = await policyOfPromotion(db, asked.promotion, asked.subject)
    if (apis.all || apis.apiIds.includes(of.api?.id ?? '') || apis.teamIds.includes(of.owner?.id ?? '')) return of
    throw notFound()
  }
  const policy = found.find(({ hash }) => asked.hash === undefined || hash === asked.hash) ?? found[0]
  if (!policy) throw notFound()
  return policy
}

/** A policy in sentences, with all that a reviewer asks. */
export const getPolicy = query({
  name: 'policy.get',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.params.extend(endpoint.query.shape),
  run: async ({ ctx, db, input }): Promise<PolicyDetail> => {
    const policy = await findPolicy(db, ctx, input)
    const reviews = (await loadReviews(db, [policy]))(policy)
    const judged = { policy, ...stateOf(policy, reviews, await dueAfterDays(db), ctx.now()) }
    const [row] = await toRows(db, [judged])
    if (!row) throw notFound()
    const before = judged.state === 'changed' && reviews[0] ? await reviewedPart(db, reviews[0]) : null
    const names = await partNames(db, before === null ? [policy.part] : [policy.part, before])
    const lines = partLines(policy.part, policy.subjectId, names)
    const hitsOf = await loadHits(ctx, policy, lines)
    const viewOf = await reviewViews(db, reviews)
    const sections = toSections(lines, hitsOf)
    return {
      ...row,
      sections,
      changes: before === null ? [] : changesOf(partLines(before, policy.subjectId, names), lines),
      reviews: reviews.slice(0, 20).map(viewOf),
      hits: sum(sections.flatMap(({ statements }) => statements.flatMap(({ hits }) => hits ?? []))),
      mayReview: await mayReviewPolicy(db, ctx.actor, policy, reviews),
    }
  },
})

async function reviewedPart(db: Db, { hash }: ReviewRow): Promise<PolicyPart> {
  const row = await db.reviewedPolicy.findUniqueOrThrow({ where: { hash }, select: { content: true } })
  return row.content as unknown as PolicyPart
}

export type HitsOf = (rule: NonNullable<Line['rule']>) => RuleHits | null

/** What rules decided in 30 days, on the policy's stage, or of one that holds on every stage on all of them. */
async function loadHits(ctx: Context, policy: PolicyInForce, lines: readonly Lines[]): Promise<HitsOf> {
  const owners = [...new Set(lines.flatMap(({ lines: own }) => own.flatMap(({ rule }) => rule?.owner ?? [])))]
  if (owners.length === 0) return () => null
  const stages = policy.stage
    ? [policy.stage.id as string]
    : (await ctx.db.prisma.stage.findMany({ select: { id: true } })).map(({ id }) => id)
  return hitsOn(ctx, stages, owners)
}

/** What rules of these owners decided in 30 days on stages. */
export async function hitsOn(ctx: Context, stageIds: readonly string[], owners: readonly string[]): Promise<HitsOf> {
  const found = new Map<string, RuleHits>()
  for (const stageId of stageIds)
    for (const { rule, allowed, refused, lastAt } of await usageStoreOf(ctx.db.pool).ruleHits({
      stageId,
      owners,
      days: hitDays,
      now: ctx.now(),
    }))
      found.set(
        rule,
        sum([
          ...(found.has(rule) ? [found.get(rule) as RuleHits] : []),
          { allowed, refused, lastAt: lastAt.toISOString() },
        ]) as RuleHits,
      )
  return ({ owner, name }) => found.get(`${owner}:${name}`) ?? { allowed: 0, refused: 0, lastAt: null }
}

function sum(hits: readonly RuleHits[]): RuleHits | null {
  if (hits.length === 0) return null
  return hits.reduce((a, b) => ({
    allowed: a.allowed + b.allowed,
    refused: a.refused + b.refused,
    lastAt: (a.lastAt ?? '') > (b.lastAt ?? '') ? a.lastAt : b.lastAt,
  }))
}

/** Operations of which the same is said stand together: a reviewer reads it once. */
export function toSections(lines: readonly Lines[], hitsOf: HitsOf): PolicySection[] {
  const groups = Map.groupBy(lines, ({ operation, anonymous, lines: own, examples }) =>
    JSON.stringify([operation === null, anonymous, own.map(({ sentence }) => sentence), examples]),
  )
  return [...groups.values()].flatMap((group): PolicySection[] => {
    const [first] = group
    if (!first) return []
    return [
      {
        operations: group.flatMap(({ operation }) => operation ?? []),
        anonymous: first.anonymous,
        statements: first.lines.map(({ sentence, rule }, place) => ({
          sentence,
          rule: rule?.name ?? null,
          hits: sum(group.flatMap(({ lines: own }) => (own[place]?.rule ? (hitsOf(own[place].rule) ?? []) : []))),
        })),
        examples: first.examples,
      },
    ]
  })
}
