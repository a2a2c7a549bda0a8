import { readReviewRule } from '../access-changes/review-rule.ts'
import { countChanges } from '../contracts/changes/count-changes.ts'
import { loadContent } from '../contracts/stored-content.ts'
import { describePlacement } from '../deployments/describe-placement.ts'
import { buildBlockers, type Placement } from '../deployments/plan-placement.ts'
import type { Context } from '../grammar/context.ts'
import { guardedTags } from '../guardrails/guarded-by.ts'
import { loadBoundState } from './bound-state.ts'
import type { StoredFindings } from './findings.ts'
import { mostChanges } from './findings.ts'
import { reviewOfRevision } from './review-of-revision.ts'
import { findWider } from './wider-access.ts'

/**
 * What a promotion would change and what keeps it from its stage, with all that this follows from. Slow (it compares contracts and builds
 * what a gateway would), so it stands before the transaction that saves it.
 */
export async function judgePromotion(
  ctx: Context,
  placement: Placement,
  revision: { id: string; number: number },
): Promise<StoredFindings> {
  const db = ctx.db.prisma
  const { version, stage, running, content, hash, blockers } = placement
  const bound = await loadBoundState(db, version, stage, { ...revision, hash })
  const changes = await describePlacement(db, placement)
  const before = running ? await loadContent(db, running.revisionId) : null
  return {
    bound,
    changes: changes.slice(0, mostChanges),
    changeCount: changes.length,
    counts: countChanges(changes),
    wider: findWider(before, content).map(({ sentence }) => sentence),
    review: reviewOfRevision(
      await readReviewRule(db),
      stage,
      before,
      content,
      await guardedTags(db, stage.id, version.api.audience),
    ),
    blockers:
      placement.same || blockers.length > 0 ? blockers : await buildBlockers(db, placement, ctx.installation.portalUrl),
    impact: null,
  }
}
