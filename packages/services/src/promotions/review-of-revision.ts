import type { AccessChangeKind, AccessReviewRule } from '@gatehouse/contracts/guardrails'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { needsReview } from '../access-changes/review-rule.ts'
import type { GuardedTags } from '../guardrails/guarded-by.ts'
import { type AccessChangeFound, accessChangesOf } from './access-changes-of.ts'

/** What a Security reviewer must agree to when a revision goes to a stage. */
export type RevisionReview = { kinds: AccessChangeKind[]; sentences: string[] }

const mostSentences = 50

/** Of what the organization's list names, on a stage that it covers; null: nobody has to agree. */
export function reviewOfRevision(
  rule: AccessReviewRule,
  stage: { exposure: string },
  before: RevisionContent | null,
  after: RevisionContent,
  guarded: GuardedTags,
): RevisionReview | null {
  const listed = (one: AccessChangeFound) => needsReview(rule, one.kind, [stage.exposure])
  const found = accessChangesOf(before, after, guarded).filter(listed)
  if (found.length === 0) return null
  return {
    kinds: [...new Set(found.map(({ kind }) => kind))],
    sentences: found.slice(0, mostSentences).map(({ sentence }) => sentence),
  }
}
