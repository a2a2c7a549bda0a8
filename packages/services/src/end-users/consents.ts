import {
  type ConsentView,
  listEndUserConsents as listEndpoint,
  withdrawEndUserConsent as withdrawEndpoint,
} from '@gatehouse/contracts/endpoints/end-users'
import { type Id, idOf } from '@gatehouse/contracts/ids'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { ChangeSet } from '../grammar/change-set.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query, type Reader } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { endAccessOfApplication } from './end-access.ts'
import { endUserScope } from './end-user-view.ts'
import { scopeText } from './scope-texts.ts'

/** What an end user has allowed, newest first, with the catalogue's words for each scope. */
export async function readConsents(db: Reader | Transaction, endUserId: string): Promise<ConsentView[]> {
  const rows = await db.endUserConsent.findMany({
    where: { endUserId },
    orderBy: { givenAt: 'desc' },
    take: 500,
    include: { application: { select: { id: true, name: true, team: { select: { name: true } } } } },
  })
  const entries = await db.scopeEntry.findMany({ where: { issuerId: builtInIssuer } })
  return rows.map(({ application, scopes, givenAt, withdrawnAt }) => ({
    application: { id: application.id as Id<'application'>, name: application.name, team: application.team.name },
    scopes: scopes.map((name) => ({ name, text: scopeText(name, entries) })),
    givenAt: givenAt.toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
  }))
}

export const listEndUserConsents = query({
  name: 'end-user.consents',
  allowed: { permission: 'end-user.read' },
  input: listEndpoint.params,
  scope: (db, input) => endUserScope(db, input.endUserId),
  run: async ({ db, input }) => ({ items: await readConsents(db, input.endUserId) }),
})

async function withdraw(
  tx: Transaction,
  change: ChangeSet,
  input: { endUserId: string; applicationId: string },
  now: Date,
): Promise<{ items: ConsentView[] }> {
  const { endUserId, applicationId } = input
  const known = await tx.endUserConsent.findUnique({ where: { endUserId_applicationId: { endUserId, applicationId } } })
  if (known === null) throw notFound()
  await tx.endUserConsent.updateMany({
    where: { endUserId, applicationId, withdrawnAt: null },
    data: { withdrawnAt: now },
  })
  await endAccessOfApplication(tx, change, endUserId, applicationId, now)
  return { items: await readConsents(tx, endUserId) }
}

/** A member withdraws it for him. */
export const withdrawEndUserConsent = verb({
  name: 'end-user.withdraw-consent',
  allowed: { permission: 'end-user.manage' },
  read: 'end-user.read',
  input: withdrawEndpoint.params,
  scope: (tx, input) => endUserScope(tx, input.endUserId),
  run: ({ ctx, tx, input, change }) => withdraw(tx, change, input, ctx.now()),
  audit: ({ input }) => ({
    target: { kind: 'endUser', id: input.endUserId },
    after: { withdrawn: input.applicationId, by: 'member' },
  }),
})

/** He withdraws it himself, on his page of the portal; the page knows him by his session. */
export const withdrawOwnConsent = verb({
  name: 'end-user.withdraw-consent',
  allowed: { systemOnly: true },
  input: z.strictObject({ endUserId: idOf('endUser'), applicationId: idOf('application') }),
  run: ({ ctx, tx, input, change }) => withdraw(tx, change, input, ctx.now()),
  audit: ({ input }) => ({
    target: { kind: 'endUser', id: input.endUserId },
    after: { withdrawn: input.applicationId, by: 'end-user' },
  }),
})
