import { accessKindTexts } from '@gatehouse/contracts/access-acts'
import { readReviewRule } from '../access-changes/review-rule.ts'
import { loadContent } from '../contracts/stored-content.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { guardedTags } from '../guardrails/guarded-by.ts'
import { reviewOfRevision } from '../promotions/review-of-revision.ts'
import type { Placement } from './plan-placement.ts'

/**
 * A direct deploy has no place for a second person: where the list asks for one, the revision comes by a promotion. Going back to what
 * ran before is always possible.
 * @throws DomainError `access_review_needed` with what changes and what to do
 */
export async function refuseUnreviewed(
  ctx: Context,
  { stage, version, running, content, fromStage }: Placement,
): Promise<void> {
  if (ctx.actor.kind === 'system') return
  const db = ctx.db.prisma
  const before = running ? await loadContent(db, running.revisionId) : null
  const guarded = await guardedTags(db, stage.id, version.api.audience)
  const review = reviewOfRevision(await readReviewRule(db), stage, before, content, guarded)
  if (review === null) return
  const kinds = review.kinds.map((kind) => accessKindTexts[kind].title).join(', ')
  const way =
    fromStage === null
      ? `${stage.name} is the first stage: have it accept promotions, or take ${kinds} off the list.`
      : `Promote it to ${stage.name} instead: there a Security reviewer can approve it.`
  throw new DomainError(
    'access_review_needed',
    `This changes access on ${stage.name} (${kinds}): ${review.sentences[0] ?? ''} ${way}`,
  )
}
