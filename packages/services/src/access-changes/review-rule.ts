import { type AccessAct, accessActs } from '@gatehouse/contracts/access-acts'
import type { AccessChangeKind, AccessReviewRule } from '@gatehouse/contracts/guardrails'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

/** The organization's list of changes that two persons decide. */
export async function readReviewRule(db: Reader | Transaction): Promise<AccessReviewRule> {
  const row = await db.organization.findFirst({ select: { settings: true } })
  return organizationSettings.parse(row?.settings ?? {}).accessReview
}

/** Whether the list asks for a reviewer. `exposures` of the stages that it concerns; absent: it belongs to no stage. */
export function needsReview(rule: AccessReviewRule, kind: AccessChangeKind, exposures?: readonly string[]): boolean {
  if (!rule.kinds.includes(kind)) return false
  if (exposures === undefined || kind === 'guardrail' || rule.stages === 'all') return true
  return exposures.some((exposure) => exposure === 'live' || (rule.stages === 'exposed' && exposure === 'sandbox'))
}

/**
 * Refuses an act that is on the list, unless somebody has agreed to it. What the system does of itself is not asked for.
 * @throws DomainError `access_review_needed`, which says how to ask
 */
export async function refuseWithoutReview(
  db: Reader | Transaction,
  ctx: Context,
  act: AccessAct,
  exposures?: readonly string[],
): Promise<void> {
  if (ctx.approval !== undefined || ctx.actor.kind === 'system') return
  if (!needsReview(await readReviewRule(db), accessActs[act].kind, exposures)) return
  throw new DomainError(
    'access_review_needed',
    `${accessActs[act].text}: this needs a Security reviewer here. Ask for it: POST /api/v1/access-changes with act “${act}” and the same input.`,
  )
}
