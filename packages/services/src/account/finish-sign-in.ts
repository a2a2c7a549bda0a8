import { hashSecret } from '@gatehouse/auth/session-token'
import * as endpoints from '@gatehouse/contracts/endpoints/account-security'
import type { SignInStep } from '@gatehouse/contracts/endpoints/sign-in'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { forgetGuesses, limitGuesses } from './backoff.ts'
import { factorGuesses, renewCodes, startTotp, takeRecoveryCode, takeTotp } from './factor-codes.ts'
import { askForNewPasskey, askForPasskey, keepPasskey, takePasskey } from './passkey-attempts.ts'
import { factorsOf, signInSettings } from './second-factors.ts'
import { sendSecurityNotice } from './security-notice.ts'
import { doneMs, hatOf, openSignInTicket } from './sign-in-tickets.ts'

/** Tries with one ticket before the password is asked for again. */
const ticketTries = 10

/** Passkeys that are nobody's cost us work, too. */
const passkeyGuesses = { purpose: 'passkey-address', free: 30, longestSeconds: 300 }

/** Whose ticket it is that still owes a factor. Throws ticket_invalid. */
async function owing(tx: Transaction, ctx: Context, ticket: string) {
  const id = hashSecret(ticket)
  // Counted outside the transaction: a try that fails counts too.
  const { rows } = await ctx.db.pool.query<{ person_id: string; attempts: number }>(
    `UPDATE sign_in_ticket SET attempts = attempts + 1
     WHERE id = $1 AND hat = $2 AND used_at IS NULL AND expires_at > $3 AND owes_factor RETURNING person_id, attempts`,
    [id, hatOf(ctx), ctx.now()],
  )
  const row = rows[0]
  if (row === undefined || row.attempts > ticketTries) throw new DomainError('ticket_invalid')
  await tx.$queryRaw`SELECT id FROM person WHERE id = ${row.person_id} FOR UPDATE`
  const person = await tx.person.findUniqueOrThrow({ where: { id: row.person_id } })
  if (person.deactivatedAt || person.erasedAt) throw new DomainError('ticket_invalid')
  return person
}

/** The ticket owes nothing any more, once. */
async function settle(tx: Transaction, ctx: Context, ticket: string): Promise<SignInStep> {
  const settled = await tx.signInTicket.updateMany({
    where: { id: hashSecret(ticket), owesFactor: true, usedAt: null },
    data: { owesFactor: false, expiresAt: new Date(ctx.now().getTime() + doneMs) },
  })
  if (settled.count !== 1) throw new DomainError('ticket_invalid')
  return { state: 'done', ticket }
}

/** Gives the second factor that a sign-in owes. */
export const giveFactor = verb({
  name: 'account.give-factor',
  allowed: { visitor: true },
  input: endpoints.giveFactor.body,
  run: async ({ ctx, tx, input: { ticket, factor } }) => {
    const { id } = await owing(tx, ctx, ticket)
    if (factor.kind === 'totp') await takeTotp(tx, ctx, id, factor.code)
    else if (factor.kind === 'passkey') await takePasskey(tx, ctx, id, factor)
    else {
      await takeRecoveryCode(tx, ctx, id, factor.code)
      const left = await tx.recoveryCode.count({ where: { personId: id, usedAt: null } })
      await sendSecurityNotice(
        tx,
        ctx,
        id,
        'A recovery code was used',
        `Somebody signed in to your account with it. ${left} are left.`,
      )
    }
    await forgetGuesses(ctx, factorGuesses, id)
    return { personId: id, step: await settle(tx, ctx, ticket) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'person', id: result.personId },
    after: { factor: input.factor.kind },
  }),
  answer: ({ step }) => step,
})

/** Options for signing in with a passkey: as the second factor of a ticket, or alone. */
export const requestPasskey = verb({
  name: 'account.request-passkey',
  allowed: { visitor: true },
  input: endpoints.requestPasskey.body,
  run: async ({ ctx, tx, input }) => {
    const personId = input.ticket === undefined ? null : (await owing(tx, ctx, input.ticket)).id
    if (personId === null) await limitGuesses(ctx, passkeyGuesses, ctx.address ?? 'unknown')
    return { personId, asked: await askForPasskey(tx, ctx, personId) }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId ?? 'unknown' } }),
  answer: ({ asked }) => asked,
})

