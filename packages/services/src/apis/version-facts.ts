import type { VersionPage } from '@gatehouse/contracts/endpoints/apis'
import type { Database } from '@gatehouse/db/client'
import { actorNames } from '../people/actor-names.ts'
import type { Db, FoundVersion } from './find-version.ts'

/** Where a version is shown, offered and used, and the one sentence of the page's head. */
export async function loadVersionFacts(
  db: Db,
  pool: Database['pool'],
  version: FoundVersion,
  pipeline: VersionPage['pipeline'],
): Promise<VersionPage['facts']> {
  const [listings, products, operations] = await Promise.all([
    db.portalListing.findMany({
      where: { versionId: version.id },
      include: { portal: { select: { id: true, name: true, url: true } } },
    }),
    db.product.findMany({
      where: { items: { some: { versionId: version.id } } },
      orderBy: { name: 'asc' },
      select: { id: true, slug: true, name: true, plans: { where: { retiredAt: null }, select: { id: true } } },
    }),
    db.operation.count({ where: { versionId: version.id, removedAt: null } }),
  ])
  const productIds = products.map(({ id }) => id)
  const applications = await db.subscription.findMany({
    where: { productId: { in: productIds }, openKey: { not: null } },
    distinct: ['applicationId'],
    select: { applicationId: true },
  })
  const last = await db.deployment.findFirst({
    where: { versionId: version.id },
    orderBy: { startedAt: 'desc' },
    include: { stage: { select: { name: true } }, revision: { select: { number: true } } },
  })
  const nameOf = await actorNames(db, [last?.actor])
  const running = pipeline.filter(({ deployment }) => deployment !== null)
  const furthest = running.at(-1)
  const portals = listings.map(({ portal, publishedAt }) => ({ ...portal, publishedAt: publishedAt.toISOString() }))
  const callable = running.some(({ stage }) => stage.exposure !== 'hidden')
  return {
    portals,
    products: products.map(({ id, slug, name }) => ({ id, slug, name })),
    plans: products.reduce((sum, { plans }) => sum + plans.length, 0),
    applications: applications.length,
    operations,
    lastDeploy: last && {
      at: last.startedAt.toISOString(),
      by: nameOf(last.actor).name,
      stage: last.stage.name,
      revision: last.revision.number,
    },
    sentence: [
      portals.length > 0 ? `In ${portals.map(({ name }) => name).join(', ')}` : 'In no portal',
      furthest ? `${furthest.stage.name} r${furthest.deployment?.revision.number}` : 'never deployed',
      counted(products.length, 'product'),
      counted(applications.length, 'application'),
    ].join(' · '),
    calledFromOutside: await isCalledFromOutside(pool, version.id),
    previewOnly: portals.length > 0 && !callable,
  }
}

function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`
}

/**
 * Whether a call of a known application was stored. Asked of the rollup only when a credential that may call it was ever used:
 * for a version that nobody calls, that would read all of it.
 */
async function isCalledFromOutside(pool: Database['pool'], versionId: string): Promise<boolean> {
  const { rows } = await pool.query<{ called: boolean }>(
    `SELECT EXISTS (
       SELECT FROM credential c JOIN subscription s ON s.application_id = c.application_id
       JOIN product_item i ON i.product_id = s.product_id WHERE i.version_id = $1 AND c.last_used_at IS NOT NULL
     ) AND EXISTS (
       SELECT FROM usage.minute m WHERE m.version = (SELECT id FROM usage.dimension WHERE kind = 3 AND key = $1) AND m.application <> 0
     ) AS called`,
    [versionId],
  )
  return rows[0]?.called ?? false
}
