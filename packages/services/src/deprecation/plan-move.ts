import type { PlanLimits } from '@gatehouse/contracts/access'
import type { PlannedMove } from '@gatehouse/contracts/endpoints/subscriber-moves'
import { mayAct } from '../apis/acting.ts'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { limitsText } from './limits-text.ts'
import { type LinkedRow, linkedSelect, loadProgram } from './load-program.ts'

export type MoveAsked = {
  to?: string | undefined
  plans: Readonly<Record<string, string>>
  applications?: readonly string[] | undefined
}

/** A plan to which subscribers can come. */
export type TargetPlan = {
  id: string
  slug: string
  name: string
  planVersionId: string
  approval: string
  price: unknown
  limits: PlanLimits
  product: { id: string; name: string; teamId: string; whole: boolean }
}

export type PlannedRow = PlannedMove & { applicationId: string; state: string; target: TargetPlan | null }

/** The version that subscribers go to: the one named, else the program's successor. It must take subscribers. */
export async function targetOf(
  db: Db,
  ctx: Context,
  version: FoundVersion,
  asked: string | undefined,
): Promise<LinkedRow> {
  const id = asked ?? (await loadProgram(db, version.id))?.successorId
  if (!id) throw new DomainError('not_possible', 'There is no successor yet: name the version, or plan it.')
  const row = await db.version.findUnique({ where: { id }, select: linkedSelect })
  const seen = row && mayAct(ctx.actor, 'api.read', { apiId: row.apiId, teamId: row.api.teamId }).allowed
  if (!row || !seen || row.id === version.id)
    throw new DomainError('invalid_input', undefined, {
      errors: [{ in: 'body', pointer: '/to', rule: 'unknown', expected: 'Another version, that you may see.' }],
    })
  if (row.state !== 'published')
    throw new DomainError('not_possible', `${row.api.name} ${row.name} is ${row.state} and takes no subscribers.`)
  return row
}

const subscriptionSelect = {
  id: true,
  state: true,
  planId: true,
  applicationId: true,
  productId: true,
  application: { select: { id: true, name: true, team: { select: { name: true } } } },
  product: { select: { id: true, name: true, items: { select: { versionId: true } } } },
  plan: { select: { slug: true, name: true } },
  planVersion: { select: { price: true, limits: true } },
} as const

