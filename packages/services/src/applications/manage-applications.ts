import {
  getApplication as getEndpoint,
  listApplications as listEndpoint,
  resumeApplication as resumeEndpoint,
  suspendApplication as suspendEndpoint,
} from '@gatehouse/contracts/endpoints/applications'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { Scope } from '../grammar/authorize.ts'
import { grantsOf } from '../grammar/authorize.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { applicationScope, memberApplicationScope } from './application-scope.ts'
import { applicationInclude, readApplication, subscriptionsSeenBy, toApplicationViews } from './application-view.ts'

/** Applications that the actor may see: all, his teams' own, and those that use his teams' products. */
export const listApplications = query({
  name: 'application.list',
  allowed: { anyMember: true, permission: 'application.read', anyScope: true },
  input: listEndpoint.query,
  run: async ({ ctx, db, input }) => {
    const visible = grantsOf(ctx.actor, 'application.read')
    const where: Prisma.ApplicationWhereInput[] = [{ deletedAt: null }]
    if (!visible.all) {
      where.push({
        OR: [
          { teamId: { in: visible.teamIds } },
          { subscriptions: { some: { product: { teamId: { in: visible.teamIds } } } } },
          { subscriptions: { some: { product: { items: { some: { version: { apiId: { in: visible.apiIds } } } } } } } },
        ],
      })
    }
    if (input.q)
      where.push({
        OR: [
          { name: { contains: input.q, mode: 'insensitive' } },
          { team: { name: { contains: input.q, mode: 'insensitive' } } },
        ],
      })
    if (input.state) where.push({ state: input.state })
    if (input.productId) where.push({ subscriptions: { some: { productId: input.productId, openKey: { not: null } } } })
    if (input.versionId)
      where.push({
        subscriptions: {
          some: { openKey: { not: null }, product: { items: { some: { versionId: input.versionId } } } },
        },
      })
    if (input.cursor) where.push({ id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } })
    const rows = await db.application.findMany({
      where: { AND: where },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include: applicationInclude(subscriptionsSeenBy(ctx)),
    })
    return toPage(
      await toApplicationViews(db, ctx, rows),
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})

export const getApplication = query({
  name: 'application.get',
  allowed: { permission: 'application.read' },
  input: getEndpoint.params,
  scope: (db, input, ctx) => memberApplicationScope(db, ctx, input.applicationId),
  run: ({ ctx, db, input }) => readApplication(db, ctx, input.applicationId),
})

type Transition = { state: 'active' | 'suspended'; reason: string | null }

async function setState(tx: Transaction, applicationId: string, { state, reason }: Transition): Promise<boolean> {
  const { count } = await tx.application.updateMany({
    where: { id: applicationId, OR: [{ state: { not: state } }, { ownerlessAt: { not: null } }] },
    // Decided by somebody: no return of an owner undoes it.
    data: { state, stateReason: reason, ownerlessAt: null, etag: { increment: 1 } },
  })
  return count === 1
}

const scope = (tx: Transaction, input: { applicationId: string }): Promise<Scope | null> =>
  applicationScope(tx, input.applicationId)

/** All its calls are refused with `application_suspended` until it is resumed. */
export const suspendApplication = verb({
  name: 'application.suspend',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input: suspendEndpoint.params.extend(suspendEndpoint.body.shape),
  scope,
  run: async ({ ctx, tx, input, change }) => {
    if (await setState(tx, input.applicationId, { state: 'suspended', reason: input.reason }))
      change.access('application', input.applicationId)
    return readApplication(tx, ctx, input.applicationId)
  },
  audit: ({ input, result }) => ({
    target: { kind: 'application', id: result.id },
    teamId: result.team.id,
    after: { state: 'suspended', reason: input.reason },
  }),
})

export const resumeApplication = verb({
  name: 'application.resume',
  allowed: { permission: 'application.manage' },
  read: 'application.read',
  input: resumeEndpoint.params,
  scope,
  run: async ({ ctx, tx, input, change }) => {
    if (await setState(tx, input.applicationId, { state: 'active', reason: null }))
      change.access('application', input.applicationId)
    return readApplication(tx, ctx, input.applicationId)
  },
  audit: ({ result }) => ({
    target: { kind: 'application', id: result.id },
    teamId: result.team.id,
    after: { state: 'active' },
  }),
})
