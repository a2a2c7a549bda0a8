import type { GrantEnd } from '@gatehouse/auth/issuer/ports'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { ChangeSet } from '../grammar/change-set.ts'
import { verb } from '../grammar/verb.ts'
import { refuseTokens } from './revocations.ts'

const ends = ['returned', 'reuse'] as const satisfies readonly GrantEnd[]

/** All tokens of one sign-in end: the client gave its refresh token back, or a code or refresh token came twice. */
export const endGrant = verb({
  name: 'issuer.grant.revoke',
  allowed: { systemOnly: true },
  input: z.strictObject({ grantId: z.string().min(1).max(100), end: z.enum(ends) }),
  run: ({ ctx, tx, input, change }) => endGrants(tx, change, [input.grantId], ctx.now()),
  audit: ({ input }) => ({ target: { kind: 'oauthGrant', id: input.grantId }, after: { reason: input.end } }),
})

/** One access token that its client gave back. */
export const endToken = verb({
  name: 'issuer.token.revoke',
  allowed: { systemOnly: true },
  input: z.strictObject({ jti: z.string().min(1).max(200) }),
  run: async ({ ctx, tx, input, change }) => {
    await tx.issuedToken.updateMany({ where: { jti: input.jti, revokedAt: null }, data: { revokedAt: ctx.now() } })
    await refuseTokens(tx, change, [{ of: 'jti', value: input.jti }], ctx.now())
  },
  audit: ({ input }) => ({ target: { kind: 'oauthToken', id: input.jti }, after: { reason: 'returned' } }),
})

/** Ends grants: codes and refresh tokens are gone, access tokens are refused everywhere. */
export async function endGrants(
  tx: Transaction,
  change: ChangeSet,
  grantIds: readonly string[],
  now: Date,
): Promise<void> {
  if (grantIds.length === 0) return
  await tx.issuerRecord.deleteMany({ where: { grantId: { in: [...grantIds] } } })
  await tx.issuedToken.updateMany({
    where: { grantId: { in: [...grantIds] }, revokedAt: null },
    data: { revokedAt: now },
  })
  await refuseTokens(
    tx,
    change,
    grantIds.map((value) => ({ of: 'grant' as const, value })),
    now,
  )
}
