import type { applicationView } from '@gatehouse/contracts/endpoints/applications'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'
import { subscriptionInclude, toSubscriptionViews } from '../subscriptions/subscription-view.ts'
import { runningPauses, toCallerPauses } from './caller-pause.ts'

export type ApplicationView = z.output<typeof applicationView>

/** What an application is shown from. `where`: which of its subscriptions the reader may see. */
export function applicationInclude(where: Prisma.SubscriptionWhereInput = {}) {
  return {
    team: { select: { id: true, name: true, personalOfId: true, pauses: runningPauses } },
    pauses: runningPauses,
    subscriptions: { where, orderBy: { requestedAt: 'desc' }, take: 50, include: subscriptionInclude },
    credentials: { where: { revokedAt: null }, select: { lastUsedAt: true } },
  } satisfies Prisma.ApplicationInclude
}

/** Who offers a product sees who uses it, not what else they use: only the application's own team sees all. */
export function subscriptionsSeenBy(ctx: Context): Prisma.SubscriptionWhereInput {
  if (ctx.actor.kind === 'developer') return {}
  const visible = grantsOf(ctx.actor, 'application.read')
  if (visible.all) return {}
  return {
    OR: [
      { application: { teamId: { in: visible.teamIds } } },
      { product: { teamId: { in: visible.teamIds } } },
      { product: { items: { some: { version: { apiId: { in: visible.apiIds } } } } } },
    ],
  }
}

type ApplicationRow = Prisma.ApplicationGetPayload<{ include: ReturnType<typeof applicationInclude> }>

export async function toApplicationViews(
  db: Reader | Transaction,
  ctx: Context,
  rows: readonly ApplicationRow[],
): Promise<ApplicationView[]> {
  const subscriptions = await toSubscriptionViews(
    db,
    rows.flatMap((row) => row.subscriptions),
  )
  return rows.map((row) => ({
    id: row.id as Id<'application'>,
    name: row.name,
    description: row.description,
    team: { id: row.team.id as Id<'team'>, name: row.team.name, personal: row.team.personalOfId !== null },
    state: row.state as ApplicationView['state'],
    stateReason: row.stateReason,
    pauses: toCallerPauses([...row.team.pauses, ...row.pauses], ctx),
    createdAt: row.createdAt.toISOString(),
    subscriptions: subscriptions.filter(({ application }) => application.id === row.id),
    credentials: row.credentials.length,
    lastUsedAt: latest(row.credentials.map(({ lastUsedAt }) => lastUsedAt))?.toISOString() ?? null,
    etag: row.etag,
  }))
}

function latest(dates: readonly (Date | null)[]): Date | undefined {
  let last: Date | undefined
  for (const date of dates) if (date && (!last || date > last)) last = date
  return last
}

export async function readApplication(
  db: Reader | Transaction,
  ctx: Context,
  applicationId: string,
): Promise<ApplicationView> {
  const include = applicationInclude(subscriptionsSeenBy(ctx))
  const row = await db.application.findUniqueOrThrow({ where: { id: applicationId }, include })
  const [view] = await toApplicationViews(db, ctx, [row])
  if (!view) throw new Error('a row without its view')
  return view
}
