import type { ConfiguredProduct } from '@gatehouse/contracts/configuration'
import type { Id } from '@gatehouse/contracts/ids'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { createProduct } from '../products/create-product.ts'
import { deleteProduct, productHeldBy } from '../products/delete-product.ts'
import { setProductTools } from '../products/set-product-tools.ts'
import { setProductItems, updateProduct } from '../products/update-product.ts'
import { byText, type LoadedProduct } from './load-products.ts'
import { findOperations, findVersionId } from './named-operations.ts'
import { planPlans } from './plan-plans.ts'
import {
  blockedStep,
  checkPortal,
  checkTeam,
  checkVersion,
  differences,
  fieldNames,
  type Planning,
  refuse,
  type Step,
  sameJson,
  speaksOf,
  step,
  teamId,
} from './planning.ts'

/** Products by their slugs, each with what it bundles, its plans and its portals. */
export function planProducts(planning: Planning): Step[] {
  if (!speaksOf(planning, 'products')) return []
  return (planning.document.products ?? []).flatMap((given, index) => {
    const product = sorted(given)
    checkProduct(planning, product, `/products/${index}`)
    const current = planning.state.products.find(({ written }) => written.slug === product.slug)
    const made = current === undefined ? planNew(planning, product, `/products/${index}`) : []
    return [
      ...made,
      ...(current === undefined ? [] : planFields(planning, product, current, `/products/${index}`)),
      ...planItems(product, current),
      ...planPlans(planning, product, current, `/products/${index}`),
      ...planTools(product, current),
    ]
  })
}

/** Lists whose order means nothing, in the order in which they are exported. */
function sorted(product: ConfiguredProduct): ConfiguredProduct {
  const { items, tools, portals } = product
  return {
    ...product,
    ...(portals === undefined ? {} : { portals: [...new Set(portals)].sort() }),
    ...(items === undefined
      ? {}
      : {
          items: items
            .map((item) => (item.include === 'operations' ? { ...item, operations: each(item.operations) } : item))
            .sort(byText),
        }),
    ...(Array.isArray(tools)
      ? { tools: tools.map((group) => ({ ...group, operations: each(group.operations) })).sort(byText) }
      : {}),
  }
}

function each(operations: readonly string[]): string[] {
  return [...new Set(operations)].sort()
}

function checkProduct(planning: Planning, product: ConfiguredProduct, at: string): void {
  if (product.team !== undefined) checkTeam(planning, product.team, `${at}/team`)
  for (const [index, portal] of (product.portals ?? []).entries())
    checkPortal(planning, portal, `${at}/portals/${index}`)
  for (const item of product.items ?? []) checkVersion(planning, item, `${at}/items`)
  if (Array.isArray(product.tools)) for (const group of product.tools) checkVersion(planning, group, `${at}/tools`)
}

const fieldsOf = ['name', 'description', 'portals'] as const

function planNew(planning: Planning, product: ConfiguredProduct, at: string): Step[] {
  const { slug, name, team, description, portals } = product
  if (name === undefined || team === undefined) {
    refuse(planning, at, 'product', `name and team, because there is no product ${slug} yet`)
    return []
  }
  const fields = differences(product, {}, [...fieldsOf, 'team'])
  return [
    step({ act: 'create', object: `products/${slug}`, sentence: `The product ${slug} is made`, fields }, async (ctx) =>
      createProduct({
        ctx,
        input: {
          slug,
          name,
          ...(description === undefined ? {} : { description }),
          teamId: (await teamId(ctx, team)) as Id<'team'>,
          portalIds: portalIds(planning, portals ?? []),
        },
      }),
    ),
  ]
}

function portalIds({ state }: Planning, slugs: readonly string[]): Id<'portal'>[] {
  return slugs.flatMap((slug) => {
    const portal = state.portals.find((other) => other.slug === slug)
    return portal ? [portal.id as Id<'portal'>] : []
  })
}

