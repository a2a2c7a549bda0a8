import { candidateChanges, candidatePolicy } from '../../reviews/candidate.ts'
import { loadReviews, reviewViews } from '../../reviews/review-states.ts'
import type { PromotionCheckKind } from '../check.ts'

/** Whether somebody reviewed who may call what by what goes there. Where nothing of that changes, nobody need look again. */
export const accessReviewCheck: PromotionCheckKind<'access-review'> = {
  name: 'access-review',
  label: 'Access review',
  needsSource: false,
  slow: false,
  run: async (ctx, subject) => {
    const db = ctx.db.prisma
    const policy = candidatePolicy(subject)
    const reviews = (await loadReviews(db, [policy]))(policy)
    const review = reviews.find(({ hash }) => hash === policy.hash)
    if (review) {
      const { reviewer, at } = (await reviewViews(db, [review]))(review)
      return { passed: true, verdict: `Reviewed by ${reviewer.name} on ${at.slice(0, 10)}.` }
    }
    const changes = await candidateChanges(db, subject, policy)
    if (changes === null) return { passed: true, verdict: 'Nothing changes of who may call what.' }
    const link =
      subject.promotionId === null
        ? null
        : `/access/reviews/version/${subject.version.id}?promotion=${subject.promotionId}`
    return {
      passed: false,
      verdict:
        changes.length === 1
          ? '1 change of access is not reviewed.'
          : `${changes.length} changes of access are not reviewed.`,
      evidence: { sentences: changes, link },
    }
  },
}
