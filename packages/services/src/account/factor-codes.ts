import { hashRecoveryCode, newRecoveryCodes } from '@gatehouse/auth/factors/recovery-codes'
import { newTotpSecret, totpEnrolment, totpStep } from '@gatehouse/auth/factors/totp'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { openText, sealText } from '../grammar/installation.ts'
import { type GuessRule, limitGuesses } from './backoff.ts'

/** Guesses at a person's second factor, wherever they are made. */
export const factorGuesses: GuessRule = { purpose: 'factor', free: 5, longestSeconds: 900 }

/** What a person's sealed TOTP secret is bound to. */
export const totpPurpose = (personId: string) => `totp ${personId}`

/** Begins an authenticator app: its secret is stored, sealed, and counts once a code of it was given. */
export async function startTotp(tx: Transaction, ctx: Context, person: { id: string; email: string | null }) {
  const existing = await tx.totpFactor.findUnique({ where: { personId: person.id } })
  if (existing?.confirmedAt) throw new DomainError('not_possible', 'Remove the authenticator app that is set up first.')
  const secret = newTotpSecret()
  const row = { sealed: sealText(ctx.installation, totpPurpose(person.id), secret), lastStep: null }
  await tx.totpFactor.upsert({
    where: { personId: person.id },
    create: { personId: person.id, ...row, createdAt: ctx.now() },
    update: { ...row, createdAt: ctx.now() },
  })
  const organization = await tx.organization.findFirst({ select: { name: true } })
  const issuer = `${organization?.name ?? 'Gatehouse'} Gatehouse`
  return { secret, ...totpEnrolment(secret, { issuer, label: person.email ?? person.id }) }
}

/**
 * Takes a code of the authenticator app, once: two that come at the same time do not both count. `confirming`: the first one, of an app
 * that is being set up. Throws factor_wrong, or rate_exceeded after too many.
 */
export async function takeTotp(
  tx: Transaction,
  ctx: Context,
  personId: string,
  code: string,
  confirming = false,
): Promise<void> {
  await limitGuesses(ctx, factorGuesses, personId)
  const row = await tx.totpFactor.findUnique({ where: { personId } })
  if (!row || (row.confirmedAt === null) !== confirming) throw new DomainError('factor_wrong')
  const step = totpStep(openText(ctx.installation, totpPurpose(personId), row.sealed), code, ctx.now())
  if (step === undefined) throw new DomainError('factor_wrong')
  const taken = await tx.totpFactor.updateMany({
    where: { personId, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step, ...(confirming ? { confirmedAt: ctx.now() } : {}) },
  })
  if (taken.count !== 1) throw new DomainError('factor_wrong')
}

/** Uses a recovery code up. Throws factor_wrong, or rate_exceeded after too many. */
export async function takeRecoveryCode(tx: Transaction, ctx: Context, personId: string, code: string): Promise<void> {
  await limitGuesses(ctx, factorGuesses, personId)
  const used = await tx.recoveryCode.updateMany({
    where: { hash: hashRecoveryCode(personId, code), personId, usedAt: null },
    data: { usedAt: ctx.now() },
  })
  if (used.count !== 1) throw new DomainError('factor_wrong')
}

/** Makes ten new recovery codes; the old ones end. They are in this answer only. */
export async function renewCodes(tx: Transaction, personId: string): Promise<string[]> {
  await tx.recoveryCode.deleteMany({ where: { personId } })
  const codes = newRecoveryCodes()
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ hash: hashRecoveryCode(personId, code), personId })),
  })
  return codes
}

/** Recovery codes for whom the first factor has just been set up; null for who has some. */
export async function firstCodes(tx: Transaction, personId: string): Promise<string[] | null> {
  const left = await tx.recoveryCode.count({ where: { personId, usedAt: null } })
  return left > 0 ? null : renewCodes(tx, personId)
}