/** What a move would do with each open subscription of a version. Reads only. */
export async function planMoves(
  db: Db,
  ctx: Context,
  version: FoundVersion,
  to: LinkedRow,
  asked: MoveAsked,
): Promise<{ rows: PlannedRow[]; plans: TargetPlan[] }> {
  const plans = await targetPlans(db, to.id)
  for (const [from, planId] of Object.entries(asked.plans)) {
    if (plans.some(({ id }) => id === planId)) continue
    const expected = `A plan of a product with ${to.api.name} ${to.name}.`
    throw new DomainError('invalid_input', expected, {
      errors: [{ in: 'body', pointer: `/plans/${from}`, rule: 'unknown', expected }],
    })
  }
  const subscriptions = await db.subscription.findMany({
    where: {
      openKey: { not: null },
      application: { deletedAt: null },
      product: { items: { some: { versionId: version.id } } },
      ...(asked.applications ? { applicationId: { in: [...asked.applications] } } : {}),
    },
    select: subscriptionSelect,
    orderBy: [{ application: { name: 'asc' } }, { id: 'asc' }],
    take: 1_000,
  })
  const held = await db.subscription.findMany({
    where: {
      openKey: { not: null },
      applicationId: { in: subscriptions.map(({ applicationId }) => applicationId) },
      productId: { in: plans.map(({ product }) => product.id) },
    },
    select: { applicationId: true, product: { select: { name: true } }, state: true },
  })
  const heldBy = new Map(held.map((row) => [row.applicationId, row]))
  const name = `${to.api.name} ${to.name}`
  const taken = new Set<string>()
  const rows = subscriptions.map((row): PlannedRow => {
    const base = {
      subscriptionId: row.id,
      applicationId: row.applicationId,
      state: row.state,
      application: { id: row.application.id, name: row.application.name, team: row.application.team.name },
      from: { productId: row.productId, product: row.product.name, planId: row.planId, plan: row.plan.name },
    }
    const stays = (outcome: PlannedMove['outcome'], sentence: string): PlannedRow => ({
      ...base,
      to: null,
      outcome,
      sentence,
      notes: [],
      target: null,
    })
    if (row.product.items.some(({ versionId }) => versionId === to.id))
      return stays('same-product', `${row.product.name} contains ${name}, too: nothing has to be moved.`)
    if (row.state !== 'active') return stays('not-active', `Its access is ${row.state}: only active access moves.`)
    const has = heldBy.get(row.applicationId)
    if (has) return stays('has', `It has access to ${has.product.name} already (${has.state}).`)
    if (plans.length === 0) return stays('no-product', `No product offers ${name} yet: put it into one with a plan.`)
    const target = choose(plans, row, asked.plans[row.planId])
    if (!target) return stays('choose', `Several plans would do for ${row.plan.name}: choose one.`)
    const may = mayAct(ctx.actor, 'subscription.decide', { teamId: target.product.teamId })
    const chosen = {
      productId: target.product.id,
      product: target.product.name,
      plan: { id: target.id, name: target.name },
    }
    if (!may.allowed)
      return { ...base, to: chosen, outcome: 'forbidden', sentence: may.why ?? '', notes: [], target: null }
    if (taken.has(`${row.applicationId} ${target.product.id}`))
      return stays('has', `It comes to ${target.product.name} by its other subscription.`)
    taken.add(`${row.applicationId} ${target.product.id}`)
    return {
      ...base,
      to: chosen,
      outcome: 'moves',
      sentence: `Gets ${target.product.name} under ${target.name}, with the keys that it has.`,
      notes: differences(row.planVersion, target, name),
      target,
    }
  })
  return { rows, plans }
}

type From = { planId: string; plan: { slug: string; name: string } }

/** The plan that was named, else the one of the same name, else the only one. */
function choose(plans: readonly TargetPlan[], from: From, named: string | undefined): TargetPlan | undefined {
  if (named !== undefined) return plans.find(({ id }) => id === named)
  const alike = plans.filter(({ slug, name }) => slug === from.plan.slug || name === from.plan.name)
  return alike.length === 1 ? alike[0] : plans.length === 1 ? plans[0] : undefined
}

function differences(from: { price: unknown; limits: unknown }, to: TargetPlan, name: string): string[] {
  const before = (from.limits as { default: PlanLimits }).default
  const limits = [limitsText(before), limitsText(to.limits)] as const
  return [
    ...(to.approval === 'manual' ? ['The plan asks for approval: this act stands for it.'] : []),
    ...(JSON.stringify(from.price) === JSON.stringify(to.price) ? [] : ['The price changes.']),
    ...(limits[0] === limits[1] ? [] : [`Limits: ${limits[1]} (now ${limits[0]}).`]),
    ...(to.product.whole ? [] : [`The product holds only a part of ${name}.`]),
  ]
}

async function targetPlans(db: Db, versionId: string): Promise<TargetPlan[]> {
  const products = await db.product.findMany({
    where: { items: { some: { versionId } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    include: {
      items: { where: { versionId }, select: { include: true } },
      plans: {
        where: { retiredAt: null },
        orderBy: { position: 'asc' },
        include: { versions: { orderBy: { number: 'desc' }, take: 1 } },
      },
    },
    take: 50,
  })
  return products.flatMap((product) =>
    product.plans.flatMap((plan) => {
      const current = plan.versions[0]
      if (!current) return []
      return {
        id: plan.id,
        slug: plan.slug,
        name: plan.name,
        planVersionId: current.id,
        approval: current.approval,
        price: current.price,
        limits: (current.limits as { default: PlanLimits }).default,
        product: {
          id: product.id,
          name: product.name,
          teamId: product.teamId,
          whole: product.items.some(({ include }) => include === 'version'),
        },
      }
    }),
  )
}
