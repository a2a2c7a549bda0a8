import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { notFound } from '../../grammar/domain-error.ts'
import { createPlan, revisePlan } from '../../products/change-plans.ts'
import { productInclude, toPlanView } from '../../products/product-view.ts'
import type { AccessActDefinition } from '../access-act.ts'
import { limitSentences } from './limit-sentences.ts'

type Definition<I> = AccessActDefinition<I>

async function requirePlan(tx: Transaction, id: string) {
  const row = await tx.plan.findUnique({
    where: { id },
    include: { ...productInclude.plans.include, product: { select: { name: true } } },
  })
  if (!row) throw notFound()
  return row
}

const side: Definition<never>['side'] = async (tx, _ctx, { id }) => {
  const row = await tx.plan.findUnique({ where: { id }, include: productInclude.plans.include })
  if (!row) return null
  const { name, limits, price, approval } = toPlanView(row)
  const stages = await tx.stage.findMany({ select: { id: true, name: true } })
  return {
    sentences: [
      ...limitSentences(limits, new Map(stages.map((stage) => [stage.id, stage.name]))),
      approval === 'automatic' ? 'Whoever subscribes has it at once.' : 'A person decides who gets it.',
    ],
    json: JSON.parse(JSON.stringify({ name, limits, price, approval })),
  }
}

const where: Definition<unknown>['where'] = async (tx, _input, target) => {
  const plan = target && (await tx.plan.findUnique({ where: { id: target.id }, select: { productId: true } }))
  const items = plan
    ? await tx.productItem.findMany({
        where: { productId: plan.productId },
        select: { version: { select: { apiId: true } } },
      })
    : []
  return { stages: [], apis: new Set(items.map(({ version }) => version.apiId)).size, operations: 0 }
}

export const planActs = {
  'plan.create': {
    verb: createPlan,
    title: async (tx, { productId, name }) => {
      const product = await tx.product.findUnique({ where: { id: productId }, select: { name: true } })
      if (!product) throw notFound()
      return `Add the plan “${name}” to the product “${product.name}”`
    },
    target: (_input, answer) => {
      const id = (answer as { id: string } | undefined)?.id
      return id === undefined ? null : { kind: 'plan', id }
    },
    base: async (tx, { productId }) => {
      const product = await tx.product.findUnique({ where: { id: productId }, select: { name: true, etag: true } })
      return product ? { product: { label: `The product “${product.name}”`, value: product.etag } } : {}
    },
    side,
    where,
    diff: async () => null,
  } satisfies Definition<z.output<typeof createPlan.input>>,
  'plan.revise': {
    verb: revisePlan,
    title: async (tx, { planId }) => {
      const { name, product } = await requirePlan(tx, planId)
      return `Change the plan “${name}” of the product “${product.name}”`
    },
    target: ({ planId }) => ({ kind: 'plan', id: planId }),
    base: async (tx, { planId }) => {
      const { name, etag } = await requirePlan(tx, planId)
      return { plan: { label: `The plan “${name}”`, value: etag } }
    },
    etag: async (tx, { planId }) => (await requirePlan(tx, planId)).etag,
    side,
    where,
    diff: async (_tx, { planId, limits }) => ({ kind: 'plan', planId: planId as never, limits: limits as never }),
  } satisfies Definition<z.output<typeof revisePlan.input>>,
}
