import type { PolicyExample, ReviewState, RuleHits } from '@gatehouse/contracts/endpoints/policy-reviews'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'
import { hitDays, hitsOn } from '../reviews/get-policy.ts'
import { type Lines, partLines } from '../reviews/part-lines.ts'
import { partNames } from '../reviews/part-names.ts'
import { type PolicyInForce, policiesInForce, seenKinds } from '../reviews/policies-in-force.ts'
import { dueAfterDays, loadReviews, reviewViews, stateOf } from '../reviews/review-states.ts'
import { type Callers, loadCallers } from './load-callers.ts'

export type Statement = { sentence: string; rule?: string; hits?: RuleHits }
export type Reviewed = {
  state: ReviewState
  reviewer: string | null
  at: string | null
  hash: string
  reviewedHash: string | null
}
export type OperationEntry = {
  operation: string
  anonymous: boolean
  callers: Callers
  statements: Statement[]
  examples: PolicyExample[]
}
export type PolicyEntry = { title: string; statements: Statement[]; examples: PolicyExample[]; review: Reviewed }
export type VersionEntry = PolicyEntry & {
  api: { slug: string; name: string; owner: string }
  version: string
  revision: string
  since: string
  operations: OperationEntry[]
}

/** Who may call what on a stage, as a document says it. */
export type StageDocument = {
  kind: 'gatehouse-access-export'
  format: 1
  organization: string
  stage: { slug: string; name: string; publicName: string | null; address: string }
  at: string
  snapshot: string | null
  hitDays: number
  guardrails: PolicyEntry[]
  versions: VersionEntry[]
  tokenRules: (PolicyEntry & { api: { slug: string; name: string } })[]
  products: (PolicyEntry & { owner: string })[]
}

type Stage = { id: string; slug: string; name: string; publicName: string | null; gatewayUrl: string }

/** Collects what the reader may see of a stage. */
export async function collectStage(db: Reader, ctx: Context, stage: Stage): Promise<StageDocument> {
  const seen = seenKinds(ctx)
  const policies = [
    ...(await policiesInForce(db, seen, { stageId: stage.id })),
    ...(await policiesInForce(db, seen, { kind: 'product' })),
  ]
  const names = await partNames(
    db,
    policies.map(({ part }) => part),
  )
  const lines = new Map(policies.map((policy) => [policy, partLines(policy.part, policy.subjectId, names)]))
  const owners = [...lines.values()].flat().flatMap(({ lines: own }) => own.flatMap(({ rule }) => rule?.owner ?? []))
  const hitsOf = await hitsOn(ctx, [stage.id], [...new Set(owners)])
  const reviewOf = await reviewsOf(db, ctx, policies)
  const callersOf = await loadCallers(db, seen.products)
  const organization = await db.organization.findFirst({ select: { name: true } })
  const snapshot = await db.stageSnapshot.findFirst({
    where: { stageId: stage.id },
    orderBy: { seq: 'desc' },
    select: { hash: true },
  })
  const statementsOf = (own: Lines | undefined): Statement[] =>
    (own?.lines ?? []).map(({ sentence, rule }) => {
      const hits = rule && hitsOf(rule)
      return { sentence, ...(rule === null ? {} : { rule: rule.name }), ...(hits ? { hits } : {}) }
    })
  const entry = (policy: PolicyInForce): PolicyEntry => {
    const all = lines.get(policy)?.find(({ operation }) => operation === null)
    return {
      title: policy.title,
      statements: statementsOf(all),
      examples: all?.examples ?? [],
      review: reviewOf(policy),
    }
  }
  const operationsOf = (policy: PolicyInForce): OperationEntry[] =>
    (lines.get(policy) ?? []).flatMap((own): OperationEntry[] => {
      if (own.operation === null || policy.part.kind !== 'version') return []
      const { id } = policy.part.operations[own.operation] ?? { id: '' }
      return [
        {
          operation: own.operation,
          anonymous: own.anonymous,
          callers: callersOf(policy.subjectId, id),
          statements: statementsOf(own),
          examples: own.examples,
        },
      ]
    })
  const of = (kind: PolicyInForce['kind']) => policies.filter((policy) => policy.kind === kind)
  return {
    kind: 'gatehouse-access-export',
    format: 1,
    organization: organization?.name ?? '',
    stage: { slug: stage.slug, name: stage.name, publicName: stage.publicName, address: stage.gatewayUrl },
    at: ctx.now().toISOString(),
    snapshot: snapshot?.hash ?? null,
    hitDays,
    guardrails: of('guardrail').map(entry),
    versions: of('version').map((policy) => ({
      ...entry(policy),
      api: { slug: policy.api?.slug ?? '', name: policy.api?.name ?? '', owner: policy.owner?.name ?? '' },
      version: policy.title.slice((policy.api?.name.length ?? 0) + 1),
      revision: policy.revision ?? '',
      since: policy.since?.toISOString() ?? '',
      operations: operationsOf(policy),
    })),
    tokenRules: of('token-rules').map((policy) => ({
      ...entry(policy),
      api: { slug: policy.api?.slug ?? '', name: policy.api?.name ?? '' },
    })),
    products: of('product').map((policy) => ({ ...entry(policy), owner: policy.owner?.name ?? '' })),
  }
}

async function reviewsOf(
  db: Reader,
  ctx: Context,
  policies: readonly PolicyInForce[],
): Promise<(policy: PolicyInForce) => Reviewed> {
  const rowsOf = await loadReviews(db, policies)
  const due = await dueAfterDays(db)
  const viewOf = await reviewViews(
    db,
    policies.flatMap((policy) => rowsOf(policy)),
  )
  return (policy) => {
    const { state, review } = stateOf(policy, rowsOf(policy), due, ctx.now())
    const view = review && viewOf(review)
    return {
      state,
      reviewer: view?.reviewer.name ?? null,
      at: view?.at ?? null,
      hash: policy.hash,
      reviewedHash: view?.hash ?? null,
    }
  }
}
