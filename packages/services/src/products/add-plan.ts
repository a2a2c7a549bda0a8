import type { planInput } from '@gatehouse/contracts/endpoints/products'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import type { ChangeSet } from '../grammar/change-set.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { toSlug } from './slug.ts'

export type PlanInput = z.output<typeof planInput>

/** Adds a plan with its first version. Unknown stages in the limits are refused by name. */
export async function addPlan(
  tx: Transaction,
  change: ChangeSet,
  productId: string,
  plan: PlanInput & { slug?: string | undefined },
): Promise<{ planId: string; planVersionId: string }> {
  await assertStagesExist(tx, plan)
  const slug = plan.slug ?? toSlug(plan.name)
  const taken = await tx.plan.findUnique({ where: { productId_slug: { productId, slug } }, select: { id: true } })
  if (taken) throw new DomainError('already_exists', `The product has a plan named “${plan.name}” already.`)
  const planId = newId('plan')
  await tx.plan.create({
    data: {
      id: planId,
      productId,
      slug,
      name: plan.name,
      description: plan.description,
      position: await tx.plan.count({ where: { productId } }),
    },
  })
  return { planId, planVersionId: await addPlanVersion(tx, change, planId, 1, plan) }
}

/** Writes the next immutable version of a plan and tells the gateways. */
export async function addPlanVersion(
  tx: Transaction,
  change: ChangeSet,
  planId: string,
  number: number,
  plan: PlanInput,
): Promise<string> {
  await assertStagesExist(tx, plan)
  const planVersionId = newId('planVersion')
  await tx.planVersion.create({
    data: { id: planVersionId, planId, number, limits: plan.limits, price: plan.price, approval: plan.approval },
  })
  change.access('planVersion', planVersionId)
  return planVersionId
}

async function assertStagesExist(tx: Transaction, plan: PlanInput): Promise<void> {
  const stageIds = Object.keys(plan.limits.stages)
  if (stageIds.length === 0) return
  const known = await tx.stage.findMany({ where: { id: { in: stageIds } }, select: { id: true } })
  const missing = stageIds.find((id) => !known.some((stage) => stage.id === id))
  if (missing) throw new DomainError('invalid_input', `There is no stage ${missing}.`)
}
