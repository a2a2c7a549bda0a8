import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { SubscriberMoveView } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { Prisma } from '@gatehouse/db/client'
import { mayAct } from '../apis/acting.ts'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { actorNames } from '../people/actor-names.ts'
import { linkedSelect, toLinked } from './load-program.ts'

export const moveInclude = {
  toVersion: { select: linkedSelect },
  items: {
    include: {
      fromSubscription: { select: { openKey: true, application: { select: { id: true, name: true } } } },
      toSubscription: {
        select: { id: true, openKey: true, product: { select: { name: true } }, plan: { select: { name: true } } },
      },
    },
  },
} satisfies Prisma.SubscriberMoveInclude
export type MoveRow = Prisma.SubscriberMoveGetPayload<{ include: typeof moveInclude }>

/** Applications of a move that called the new version with success since; asked only while that decides something. */
export async function calledSince(ctx: Context, row: MoveRow): Promise<Set<string>> {
  return usageStoreOf(ctx.db.pool).applicationsWithSuccess({
    versionId: row.toVersionId,
    applicationIds: row.items.map(({ fromSubscription }) => fromSubscription.application.id),
    since: row.createdAt,
  })
}

export async function toMoveView(
  db: Db,
  ctx: Context,
  version: FoundVersion,
  row: MoveRow,
): Promise<SubscriberMoveView> {
  const now = ctx.now()
  const open = row.undoneAt === null && row.undoUntil > now
  const called = open || row.undoneAt ? await calledSince(ctx, row) : new Set<string>()
  const applications = row.items
    .map(({ fromSubscription: { application }, toSubscription: to }): SubscriberMoveView['applications'][number] => ({
      ...application,
      product: to?.product.name ?? '',
      plan: to?.plan.name ?? '',
      state:
        to === null
          ? 'had'
          : to.openKey === null
            ? row.undoneAt === null
              ? 'closed'
              : 'undone'
            : called.has(application.id)
              ? 'called'
              : 'moved',
    }))
    .sort((a, b) => a.name.localeCompare(b.name))
  const may = mayAct(ctx.actor, 'api.publish', { apiId: version.apiId, teamId: version.api.teamId })
  const why = row.undoneAt
    ? 'It is undone already.'
    : !open
      ? '24 hours have passed.'
      : applications.some(({ state }) => state === 'moved')
        ? null
        : 'Every application has called the new version, or had access before.'
  const nameOf = await actorNames(db, [row.actor])
  return {
    id: row.id,
    to: toLinked(row.toVersion),
    by: nameOf(row.actor),
    at: row.createdAt.toISOString(),
    undoUntil: row.undoUntil.toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
    applications,
    undo: may.allowed && why !== null ? { allowed: false, why } : may,
  }
}

/** The latest moves of a version's subscribers, newest first. */
export async function loadMoves(db: Db, ctx: Context, version: FoundVersion): Promise<SubscriberMoveView[]> {
  const rows = await db.subscriberMove.findMany({
    where: { fromVersionId: version.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 10,
    include: moveInclude,
  })
  const views: SubscriberMoveView[] = []
  for (const row of rows) views.push(await toMoveView(db, ctx, version, row))
  return views
}
