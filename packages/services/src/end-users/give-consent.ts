import { idOf } from '@gatehouse/contracts/ids'
import { scopeName } from '@gatehouse/contracts/issuer-policy'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'

/** Scopes that an end user has allowed an application and not withdrawn; undefined: none ever, or all withdrawn. */
export async function findConsent(
  ctx: Pick<Context, 'db'>,
  endUserId: string,
  applicationId: string,
): Promise<readonly string[] | undefined> {
  const row = await ctx.db.prisma.endUserConsent.findUnique({
    where: { endUserId_applicationId: { endUserId, applicationId } },
  })
  return row === null || row.withdrawnAt !== null ? undefined : row.scopes
}

/** What an end user allowed on the consent page; it adds to what he allowed before. */
export const giveConsent = verb({
  name: 'end-user.consent',
  allowed: { systemOnly: true },
  input: z.strictObject({
    endUserId: idOf('endUser'),
    applicationId: idOf('application'),
    scopes: z.array(scopeName).max(200),
  }),
  run: async ({ ctx, tx, input }) => {
    const { endUserId, applicationId } = input
    const where = { endUserId_applicationId: { endUserId, applicationId } }
    const known = await tx.endUserConsent.findUnique({ where })
    const earlier = known === null || known.withdrawnAt !== null ? [] : known.scopes
    const now = { scopes: [...new Set([...earlier, ...input.scopes])].sort(), givenAt: ctx.now(), withdrawnAt: null }
    await tx.endUserConsent.upsert({ where, create: { endUserId, applicationId, ...now }, update: now })
    return { scopes: now.scopes }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'endUser', id: input.endUserId },
    after: { applicationId: input.applicationId, consent: result.scopes },
  }),
})
