import type { PromotionItem } from '@gatehouse/contracts/endpoints/promotion-views'
import { listPromotions as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import { findApi, requireStage } from '../apis/find-version.ts'
import { grantsOf } from '../grammar/authorize.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { type ActorView, actorNames } from '../people/actor-names.ts'
import { promotionTitle } from './promotion-sentences.ts'
import { openStates } from './promotion-states.ts'

export const promotionItemInclude = {
  version: { include: { api: { select: { id: true, slug: true, name: true, teamId: true } } } },
  stage: { select: { id: true, name: true, exposure: true } },
  revision: { select: { number: true } },
} satisfies Prisma.PromotionInclude
export type PromotionItemRow = Prisma.PromotionGetPayload<{ include: typeof promotionItemInclude }>

export function toPromotionItem(row: PromotionItemRow, nameOf: (column: unknown) => ActorView): PromotionItem {
  const { api } = row.version
  const facts = { api: api.name, version: row.version.name, number: row.revision.number, stage: row.stage.name }
  return {
    id: row.id,
    title: promotionTitle(facts),
    state: row.state as PromotionItem['state'],
    stateSince: row.stateSince.toISOString(),
    api: { id: api.id, slug: api.slug, name: api.name },
    version: { id: row.versionId, name: row.version.name },
    revision: row.revision.number,
    stage: { ...row.stage, exposure: row.stage.exposure as PromotionItem['stage']['exposure'] },
    by: nameOf(row.origin),
    createdAt: row.createdAt.toISOString(),
  }
}

/** Promotions of the APIs that the actor may see, newest first. */
export const listPromotions = query({
  name: 'promotion.list',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.query.extend({ open: z.boolean().optional() }),
  run: async ({ ctx, db, input }) => {
    const seen = grantsOf(ctx.actor, 'api.read')
    const api = input.api === undefined ? undefined : await findApi(db, input.api)
    const stage = input.stage === undefined ? undefined : await requireStage(db, input.stage)
    const before = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 1)[0]
    const where: Prisma.PromotionWhereInput[] = [
      seen.all ? {} : { version: { api: { OR: [{ teamId: { in: seen.teamIds } }, { id: { in: seen.apiIds } }] } } },
      // An API that is not there has no promotions; that it is there is nobody's business who may not see it.
      api === undefined ? {} : { version: { apiId: api?.id ?? '' } },
      stage === undefined ? {} : { stageId: stage.id },
      input.state === undefined ? {} : { state: input.state },
      input.open === undefined ? {} : { state: input.open ? { in: [...openStates] } : { notIn: [...openStates] } },
      before === undefined ? {} : { id: { lt: before } },
    ]
    const rows = await db.promotion.findMany({
      where: { AND: where },
      // Ids carry their time, so they are the order.
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include: promotionItemInclude,
    })
    const nameOf = await actorNames(
      db,
      rows.map(({ origin }) => origin),
    )
    return toPage(
      rows,
      input.limit,
      (row) => toPromotionItem(row, nameOf),
      (row) => encodeCursor(row.id),
    )
  },
})
