import { inputOf } from '@gatehouse/contracts/endpoint'
import type { PasskeyView } from '@gatehouse/contracts/endpoints/account-security'
import * as endpoints from '@gatehouse/contracts/endpoints/account-security'
import type { Id } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { signedIn } from './account-view.ts'
import { forgetGuesses } from './backoff.ts'
import { factorGuesses, firstCodes, renewCodes, startTotp, takeTotp } from './factor-codes.ts'
import { requireFreshProof } from './fresh-proof.ts'
import { askForNewPasskey, keepPasskey } from './passkey-attempts.ts'
import { factorsOf, signInSettings } from './second-factors.ts'
import { sendSecurityNotice } from './security-notice.ts'

const own = (ctx: Context) => ({ target: { kind: 'person', id: signedIn(ctx).personId } })

/** Takes turns on one person's factors: the last one cannot be removed twice, the first codes not be made twice. */
async function lockPerson(tx: Transaction, ctx: Context) {
  const { personId } = signedIn(ctx)
  await tx.$queryRaw`SELECT id FROM person WHERE id = ${personId} FOR UPDATE`
  return tx.person.findUniqueOrThrow({ where: { id: personId }, include: { member: true } })
}

/** Begins to set up an authenticator app. */
export const beginTotp = verb({
  name: 'account.begin-totp',
  allowed: { anyPerson: true },
  input: endpoints.beginTotp.body,
  run: async ({ ctx, tx }) => {
    await requireFreshProof(tx, ctx)
    return startTotp(tx, ctx, await lockPerson(tx, ctx))
  },
  audit: ({ ctx }) => own(ctx),
})

/** Confirms it with its first code; who has no recovery codes gets them. */
export const confirmTotp = verb({
  name: 'account.add-totp',
  allowed: { anyPerson: true },
  input: endpoints.confirmTotp.body,
  run: async ({ ctx, tx, input }) => {
    await requireFreshProof(tx, ctx)
    const { id } = await lockPerson(tx, ctx)
    await takeTotp(tx, ctx, id, input.code, true)
    await forgetGuesses(ctx, factorGuesses, id)
    await sendSecurityNotice(
      tx,
      ctx,
      id,
      'An authenticator app was added',
      'Signing in to your account asks for its codes from now on.',
    )
    return { recoveryCodes: await firstCodes(tx, id) }
  },
  audit: ({ ctx }) => own(ctx),
})

/** Removes the authenticator app. */
export const removeTotp = verb({
  name: 'account.remove-totp',
  allowed: { anyPerson: true },
  input: endpoints.removeTotp.body,
  run: async ({ ctx, tx }) => {
    await requireFreshProof(tx, ctx)
    const { id } = await lockPerson(tx, ctx)
    const removed = await tx.totpFactor.deleteMany({ where: { personId: id } })
    if (removed.count === 0) throw notFound()
    await afterRemoval(tx, id)
    await sendSecurityNotice(
      tx,
      ctx,
      id,
      'The authenticator app was removed',
      'Its codes no longer sign in to your account.',
    )
    return {}
  },
  audit: ({ ctx }) => own(ctx),
})

/** Options for making a passkey. */
export const beginPasskey = verb({
  name: 'account.begin-passkey',
  allowed: { anyPerson: true },
  input: endpoints.beginPasskey.body,
  run: async ({ ctx, tx }) => {
    await requireFreshProof(tx, ctx)
    return askForNewPasskey(tx, ctx, await lockPerson(tx, ctx))
  },
  audit: ({ ctx }) => own(ctx),
})

/** Adds the passkey that the browser made. */
export const addPasskey = verb({
  name: 'account.add-passkey',
  allowed: { anyPerson: true },
  input: endpoints.addPasskey.body,
  run: async ({ ctx, tx, input }) => {
    await requireFreshProof(tx, ctx)
    const { id } = await lockPerson(tx, ctx)
    const passkey = toPasskeyView(await keepPasskey(tx, ctx, id, input))
    await sendSecurityNotice(tx, ctx, id, 'A passkey was added', `It signs in to your account at ${passkey.host}.`)
    return { passkey, recoveryCodes: await firstCodes(tx, id) }
  },
  audit: ({ ctx, result }) => ({ ...own(ctx), after: { passkey: result.passkey.id } }),
})

/** Renames one of one's own passkeys. */
export const renamePasskey = verb({
  name: 'account.rename-passkey',
  allowed: { anyPerson: true },
  input: inputOf(endpoints.renamePasskey),
  run: async ({ ctx, tx, input }) => {
    const where = { id: input.passkeyId, personId: signedIn(ctx).personId }
    const renamed = await tx.passkey.updateMany({ where, data: { name: input.name } })
    if (renamed.count === 0) throw notFound()
    return toPasskeyView(await tx.passkey.findUniqueOrThrow({ where: { id: input.passkeyId } }))
  },
  audit: ({ ctx, input }) => ({ ...own(ctx), after: { passkey: input.passkeyId } }),
})

/** Removes one of one's own passkeys. */
export const removePasskey = verb({
  name: 'account.remove-passkey',
  allowed: { anyPerson: true },
  input: endpoints.removePasskey.params,
  run: async ({ ctx, tx, input }) => {
    await requireFreshProof(tx, ctx)
    const { id } = await lockPerson(tx, ctx)
    const removed = await tx.passkey.deleteMany({ where: { id: input.passkeyId, personId: id } })
    if (removed.count === 0) throw notFound()
    await afterRemoval(tx, id)
    await sendSecurityNotice(tx, ctx, id, 'A passkey was removed', 'It no longer signs in to your account.')
    return {}
  },
  audit: ({ ctx, input }) => ({ ...own(ctx), before: { passkey: input.passkeyId } }),
})

/** Makes new recovery codes; the old ones end. */
export const renewRecoveryCodes = verb({
  name: 'account.renew-recovery-codes',
  allowed: { anyPerson: true },
  input: endpoints.renewRecoveryCodes.body,
  run: async ({ ctx, tx }) => {
    await requireFreshProof(tx, ctx)
    const { id } = await lockPerson(tx, ctx)
    if ((await factorsOf(tx, id)).length === 0)
      throw new DomainError('not_possible', 'Recovery codes stand in for a second factor; set one up first.')
    await sendSecurityNotice(tx, ctx, id, 'New recovery codes were made', 'The ones that you had no longer work.')
    return { recoveryCodes: await renewCodes(tx, id) }
  },
  audit: ({ ctx }) => own(ctx),
})

/** Codes stand in for a factor: with the last one they go. Where the organization asks for a factor, the last one stays. */
async function afterRemoval(tx: Transaction, personId: string): Promise<void> {
  if ((await factorsOf(tx, personId)).length > 0) return
  const member = await tx.member.count({ where: { personId } })
  if (member > 0 && (await signInSettings(tx)).membersNeedFactor)
    throw new DomainError('not_possible', 'The organization asks members for a second factor: add another one first.')
  await tx.recoveryCode.deleteMany({ where: { personId } })
}

/** A passkey as its person sees it. */
export function toPasskeyView(row: {
  id: string
  name: string
  rpId: string
  backedUp: boolean
  createdAt: Date
  lastUsedAt: Date | null
}): PasskeyView {
  return {
    id: row.id as Id<'passkey'>,
    name: row.name,
    host: row.rpId,
    backedUp: row.backedUp,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
