import { inDays } from '../deprecation/program-text.ts'
import { sunsetNear } from '../deprecation/sunset-near.ts'
import { grantsOf } from '../grammar/authorize.ts'
import type { TaskSource } from './task-source.ts'

const dayMs = 86_400_000
const sunsetWithinMs = 14 * dayMs
const extensionWithinMs = 7 * dayMs

/** Sunsets of the next two weeks that still have callers, and extensions that end within one: for whoever may change the program. */
export const deprecationTasks: TaskSource = async (ctx, db, most) => {
  const seen = grantsOf(ctx.actor, 'api.publish')
  const now = ctx.now()
  const mine = seen.all ? {} : { api: { OR: [{ teamId: { in: seen.teamIds } }, { id: { in: seen.apiIds } }] } }
  const named = { id: true, name: true, api: { select: { slug: true, name: true } } } as const
  const programs = await db.deprecation.findMany({
    where: { sunsetAt: { gt: now, lt: new Date(now.getTime() + sunsetWithinMs) }, version: mine },
    orderBy: { sunsetAt: 'asc' },
    take: most,
    select: { sunsetAt: true, createdAt: true, version: { select: named } },
  })
  const extensions = await db.sunsetExtension.findMany({
    where: {
      endedAt: null,
      until: { gt: now, lt: new Date(now.getTime() + extensionWithinMs) },
      deprecation: { version: mine },
    },
    orderBy: { until: 'asc' },
    take: most,
    select: {
      id: true,
      until: true,
      createdAt: true,
      application: { select: { name: true } },
      deprecation: { select: { version: { select: named } } },
    },
  })
  const items: Awaited<ReturnType<TaskSource>>['items'][number][] = []
  const about = (version: (typeof programs)[number]['version']) => ({
    name: `${version.api.name} ${version.name}`,
    href: `/apis/${version.api.slug}/${version.name}/lifecycle`,
  })
  for (const { version, sunsetAt, createdAt } of programs) {
    const sentence = await sunsetNear(db, ctx, version.id)
    if (sentence === null) continue
    const { name, href } = about(version)
    items.push({
      id: `sunset:${version.id}`,
      kind: 'deprecation-callers',
      sentence: `${name}: ${sentence}`,
      href,
      label: 'See who calls',
      since: createdAt.toISOString(),
      dueAt: sunsetAt?.toISOString() ?? null,
    })
  }
  for (const { id, until, createdAt, application, deprecation } of extensions) {
    const { name, href } = about(deprecation.version)
    items.push({
      id: `extension:${id}`,
      kind: 'extension-ending',
      sentence: `The extension of ${application.name} for ${name} ends ${inDays(until, now)}.`,
      href,
      label: 'See extensions',
      since: createdAt.toISOString(),
      dueAt: until.toISOString(),
    })
  }
  return { items, total: items.length }
}
