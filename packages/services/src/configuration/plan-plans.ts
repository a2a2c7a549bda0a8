import type { ConfiguredPlan, ConfiguredProduct } from '@gatehouse/contracts/configuration'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { createPlan, retirePlan, revisePlan } from '../products/change-plans.ts'
import type { LoadedProduct } from './load-products.ts'
import { productNow } from './plan-products.ts'
import { blockedStep, checkStage, differences, fieldNames, type Planning, pick, type Step, step } from './planning.ts'

const fieldsOf = ['name', 'description', 'limits', 'price', 'approval'] as const

/** Plans by their slugs. What changes makes a new version of the plan: it holds for new subscriptions, open ones keep theirs. */
export function planPlans(
  planning: Planning,
  { slug, plans }: ConfiguredProduct,
  product: LoadedProduct | undefined,
  at: string,
): Step[] {
  if (plans === undefined) return []
  const steps = plans.flatMap((plan, index) => {
    for (const stage of Object.keys(plan.limits?.stages ?? {}))
      checkStage(planning, stage, `${at}/plans/${index}/limits/stages/${stage}`)
    return planOne(slug, plan, product)
  })
  if (!planning.prune) return steps
  const wanted = new Set(plans.map((plan) => plan.slug))
  const unsaid = product?.view.plans.filter((plan) => plan.retiredAt === null && !wanted.has(plan.slug)) ?? []
  return [
    ...steps,
    ...unsaid.map((plan) =>
      step(
        {
          act: 'delete',
          object: `products/${slug}/plans/${plan.slug}`,
          sentence: `The plan ${plan.slug} of ${slug} is offered no longer; who has it keeps it`,
        },
        (ctx) => retirePlan({ ctx, input: { planId: plan.id } }),
      ),
    ),
  ]
}

function planOne(product: string, plan: ConfiguredPlan, loaded: LoadedProduct | undefined): Step[] {
  const object = `products/${product}/plans/${plan.slug}`
  const view = loaded?.view.plans.find((other) => other.slug === plan.slug)
  const before = loaded?.written.plans.find((other) => other.slug === plan.slug)
  if (view === undefined || before === undefined) {
    const change = { act: 'create' as const, object, sentence: `The product ${product} gets the plan ${plan.slug}` }
    if (view?.retiredAt != null)
      return [blockedStep({ ...change, blocked: 'A plan with this slug is retired. Take another slug.' })]
    return [
      step({ ...change, fields: differences(plan, {}, fieldsOf) }, async (ctx) =>
        createPlan({
          ctx,
          input: {
            productId: (await productNow(ctx, product)).id,
            slug: plan.slug,
            name: plan.name ?? plan.slug,
            ...pick(plan, ['description', 'price', 'approval']),
            limits: await toLimits(ctx, plan.limits ?? { default: {}, stages: {} }),
          },
        }),
      ),
    ]
  }
  const fields = differences(plan, before, fieldsOf)
  if (fields.length === 0) return []
  const sentence = `The plan ${plan.slug} of ${product} changes: ${fieldNames(fields)}. Open subscriptions keep what they have`
  const whole = { ...before, ...pick(plan, [...fieldsOf]) }
  return [
    step({ act: 'change', object, sentence, fields }, async (ctx) =>
      revisePlan({
        ctx,
        input: {
          planId: view.id,
          name: whole.name ?? plan.slug,
          ...pick(whole, ['description', 'price', 'approval']),
          limits: await toLimits(ctx, whole.limits ?? { default: {}, stages: {} }),
        },
        ifMatch: view.etag,
      }),
    ),
  ]
}

/** Limits with the ids of the stages, which an earlier step may have made. */
async function toLimits(ctx: Context, { default: usual, stages }: NonNullable<ConfiguredPlan['limits']>) {
  const slugs = Object.keys(stages)
  const rows = await ctx.db.prisma.stage.findMany({ where: { slug: { in: slugs } }, select: { id: true, slug: true } })
  const byStage = slugs.map((slug) => {
    const row = rows.find((other) => other.slug === slug)
    if (!row) throw new DomainError('not_possible', `There is no stage ${slug}.`)
    return [row.id, stages[slug] ?? {}]
  })
  return { default: usual, stages: Object.fromEntries(byStage) }
}
