import { linkToken, newPassword } from '@gatehouse/contracts/endpoints/account'
import { z } from 'zod'
import { newPasswordHash } from '../account/new-password.ts'
import { verb } from '../grammar/verb.ts'
import { endAccess } from './end-access.ts'
import { consumeEndUserToken } from './end-user-tokens.ts'

/** Sets a password by the link of an invitation or of "forgot password". Whoever had access with the old one has none after it. */
export const setEndUserPassword = verb({
  name: 'end-user.set-password',
  allowed: { visitor: true },
  input: z.strictObject({ token: linkToken, password: newPassword }),
  run: async ({ ctx, tx, input, change }) => {
    const now = ctx.now()
    const user = await consumeEndUserToken(tx, input.token, ['invite', 'reset'], now)
    const passwordHash = await newPasswordHash(input.password, { email: user.email ?? '', name: user.name })
    await tx.endUser.update({
      where: { id: user.id },
      data: { passwordHash, emailVerifiedAt: user.emailVerifiedAt ?? now },
    })
    if (user.passwordHash !== null) await endAccess(tx, change, [user.id], now)
    return { id: user.id, email: user.email ?? '' }
  },
  audit: ({ result }) => ({ target: { kind: 'endUser', id: result.id } }),
  answer: ({ email }) => ({ email }),
})

/** Confirms the address by the link of the sign-up's mail. */
export const verifyEndUserEmail = verb({
  name: 'end-user.verify-email',
  allowed: { visitor: true },
  input: z.strictObject({ token: linkToken }),
  run: async ({ ctx, tx, input }) => {
    const user = await consumeEndUserToken(tx, input.token, ['verify'], ctx.now())
    await tx.endUser.update({
      where: { id: user.id },
      data: { emailVerifiedAt: user.emailVerifiedAt ?? ctx.now() },
    })
    return { id: user.id, email: user.email ?? '' }
  },
  audit: ({ result }) => ({ target: { kind: 'endUser', id: result.id } }),
  answer: ({ email }) => ({ email }),
})
