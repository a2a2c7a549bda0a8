import {
  getCredential as getEndpoint,
  listApplicationCredentials as listEndpoint,
} from '@gatehouse/contracts/endpoints/applications'
import {
  getMyCredential as getMineEndpoint,
  listMyCredentials as listMineEndpoint,
} from '@gatehouse/contracts/endpoints/my-applications'
import { applicationScope, credentialScope, memberApplicationScope } from '../applications/application-scope.ts'
import type { Context } from '../grammar/context.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query, type Reader } from '../grammar/query.ts'
import { credentialInclude, readCredentialView, toCredentialViews } from './credential-view.ts'

async function page(
  db: Reader,
  ctx: Context,
  input: { applicationId: string; cursor?: string | undefined; limit: number },
) {
  const rows = await db.credential.findMany({
    where: {
      applicationId: input.applicationId,
      ...(input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {}),
    },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
    include: credentialInclude,
  })
  return toPage(
    await toCredentialViews(db, rows, ctx.now()),
    input.limit,
    (view) => view,
    (view) => encodeCursor(view.id),
  )
}

const one = (db: Reader, ctx: Context, credentialId: string) => readCredentialView(db, credentialId, ctx.now())

export const listApplicationCredentials = query({
  name: 'credential.list',
  allowed: { permission: 'application.read' },
  input: listEndpoint.params.extend(listEndpoint.query.shape),
  scope: (db, input, ctx) => memberApplicationScope(db, ctx, input.applicationId),
  run: ({ ctx, db, input }) => page(db, ctx, input),
})

export const listMyCredentials = query({
  name: 'credential.list-mine',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: listMineEndpoint.params.extend(listMineEndpoint.query.shape),
  scope: (db, input) => applicationScope(db, input.applicationId),
  run: ({ ctx, db, input }) => page(db, ctx, input),
})

export const getCredential = query({
  name: 'credential.get',
  allowed: { permission: 'application.read' },
  input: getEndpoint.params,
  scope: (db, input) => credentialScope(db, input.credentialId),
  run: ({ ctx, db, input }) => one(db, ctx, input.credentialId),
})

export const getMyCredential = query({
  name: 'credential.get-mine',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: getMineEndpoint.params,
  scope: (db, input) => credentialScope(db, input.credentialId),
  run: ({ ctx, db, input }) => one(db, ctx, input.credentialId),
})
