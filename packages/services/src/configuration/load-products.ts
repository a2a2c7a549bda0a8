import { operationKey } from '@gatehouse/contracts/api-description'
import type { ConfiguredItem, ConfiguredProduct } from '@gatehouse/contracts/configuration'
import type { Reader } from '../grammar/query.ts'
import { type ProductView, productInclude, toProductView } from '../products/product-view.ts'
import type { Said } from './planning.ts'

export type LoadedProduct = { view: ProductView; written: Said<ConfiguredProduct> }

/** Products as files say them: versions, operations, stages and portals by their names. */
export async function loadProducts(db: Reader, visible: { all: boolean; teamIds: string[] }): Promise<LoadedProduct[]> {
  const rows = await db.product.findMany({
    where: visible.all ? {} : { teamId: { in: visible.teamIds } },
    orderBy: { slug: 'asc' },
    include: productInclude,
  })
  const views = rows.map(toProductView)
  const portals = new Map(
    (await db.portal.findMany({ select: { id: true, slug: true } })).map((row) => [row.id, row.slug]),
  )
  const stages = new Map(
    (await db.stage.findMany({ select: { id: true, slug: true } })).map((row) => [row.id, row.slug]),
  )
  const operations = await loadNamedOperations(db, views)
  return views.map((view) => ({
    view,
    written: {
      slug: view.slug,
      name: view.name,
      description: view.description,
      team: view.team.name,
      items: view.items.map((item) => writeItem(item, operations)).sort(byText),
      tools: writeTools(view.tools, operations),
      plans: view.plans
        .filter(({ retiredAt }) => retiredAt === null)
        .map(({ slug, name, description, limits, price, approval }) => ({
          slug,
          name,
          description,
          limits: {
            default: limits.default,
            stages: Object.fromEntries(
              Object.entries(limits.stages).map(([id, limit]) => [stages.get(id) ?? id, limit]),
            ),
          },
          price,
          approval,
        })),
      portals: view.portals.map(({ id }) => portals.get(id) ?? id).sort(),
    },
  }))
}

type Named = { key: string; api: string; version: string }

async function loadNamedOperations(db: Reader, views: readonly ProductView[]): Promise<Map<string, Named>> {
  const ids = views.flatMap(({ items, tools }) => [
    ...items.flatMap(({ operationIds }) => operationIds),
    ...(Array.isArray(tools) ? tools : []),
  ])
  if (ids.length === 0) return new Map()
  const rows = await db.operation.findMany({
    where: { id: { in: [...new Set<string>(ids)] } },
    select: {
      id: true,
      method: true,
      path: true,
      version: { select: { name: true, api: { select: { slug: true } } } },
    },
  })
  return new Map(
    rows.map(({ id, version, ...row }) => [
      id,
      { key: operationKey(row), api: version.api.slug, version: version.name },
    ]),
  )
}

function writeItem(item: ProductView['items'][number], operations: ReadonlyMap<string, Named>): ConfiguredItem {
  const named = { api: item.apiSlug, version: item.versionName }
  if (item.include === 'version') return { include: 'version', ...named }
  if (item.include === 'tag') return { include: 'tag', ...named, tag: item.tag ?? '' }
  const keys = item.operationIds.map((id) => operations.get(id)?.key ?? id).sort()
  return { include: 'operations', ...named, operations: keys }
}

function writeTools(
  tools: ProductView['tools'],
  operations: ReadonlyMap<string, Named>,
): Said<ConfiguredProduct>['tools'] {
  if (!Array.isArray(tools)) return tools
  const groups = new Map<string, { api: string; version: string; operations: string[] }>()
  for (const id of tools) {
    const named = operations.get(id)
    if (named === undefined) continue
    const name = `${named.api} ${named.version}`
    const group = groups.get(name) ?? { api: named.api, version: named.version, operations: [] }
    group.operations.push(named.key)
    groups.set(name, group)
  }
  for (const group of groups.values()) group.operations.sort()
  return groups.size === 0 ? null : [...groups.values()].sort(byText)
}

export function byText(one: unknown, other: unknown): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)]
  return a < b ? -1 : a > b ? 1 : 0
}
