import { reviewPolicy as endpoint, type ReviewView } from '@gatehouse/contracts/endpoints/policy-reviews'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { findPolicy } from './get-policy.ts'
import { wakeReviewChecks } from './promotion-reviews.ts'
import { recordReview } from './record-review.ts'
import { mayReviewPolicy } from './review-act.ts'
import { loadReviews, reviewViews } from './review-states.ts'

/** A reviewer says that he has read a policy as it is in force, and that it is right. */
export const reviewPolicy = verb({
  name: 'policy.review',
  allowed: { permission: 'access.approve', anyScope: true },
  input: endpoint.params.extend(endpoint.body.shape),
  run: async ({ ctx, tx, input }): Promise<{ view: ReviewView; apiId: string | null; kind: string }> => {
    const policy = await findPolicy(tx, ctx, input)
    if (policy.hash !== input.hash)
      throw new DomainError('changed_meanwhile', 'What is in force has changed since you looked. Look again.')
    const reviews = (await loadReviews(tx, [policy]))(policy)
    const may = await mayReviewPolicy(tx, ctx.actor, policy, reviews)
    if (!may.allowed || ctx.actor.kind !== 'member') throw new DomainError('forbidden', may.why ?? undefined)
    const row = await recordReview(
      tx,
      { ...policy, stageId: policy.stage?.id ?? null },
      { reviewerId: ctx.actor.personId, source: 'review', note: input.note, at: ctx.now() },
    )
    if (policy.kind === 'version') await wakeReviewChecks(tx, policy.subjectId, ctx.now())
    return { view: (await reviewViews(tx, [row]))(row), apiId: policy.api?.id ?? null, kind: policy.kind }
  },
  audit: ({ input, result: { view, apiId } }) => ({
    target: { kind: input.kind === 'token-rules' ? 'api' : input.kind, id: input.subject },
    ...(apiId === null ? {} : { apiId }),
    after: { review: view.id, policy: input.kind, hash: view.hash, stage: view.stage?.id ?? null },
  }),
  answer: ({ view }) => view,
})