/** Signs in with a passkey alone: the device and what opens it are two factors. */
export const signInWithPasskey = verb({
  name: 'account.sign-in',
  allowed: { visitor: true },
  input: endpoints.signInWithPasskey.body,
  run: async ({ ctx, tx, input }) => {
    const hat = hatOf(ctx)
    const { personId } = await takePasskey(tx, ctx, null, input)
    const person = await tx.person.findUniqueOrThrow({
      where: { id: personId },
      include: { member: true, developer: true },
    })
    if (person.deactivatedAt || person.erasedAt || person[hat] === null) throw new DomainError('factor_wrong')
    const { local, breakGlass } = await signInSettings(tx)
    if (!local && !breakGlass.includes(personId)) throw new DomainError('local_sign_in_off')
    await forgetGuesses(ctx, passkeyGuesses, ctx.address ?? 'unknown')
    const ticket = await openSignInTicket({ ...ctx, tx }, { personId, hat, method: 'passkey', owesFactor: false })
    return { personId, step: { state: 'done', ticket } satisfies SignInStep }
  },
  audit: ({ ctx, result }) => ({
    target: { kind: 'person', id: result.personId },
    after: { app: ctx.app ?? 'none', method: 'passkey', next: 'done' },
  }),
  answer: ({ step }) => step,
})

/** Whose ticket it is, of a person who has no factor yet: a ticket never adds one beside another. */
async function enrolling(tx: Transaction, ctx: Context, ticket: string) {
  const person = await owing(tx, ctx, ticket)
  if ((await factorsOf(tx, person.id)).length > 0) throw new DomainError('ticket_invalid')
  return person
}

/** Begins the authenticator app that the organization asks for. */
export const enrolTotp = verb({
  name: 'account.begin-totp',
  allowed: { visitor: true },
  input: endpoints.enrolTotp.body,
  run: async ({ ctx, tx, input }) => {
    const person = await enrolling(tx, ctx, input.ticket)
    return { personId: person.id, shown: await startTotp(tx, ctx, person) }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: ({ shown }) => shown,
})

/** Confirms it with its first code, and goes on signing in. */
export const confirmEnrolTotp = verb({
  name: 'account.add-totp',
  allowed: { visitor: true },
  input: endpoints.confirmEnrolTotp.body,
  run: async ({ ctx, tx, input }) => {
    const { id } = await enrolling(tx, ctx, input.ticket)
    await takeTotp(tx, ctx, id, input.code, true)
    await forgetGuesses(ctx, factorGuesses, id)
    return { personId: id, recoveryCodes: await renewCodes(tx, id), step: await settle(tx, ctx, input.ticket) }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: ({ recoveryCodes, step }) => ({ recoveryCodes, step }),
})

/** Options for the passkey that the organization asks for. */
export const enrolPasskey = verb({
  name: 'account.begin-passkey',
  allowed: { visitor: true },
  input: endpoints.enrolPasskey.body,
  run: async ({ ctx, tx, input }) => {
    const person = await enrolling(tx, ctx, input.ticket)
    return { personId: person.id, asked: await askForNewPasskey(tx, ctx, person) }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: ({ asked }) => asked,
})

/** Adds it, and goes on signing in. */
export const confirmEnrolPasskey = verb({
  name: 'account.add-passkey',
  allowed: { visitor: true },
  input: endpoints.confirmEnrolPasskey.body,
  run: async ({ ctx, tx, input }) => {
    const { id } = await enrolling(tx, ctx, input.ticket)
    await keepPasskey(tx, ctx, id, input)
    return { personId: id, recoveryCodes: await renewCodes(tx, id), step: await settle(tx, ctx, input.ticket) }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: ({ recoveryCodes, step }) => ({ recoveryCodes, step }),
})
