import { getSignInWays as endpoint } from '@gatehouse/contracts/endpoints/provider-sign-in'
import type { Id } from '@gatehouse/contracts/ids'
import { signInSettings } from '../../account/second-factors.ts'
import type { Context } from '../../grammar/context.ts'
import { query, type Reader } from '../../grammar/query.ts'
import { providerKinds } from '../provider-kinds.ts'

/** Most buttons on a sign-in page. */
const most = 20

/** Providers with which persons sign in now, by name. */
export async function signInProviders(db: Reader, ctx: Pick<Context, 'installation'>) {
  const kinds = providerKinds(ctx.installation)
  const rows = await db.identityProvider.findMany({
    where: { enabled: true, signIn: true },
    orderBy: { name: 'asc' },
    take: most,
    select: { id: true, name: true, kind: true },
  })
  return rows.flatMap(({ id, name, kind }) => {
    const adapter = kinds.get(kind)?.adapter
    const how = adapter?.beginSignIn
      ? ('redirect' as const)
      : adapter?.checkPassword
        ? ('password' as const)
        : undefined
    return how === undefined ? [] : [{ id: id as Id<'identityProvider'>, name, kind, how }]
  })
}

/** How persons may sign in: for the sign-in pages. */
export const getSignInWays = query({
  name: 'sign-in.ways',
  allowed: { visitor: true },
  input: endpoint.query,
  run: async ({ ctx, db }) => ({
    local: (await signInSettings(db)).local,
    providers: await signInProviders(db, ctx),
  }),
})
