import { newPassword } from '@gatehouse/contracts/endpoints/account'
import { idOf } from '@gatehouse/contracts/ids'
import { z } from 'zod'
import { newPasswordHash } from '../account/new-password.ts'
import { asSystem, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { endAccess } from './end-access.ts'
import { type EndUserRefusal, judgeEndUserSignIn } from './sign-in.ts'

const save = verb({
  name: 'end-user.change-password',
  allowed: { systemOnly: true },
  input: z.strictObject({ endUserId: idOf('endUser'), password: newPassword }),
  run: async ({ ctx, tx, input, change }) => {
    const user = await tx.endUser.findUniqueOrThrow({ where: { id: input.endUserId } })
    const passwordHash = await newPasswordHash(input.password, { email: user.email ?? '', name: user.name })
    await tx.endUser.update({ where: { id: user.id }, data: { passwordHash } })
    await endAccess(tx, change, [user.id], ctx.now())
    return { id: user.id }
  },
  audit: ({ result }) => ({ target: { kind: 'endUser', id: result.id }, after: { by: 'end-user' } }),
})

/**
 * A signed-in end user sets another password; the one that he has is asked and counted like a sign-in. Whoever had access with the old
 * one has none after it: sessions and tokens end, here and at the gateways.
 */
export async function changeEndUserPassword(
  ctx: Context,
  given: { endUserId: string; email: string; current: string; password: string },
): Promise<{ changed: true } | { refused: EndUserRefusal }> {
  const outcome = await judgeEndUserSignIn(ctx, { email: given.email, password: given.current })
  if ('refused' in outcome) return outcome
  if (outcome.endUserId !== given.endUserId) return { refused: 'sign_in_failed' }
  await save({ ctx: asSystem(ctx, 'end-user'), input: { endUserId: given.endUserId, password: given.password } })
  return { changed: true }
}
