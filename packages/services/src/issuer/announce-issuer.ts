import { mayBeIssuer } from '@gatehouse/auth/issuer/issuer-address'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import { z } from 'zod'
import { asSystem, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { ensureIssuerPolicy } from './policy.ts'

const announce = verb({
  name: 'issuer.announce',
  allowed: { systemOnly: true },
  input: z.strictObject({ issuer: z.string() }),
  run: async ({ tx, input, change }) => {
    await ensureIssuerPolicy(tx)
    const { count } = await tx.issuerPolicy.updateMany({
      where: { id: builtInIssuer, OR: [{ issuer: null }, { issuer: { not: input.issuer } }] },
      data: { issuer: input.issuer },
    })
    if (count > 0) change.access('tokenIssuer', builtInIssuer)
    return { changed: count > 0 }
  },
  audit: ({ input, result }) =>
    result.changed ? { target: { kind: 'issuer', id: builtInIssuer }, after: { issuer: input.issuer } } : [],
})

/** Tells gateways by which name the built-in server signs, where that is new: at its first start, and when its address changed. */
export async function announceIssuer(ctx: Context): Promise<void> {
  const issuer = ctx.installation.controlUrl
  if (!mayBeIssuer(issuer)) return
  const known = await ctx.db.prisma.issuerPolicy.findUnique({ where: { id: builtInIssuer }, select: { issuer: true } })
  if (known?.issuer !== issuer) await announce({ ctx: asSystem(ctx, 'issuer'), input: { issuer } })
}
