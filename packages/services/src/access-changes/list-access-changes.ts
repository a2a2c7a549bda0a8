import { listAccessChanges as endpoint } from '@gatehouse/contracts/endpoints/access-changes'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { actorsOf, toAccessChangeItem } from './access-change-item.ts'

/** Changes of access, newest first. */
export const listAccessChanges = query({
  name: 'access-change.list',
  allowed: { permission: 'guardrail.read' },
  input: endpoint.query.extend({ open: z.boolean().optional() }),
  run: async ({ ctx, db, input }) => {
    const now = ctx.now()
    const before = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 1)[0]
    const proposed = { state: 'proposed', expiresAt: { gt: now } }
    const open = { OR: [proposed, { review: 'open' }] }
    const states: Prisma.AccessChangeWhereInput =
      input.state === undefined
        ? {}
        : input.state === 'proposed'
          ? proposed
          : input.state === 'expired'
            ? { state: 'proposed', expiresAt: { lte: now } }
            : { state: input.state }
    const where: Prisma.AccessChangeWhereInput[] = [
      states,
      input.kind === undefined ? {} : { kind: input.kind },
      input.open === undefined ? {} : input.open ? open : { NOT: open },
      before === undefined ? {} : { id: { lt: before } },
    ]
    const rows = await db.accessChange.findMany({
      where: { AND: where },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    const nameOf = await actorNames(db, rows.flatMap(actorsOf))
    return toPage(
      rows,
      input.limit,
      (row) => toAccessChangeItem(row, nameOf, now),
      (row) => encodeCursor(row.id),
    )
  },
})
