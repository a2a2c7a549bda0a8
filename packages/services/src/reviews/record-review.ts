import type { reviewSource } from '@gatehouse/contracts/endpoints/policy-reviews'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { findStage } from '../apis/find-version.ts'
import { type PolicyChoice, type PolicyInForce, policiesInForce, type SeenKinds } from './policies-in-force.ts'
import type { PolicyPart } from './policy-parts.ts'
import type { ReviewRow } from './review-states.ts'

/** By which act somebody looked at a policy. */
export type ReviewAct = {
  reviewerId: string
  source: z.infer<typeof reviewSource>
  /** The change or promotion that he approved. */
  sourceId?: string | undefined
  note?: string | undefined
  at: Date
}

export type ReviewedSubject = {
  kind: PolicyInForce['kind']
  subjectId: string
  stageId: string | null
  hash: string
  part: PolicyPart
}

/** Says that a person has read exactly this. Whoever calls has made sure that he may. */
export async function recordReview(tx: Transaction, subject: ReviewedSubject, act: ReviewAct): Promise<ReviewRow> {
  const { kind, subjectId, stageId, hash, part } = subject
  await tx.reviewedPolicy.createMany({
    data: [{ hash, kind, content: JSON.parse(JSON.stringify(part)) }],
    skipDuplicates: true,
  })
  return tx.policyReview.create({
    data: {
      id: newId('policyReview'),
      kind,
      subjectId,
      stageId,
      hash,
      reviewerId: act.reviewerId,
      source: act.source,
      sourceId: act.sourceId ?? null,
      note: act.note ?? null,
      at: act.at,
    },
  })
}

const everything = { all: true, teamIds: [], apiIds: [] }
const seesAll: SeenKinds = { apis: everything, guardrails: true, products: everything }

/** What a change of access can be about, as `access_change.target_kind` names it, and the policy that it writes. */
const kindsOf: Readonly<Record<string, PolicyInForce['kind']>> = {
  guardrail: 'guardrail',
  product: 'product',
  tokenRules: 'token-rules',
  version: 'version',
}

/**
 * An approval of a change is a review of what it brought: called in its transaction, after the change is written. What it wrote is read
 * again, so the hash is that of what is in force. `unchangedSince`: of a change that was applied earlier; what was written again since
 * nobody has looked at.
 */
export async function recordReviewsOf(
  tx: Transaction,
  target: { kind: string; id: string } | null,
  act: ReviewAct & { unchangedSince?: Date | null },
): Promise<void> {
  const kind = target === null ? undefined : kindsOf[target.kind]
  if (target === null || kind === undefined) return
  for (const policy of await policiesInForce(tx, seesAll, await choiceOf(tx, kind, target.id))) {
    if (act.unchangedSince && (policy.since ?? act.at) > act.unchangedSince) continue
    await recordReview(tx, { ...policy, stageId: policy.stage?.id ?? null }, act)
  }
}

/** Token rules are named by API and stage, each by id or slug. */
async function choiceOf(tx: Transaction, kind: PolicyInForce['kind'], id: string): Promise<PolicyChoice> {
  if (kind !== 'token-rules') return { kind, subjectId: id }
  const [api = '', stage = ''] = id.split(' on ')
  const place = await findStage(tx, stage)
  return { kind, api, stageId: place?.id ?? stage }
}
