import {
  getIdentityProvider as getEndpoint,
  listIdentityProviders as listEndpoint,
} from '@gatehouse/contracts/endpoints/identity-providers'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { readProvider, readProviders } from './provider-view.ts'

export const listIdentityProviders = query({
  name: 'identity-provider.list',
  allowed: { permission: 'identity.read' },
  input: listEndpoint.query,
  run: async ({ ctx, db, input }) => {
    const [after] = input.cursor === undefined ? [] : decodeCursor(input.cursor, 1)
    const where = after === undefined ? {} : { id: { gt: after } }
    return toPage(
      await readProviders(db, ctx, { where, take: input.limit + 1 }),
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})

/** One provider with what hangs on it: what switching it off would end. */
export const getIdentityProvider = query({
  name: 'identity-provider.get',
  allowed: { permission: 'identity.read' },
  input: getEndpoint.params,
  scope: async (db, input) =>
    (await db.identityProvider.findUnique({ where: { id: input.identityProviderId }, select: { id: true } })) && {},
  run: ({ ctx, db, input }) => readProvider(db, ctx, input.identityProviderId),
})
