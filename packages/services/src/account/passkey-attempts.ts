import {
  passkeyCreation,
  passkeyRequest,
  type RelyingParty,
  relyingParty,
  verifyNewPasskey,
  verifyPasskey,
} from '@gatehouse/auth/factors/passkeys'
import { hashSecret, newSid } from '@gatehouse/auth/session-token'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { openText, sealText } from '../grammar/installation.ts'
import { type Hat, hatOf } from './sign-in-tickets.ts'

const attemptMs = 10 * 60_000
/** `make`: for this person. `prove`: he shows one of his. `alone`: whoever it is. */
const held = z.strictObject({
  challenge: z.string(),
  purpose: z.enum(['make', 'prove', 'alone']),
  personId: z.string().nullable(),
})
type Held = z.infer<typeof held>
type Answer = { attempt: string; answer: { id: string } }

/** The host for which passkeys of the asking app are made. Throws not_possible where its address is a number. */
export function partyOf(ctx: Context): RelyingParty {
  const { adminUrl, portalUrl } = ctx.installation
  const party = relyingParty(hatOf(ctx) === 'member' ? adminUrl : portalUrl)
  if (party === undefined) throw new DomainError('not_possible', 'Passkeys need an address with a host name.')
  return party
}

async function open(tx: Transaction, ctx: Context, hat: Hat, what: Held): Promise<string> {
  const attempt = newSid()
  const now = ctx.now()
  const id = hashSecret(attempt)
  await tx.signInAttempt.create({
    data: {
      id,
      hat,
      kind: 'passkey',
      sealed: sealText(ctx.installation, `passkey ${id}`, JSON.stringify(what)),
      createdAt: now,
      expiresAt: new Date(now.getTime() + attemptMs),
    },
  })
  return attempt
}

/** The challenge of an attempt, once. Throws factor_wrong for one that is not open, or was opened for something else. */
async function take(tx: Transaction, ctx: Context, attempt: string, want: Omit<Held, 'challenge'>): Promise<string> {
  const id = hashSecret(attempt)
  const now = ctx.now()
  const taken = await tx.signInAttempt.updateMany({
    where: { id, kind: 'passkey', hat: hatOf(ctx), usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (taken.count !== 1) throw new DomainError('factor_wrong')
  const row = await tx.signInAttempt.findUniqueOrThrow({ where: { id } })
  const had = held.parse(JSON.parse(openText(ctx.installation, `passkey ${id}`, row.sealed)))
  if (had.purpose !== want.purpose || had.personId !== want.personId) throw new DomainError('factor_wrong')
  return had.challenge
}

/** Options for making a passkey of a person. */
export async function askForNewPasskey(
  tx: Transaction,
  ctx: Context,
  person: { id: string; email: string | null; name: string },
) {
  const rp = partyOf(ctx)
  const have = await tx.passkey.findMany({ where: { personId: person.id, rpId: rp.id } })
  if (have.length >= 20) throw new DomainError('not_possible', 'Twenty passkeys are the most.')
  const organization = await tx.organization.findFirst({ select: { name: true } })
  const options = await passkeyCreation(rp, {
    rpName: organization?.name ?? 'Gatehouse',
    personId: person.id,
    userName: person.email ?? person.id,
    displayName: person.name,
    have,
  })
  const what = { challenge: options.challenge, purpose: 'make', personId: person.id } as const
  return { attempt: await open(tx, ctx, hatOf(ctx), what), options: { ...options } }
}

/** Keeps the passkey that the browser made. Throws factor_wrong when it is not as it must be. */
export async function keepPasskey(tx: Transaction, ctx: Context, personId: string, given: Answer & { name: string }) {
  const rp = partyOf(ctx)
  const challenge = await take(tx, ctx, given.attempt, { purpose: 'make', personId })
  const made = await verifyNewPasskey(rp, challenge, given.answer)
  if (made === undefined) throw new DomainError('factor_wrong')
  return tx.passkey.create({
    data: {
      id: newId('passkey', ctx.now().getTime()),
      personId,
      name: given.name,
      rpId: rp.id,
      credentialId: made.credentialId,
      publicKey: new Uint8Array(made.publicKey),
      counter: made.counter,
      transports: made.transports,
      backedUp: made.backedUp,
      createdAt: ctx.now(),
    },
  })
}

/** Options for showing a passkey: one of the person's, or, with null, whoever has one for this host. */
export async function askForPasskey(tx: Transaction, ctx: Context, personId: string | null) {
  const rp = partyOf(ctx)
  const allowed = personId === null ? [] : await tx.passkey.findMany({ where: { personId, rpId: rp.id } })
  if (personId !== null && allowed.length === 0) throw new DomainError('not_possible', 'There is no passkey here.')
  const options = await passkeyRequest(rp, allowed, personId === null)
  const what = { challenge: options.challenge, purpose: personId === null ? 'alone' : 'prove', personId } as const
  return { attempt: await open(tx, ctx, hatOf(ctx), what), options: { ...options } }
}

/**
 * Whose passkey was shown; `personId` null: whoever it is, and then the authenticator must have asked for finger or number. Throws
 * factor_wrong. The counter only grows: one that stands still while it should not is a copy.
 */
export async function takePasskey(
  tx: Transaction,
  ctx: Context,
  personId: string | null,
  given: Answer,
): Promise<{ personId: string }> {
  const rp = partyOf(ctx)
  const alone = personId === null
  const challenge = await take(tx, ctx, given.attempt, { purpose: alone ? 'alone' : 'prove', personId })
  const passkey = await tx.passkey.findUnique({ where: { credentialId: given.answer.id } })
  if (!passkey || passkey.rpId !== rp.id || (!alone && passkey.personId !== personId))
    throw new DomainError('factor_wrong')
  const verified = await verifyPasskey(rp, challenge, given.answer, passkey, alone)
  if (verified === undefined) throw new DomainError('factor_wrong')
  await tx.passkey.update({ where: { id: passkey.id }, data: { counter: verified.counter, lastUsedAt: ctx.now() } })
  return { personId: passkey.personId }
}
