import type { AccessRow } from '@gatehouse/contracts/access'
import { longestAccessTokenSeconds } from '@gatehouse/contracts/issuer-policy'
import type { Database, Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { ChangeSet } from '../grammar/change-set.ts'
import type { Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'

export type Revoked = { of: Extract<AccessRow, { kind: 'revocation' }>['of']; value: string }

/** Clocks of gateways may be behind ours, so a row stays a little longer than the longest token. */
const marginMs = 10 * 60_000

/**
 * Refuses tokens at every gateway from now on: all of a token or a grant for good, those of a client or subject that were issued until
 * now (in whole seconds, as tokens say it).
 */
export async function refuseTokens(
  tx: Transaction,
  change: ChangeSet,
  revoked: readonly Revoked[],
  now: Date,
): Promise<void> {
  const expires = new Date(now.getTime() + longestAccessTokenSeconds * 1000 + marginMs)
  for (const { of, value } of revoked) {
    const id = `${of}:${value}`
    const notBefore = of === 'jti' || of === 'grant' ? expires : now
    await tx.revocation.upsert({
      where: { id },
      create: { id, of, value, notBefore, expires },
      update: { notBefore, expires },
    })
    change.access('revocation', id)
  }
}

/** Whether a token is refused by any of what its claims name. `issuedAt` in seconds. */
export async function isTokenRevoked(
  pool: Database['pool'],
  claims: { jti: string; clientId: string; subject: string; grantId: string | undefined; issuedAt: number },
): Promise<boolean> {
  const names = [`jti:${claims.jti}`, `client:${claims.clientId}`, `subject:${claims.subject}`]
  if (claims.grantId !== undefined) names.push(`grant:${claims.grantId}`)
  const { rows } = await pool.query<{ found: boolean }>(
    'SELECT EXISTS (SELECT FROM revocation WHERE id = ANY($1) AND not_before >= $2) AS found',
    [names, new Date(claims.issuedAt * 1000)],
  )
  return rows[0]?.found === true
}

/** Forgets revocations of tokens that are too old to be good anyway, here and at the gateways. */
export const forgetRevocations = verb({
  name: 'revocation.forget',
  allowed: { systemOnly: true },
  input: z.strictObject({}),
  run: async ({ ctx, tx, change }) => {
    const old = await tx.revocation.findMany({
      where: { expires: { lt: ctx.now() } },
      select: { id: true },
      take: 5_000,
    })
    if (old.length === 0) return { forgotten: 0 }
    await tx.revocation.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } })
    for (const { id } of old) change.access('revocation', id, { deleted: true })
    return { forgotten: old.length }
  },
  audit: ({ result }) =>
    result.forgotten === 0
      ? []
      : { target: { kind: 'revocation', id: 'expired' }, after: { forgotten: result.forgotten } },
})

/** Removes what the server keeps past its time, and tokens that ended 30 days ago. Writer beside verbs: no change of the organization. */
export async function cleanUpIssuer(ctx: Context): Promise<void> {
  const now = ctx.now()
  await ctx.db.pool.query('DELETE FROM issuer_record WHERE expires_at < $1', [now])
  await ctx.db.pool.query('DELETE FROM end_user_token WHERE expires_at < $1', [
    new Date(now.getTime() - 30 * 86_400_000),
  ])
  await ctx.db.pool.query('DELETE FROM issued_token WHERE expires_at < $1', [new Date(now.getTime() - 30 * 86_400_000)])
  await forgetRevocations({ ctx, input: {} })
}