function planFields(planning: Planning, product: ConfiguredProduct, current: LoadedProduct, at: string): Step[] {
  const { slug, name, description, portals, team } = product
  if (team !== undefined && team !== current.written.team)
    refuse(planning, `${at}/team`, 'team', `“${current.written.team}”: a product stays with its team`)
  const fields = differences(product, current.written, fieldsOf)
  if (fields.length === 0) return []
  const sentence = `The product ${slug} changes: ${fieldNames(fields)}`
  return [
    step({ act: 'change', object: `products/${slug}`, sentence, fields }, (ctx) =>
      updateProduct({
        ctx,
        input: {
          productId: current.view.id,
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(portals === undefined ? {} : { portalIds: portalIds(planning, portals) }),
        },
        ifMatch: current.view.etag,
      }),
    ),
  ]
}

/** The product when the step runs: an earlier step may have made or changed it. */
export async function productNow(ctx: Context, slug: string): Promise<{ id: Id<'product'>; etag: number }> {
  const row = await ctx.db.prisma.product.findUnique({ where: { slug }, select: { id: true, etag: true } })
  if (!row) throw new DomainError('not_possible', `There is no product ${slug}.`)
  return { id: row.id as Id<'product'>, etag: row.etag }
}

function planItems({ slug, items }: ConfiguredProduct, current: LoadedProduct | undefined): Step[] {
  const before = current?.written.items ?? []
  if (items === undefined || sameJson(items, before)) return []
  const fields = [{ name: 'items', before, after: items }]
  return [
    step(
      {
        act: 'change',
        object: `products/${slug}/items`,
        sentence: `The product ${slug} bundles something else`,
        fields,
      },
      async (ctx) => {
        const { id, etag } = await productNow(ctx, slug)
        const input = []
        for (const item of items) {
          const versionId = await findVersionId(ctx, item)
          if (item.include === 'version') input.push({ include: item.include, versionId })
          else if (item.include === 'tag') input.push({ include: item.include, versionId, tag: item.tag })
          else
            input.push({
              include: item.include,
              versionId,
              operationIds: await findOperations(ctx, versionId, item.operations),
            })
        }
        await setProductItems({ ctx, input: { productId: id, items: input }, ifMatch: etag })
      },
    ),
  ]
}

function planTools({ slug, tools }: ConfiguredProduct, current: LoadedProduct | undefined): Step[] {
  const before = current?.written.tools ?? null
  if (tools === undefined || sameJson(tools, before)) return []
  const fields = [{ name: 'tools', before, after: tools }]
  return [
    step(
      {
        act: 'change',
        object: `products/${slug}/tools`,
        sentence: `Other operations of ${slug} are tools for agents`,
        fields,
      },
      async (ctx) => {
        const { id, etag } = await productNow(ctx, slug)
        const ids: Id<'operation'>[] = []
        for (const group of Array.isArray(tools) ? tools : [])
          ids.push(...(await findOperations(ctx, await findVersionId(ctx, group), group.operations)))
        await setProductTools({
          ctx,
          input: { productId: id, tools: Array.isArray(tools) ? ids : tools },
          ifMatch: etag,
        })
      },
    ),
  ]
}

/** Products that the document leaves out, where it shall be all there is. One that somebody subscribed to stays. */
export async function pruneProducts(planning: Planning): Promise<Step[]> {
  if (!planning.prune || !speaksOf(planning, 'products')) return []
  const wanted = new Set((planning.document.products ?? []).map(({ slug }) => slug))
  const steps: Step[] = []
  for (const { view } of planning.state.products) {
    if (wanted.has(view.slug)) continue
    const change = {
      act: 'delete' as const,
      object: `products/${view.slug}`,
      sentence: `The product ${view.slug} is deleted`,
    }
    const held = await productHeldBy(planning.db, view.id)
    steps.push(
      held === null
        ? step(change, (ctx) => deleteProduct({ ctx, input: { productId: view.id } }))
        : blockedStep({ ...change, blocked: held }),
    )
  }
  return steps
}
