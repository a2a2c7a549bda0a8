import { planLimits } from '@gatehouse/contracts/access'
import type { Db } from '../apis/find-version.ts'
import type { OpenOperation, OpenPlan } from './judge-exposure.ts'

/** Whose plans have no limit, for an operation of a version on a stage. */
export type OpenPlans = (
  stageId: string,
  versionId: string,
  operation: Pick<OpenOperation, 'id' | 'tags'>,
) => OpenPlan[]

type Offer = {
  versionId: string
  include: string
  tag: string | null
  operationIds: ReadonlySet<string>
  /** Limits of each plan that somebody has or can get. */
  plans: { open: (stageId: string) => boolean; plan: OpenPlan }[]
}

/** Plans of products: those that can be taken, and versions of plans that somebody still has. */
export async function loadOpenPlans(db: Db): Promise<OpenPlans> {
  const items = await db.productItem.findMany({
    orderBy: { id: 'asc' },
    select: {
      versionId: true,
      include: true,
      tag: true,
      operationIds: true,
      product: {
        select: {
          id: true,
          name: true,
          plans: {
            orderBy: [{ position: 'asc' }, { id: 'asc' }],
            select: {
              name: true,
              retiredAt: true,
              versions: {
                orderBy: { number: 'desc' },
                select: {
                  limits: true,
                  _count: { select: { subscriptions: { where: { state: { in: ['active', 'suspended'] } } } } },
                },
              },
            },
          },
        },
      },
    },
  })
  const offers = Map.groupBy(
    items.map(({ product, ...item }): Offer => {
      const plans = product.plans.flatMap(({ name, retiredAt, versions }) => {
        const held = versions.filter(
          (version, at) => version._count.subscriptions > 0 || (at === 0 && retiredAt === null),
        )
        const plan: OpenPlan = { productId: product.id, product: product.name, plan: name }
        const open = (stageId: string) => held.some(({ limits }) => isOpen(limits, stageId))
        return [{ plan, open }]
      })
      return { ...item, operationIds: new Set(item.operationIds), plans }
    }),
    ({ versionId }) => versionId,
  )
  return (stageId, versionId, { id, tags }) => {
    const found = (offers.get(versionId) ?? []).filter(
      (offer) =>
        offer.include === 'version' ||
        (offer.include === 'tag' ? tags.includes(offer.tag ?? '') : offer.operationIds.has(id)),
    )
    const open = found.flatMap(({ plans }) => plans.filter((one) => one.open(stageId)).map(({ plan }) => plan))
    // A product can have an operation by its version and by a tag.
    return [...new Map(open.map((plan) => [`${plan.productId} ${plan.plan}`, plan])).values()]
  }
}

function isOpen(column: unknown, stageId: string): boolean {
  const limits = column as { default?: unknown; stages?: Record<string, unknown> }
  const { rate, quota } = planLimits.parse(limits.stages?.[stageId] ?? limits.default ?? {})
  return rate === undefined && quota === undefined
}
