import { z } from 'zod'
import { endProviderSessions } from '../directory/provider-access.ts'
import { asSystem, type Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { visitProvider } from './provider-call.ts'
import { providerKinds } from './provider-kinds.ts'
import { toProviderProblem } from './provider-problem.ts'
import { spendToken } from './sign-in/spend-token.ts'

/** Longest time for which a logout token can be good; it is remembered for that long. */
const goodForMs = 24 * 3600_000

const end = verb({
  name: 'identity-provider.logout',
  allowed: { systemOnly: true },
  input: z.strictObject({
    providerId: z.string(),
    tokenId: z.string(),
    subject: z.string().optional(),
    session: z.string().optional(),
  }),
  run: async ({ ctx, tx, change, input }) => {
    const expiresAt = new Date(ctx.now().getTime() + goodForMs)
    await spendToken(tx, `logout ${input.providerId}`, { id: input.tokenId, expiresAt })
    return endProviderSessions({ ctx, tx, change, providerId: input.providerId }, narrowest(input))
  },
  audit: ({ input, result }) => [
    { target: { kind: 'identityProvider', id: input.providerId }, after: { logout: true, persons: result.persons } },
    ...result.events,
  ],
})

/** A session is named so that only that one ends, even where the token says whose it is. */
function narrowest({ subject, session }: { subject?: string | undefined; session?: string | undefined }) {
  return session === undefined ? { subject } : { session }
}

/** A provider says that somebody signed out there (back-channel logout). Throws the problem that the provider gets; a token counts once. */
export async function endByLogoutToken(ctx: Context, providerId: string, token: string): Promise<void> {
  const row = await ctx.db.prisma.identityProvider.findUnique({ where: { id: providerId } })
  if (!row || !providerKinds(ctx.installation).has(row.kind)) throw notFound()
  if (!row.enabled) throw new DomainError('provider_off')
  const { adapter, call } = visitProvider(ctx, row)
  if (!adapter.verifyLogout) throw notFound()
  const notice = await adapter.verifyLogout(call, token).catch((error: unknown) => {
    throw toProviderProblem(error)
  })
  await end({ ctx: asSystem(ctx, 'sign-in'), input: { providerId, ...notice } })
}
