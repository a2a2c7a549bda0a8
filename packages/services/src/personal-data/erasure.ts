import { inputOf } from '@gatehouse/contracts/endpoint'
import * as endpoints from '@gatehouse/contracts/endpoints/personal-data'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { signedIn } from '../account/account-view.ts'
import { requireFreshProof } from '../account/fresh-proof.ts'
import { sendSecurityNotice } from '../account/security-notice.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { endAccess } from '../people/end-access.ts'
import { assertAdminRemains, isAdmin } from '../roles/grant-limits.ts'
import { replacePersonalData } from './replace-personal-data.ts'

const graceMs = 24 * 3600_000

/** Whether one's own account is to be erased, and when. */
export const getMyErasure = query({
  name: 'account.erasure',
  allowed: { anyPerson: true },
  input: endpoints.getMyErasure.body,
  run: async ({ ctx, db }) => {
    const where = { personId: signedIn(ctx).personId, cancelledAt: null, doneAt: null }
    const row = await db.erasureRequest.findFirst({ where })
    return { dueAt: row?.dueAt.toISOString() ?? null }
  },
})

async function request(tx: Transaction, ctx: Context, personId: string, confirm: string) {
  await requireFreshProof(tx, ctx)
  await tx.$queryRaw`SELECT id FROM person WHERE id = ${personId} FOR UPDATE`
  const person = await tx.person.findUnique({ where: { id: personId } })
  if (person === null || person.erasedAt) throw notFound()
  if (confirm.trim().toLowerCase() !== (person.email ?? person.name).toLowerCase())
    throw new DomainError('invalid_input', undefined, {
      errors: [{ in: 'body', pointer: '/confirm', rule: 'confirmation', expected: 'the address of the account' }],
    })
  await refuseLastAdmin(tx, personId)
  const open = await tx.erasureRequest.findFirst({ where: { personId, cancelledAt: null, doneAt: null } })
  if (open) return { personId, dueAt: open.dueAt.toISOString() }
  const dueAt = new Date(ctx.now().getTime() + graceMs)
  await tx.erasureRequest.create({
    data: { id: newId('erasure'), personId, requestedBy: actorColumn(ctx), requestedAt: ctx.now(), dueAt },
  })
  await sendSecurityNotice(
    tx,
    ctx,
    personId,
    'Your account will be erased',
    'It happens in 24 hours and cannot be undone afterwards. Until then you can keep it, on your account page.',
  )
  return { personId, dueAt: dueAt.toISOString() }
}

/** Nobody would be left to let anybody in. */
async function refuseLastAdmin(tx: Transaction, personId: string): Promise<void> {
  if (!(await isAdmin(tx, personId))) return
  const { deactivatedAt } = await tx.person.findUniqueOrThrow({ where: { id: personId } })
  await tx.person.update({ where: { id: personId }, data: { deactivatedAt: new Date(0) } })
  await assertAdminRemains(tx)
  await tx.person.update({ where: { id: personId }, data: { deactivatedAt } })
}

async function cancel(tx: Transaction, ctx: Context, personId: string) {
  const cancelled = await tx.erasureRequest.updateMany({
    where: { personId, cancelledAt: null, doneAt: null },
    data: { cancelledAt: ctx.now() },
  })
  if (cancelled.count === 0) throw notFound()
  return { personId }
}

/** Has one's own account erased in 24 hours. */
export const requestMyErasure = verb({
  name: 'account.request-erasure',
  allowed: { anyPerson: true },
  input: endpoints.requestMyErasure.body,
  run: ({ ctx, tx, input }) => request(tx, ctx, signedIn(ctx).personId, input.confirm),
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId }, after: { dueAt: result.dueAt } }),
  answer: ({ dueAt }) => ({ dueAt }),
})

/** Keeps one's own account after all. */
export const cancelMyErasure = verb({
  name: 'account.cancel-erasure',
  allowed: { anyPerson: true },
  input: endpoints.cancelMyErasure.body,
  run: ({ ctx, tx }) => cancel(tx, ctx, signedIn(ctx).personId),
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: () => ({}),
})

const anyPerson = async (tx: Transaction, input: { personId: string }) =>
  (await tx.person.findUnique({ where: { id: input.personId } })) ? {} : null

/** Has another person erased in 24 hours. */
export const requestErasure = verb({
  name: 'person.request-erasure',
  allowed: { permission: 'person.manage' },
  read: 'person.read',
  input: inputOf(endpoints.requestErasure),
  scope: anyPerson,
  run: ({ ctx, tx, input }) => request(tx, ctx, input.personId, input.confirm),
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId }, after: { dueAt: result.dueAt } }),
  answer: ({ dueAt }) => ({ dueAt }),
})

/** Keeps another person after all. */
export const cancelErasure = verb({
  name: 'person.cancel-erasure',
  allowed: { permission: 'person.manage' },
  read: 'person.read',
  input: endpoints.cancelErasure.params,
  scope: anyPerson,
  run: ({ ctx, tx, input }) => cancel(tx, ctx, input.personId),
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: () => ({}),
})

/**
 * Erases one person whose time has come: every way in ends as when he is switched off, teams pass on, and what is personal is replaced.
 * Ids stay, so the audit chain still verifies. The last admin is refused again: others may have gone meanwhile.
 */
const erase = verb({
  name: 'person.erase',
  allowed: { systemOnly: true },
  input: z.strictObject({ requestId: z.string() }),
  run: async ({ ctx, tx, input, change }) => {
    await tx.$queryRaw`SELECT id FROM erasure_request WHERE id = ${input.requestId} FOR UPDATE`
    const asked = await tx.erasureRequest.findUniqueOrThrow({ where: { id: input.requestId } })
    if (asked.cancelledAt || asked.doneAt) return { personId: asked.personId, events: [] }
    await refuseLastAdmin(tx, asked.personId)
    const events = await endAccess({ ctx, tx, change }, [asked.personId], 'hand')
    await replacePersonalData(tx, asked.personId, ctx.now())
    await tx.erasureRequest.update({ where: { id: asked.id }, data: { doneAt: ctx.now() } })
    return { personId: asked.personId, events }
  },
  audit: ({ result }) => [{ target: { kind: 'person', id: result.personId } }, ...result.events],
  answer: ({ personId }) => ({ personId }),
})

/** Erases whose time has come; one that cannot be erased now waits and holds nobody up. */
export async function eraseDuePeople(ctx: Context, onError: (error: unknown) => void): Promise<void> {
  const due = await ctx.db.prisma.erasureRequest.findMany({
    where: { cancelledAt: null, doneAt: null, dueAt: { lte: ctx.now() } },
    orderBy: { dueAt: 'asc' },
    take: 100,
  })
  for (const { id } of due) await erase({ ctx, input: { requestId: id } }).catch(onError)
}
