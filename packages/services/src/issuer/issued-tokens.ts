import {
  listIssuedTokens as listEndpoint,
  revokeIssuedTokens as revokeEndpoint,
} from '@gatehouse/contracts/endpoints/issuer'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { endAccess } from '../end-users/end-access.ts'
import { notFound } from '../grammar/domain-error.ts'
import { cursorNumber, decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { endClientTokens } from './end-client.ts'
import { endGrants } from './end-grants.ts'
import { refuseTokens } from './revocations.ts'

const include = {
  credential: { select: { id: true, name: true, application: { select: { id: true, name: true } } } },
  endUser: { select: { id: true, name: true } },
} satisfies Prisma.IssuedTokenInclude

/** The end of the year 9999: later ones PostgreSQL and the clock read differently. */
const latestMs = 253_402_300_799_000

/** What was issued, by client, application, person and scope. The tokens themselves are nowhere. */
export const listIssuedTokens = query({
  name: 'issuer.tokens.list',
  allowed: { permission: 'issuer.read' },
  input: listEndpoint.query,
  run: async ({ ctx, db, input }) => {
    const now = ctx.now()
    const [at, jti] = input.cursor ? decodeCursor(input.cursor, 2) : []
    const before =
      at !== undefined && jti !== undefined ? { issuedAt: new Date(cursorNumber(at, latestMs)), jti } : undefined
    const rows = await db.issuedToken.findMany({
      where: {
        ...(input.credentialId ? { credentialId: input.credentialId } : {}),
        ...(input.applicationId ? { credential: { applicationId: input.applicationId } } : {}),
        ...(input.endUserId ? { endUserId: input.endUserId } : {}),
        ...(input.scope ? { scopes: { has: input.scope } } : {}),
        ...(input.state === 'active' ? { revokedAt: null, expiresAt: { gt: now } } : {}),
        ...(before
          ? { OR: [{ issuedAt: { lt: before.issuedAt } }, { issuedAt: before.issuedAt, jti: { lt: before.jti } }] }
          : {}),
      },
      orderBy: [{ issuedAt: 'desc' }, { jti: 'desc' }],
      take: input.limit + 1,
      include,
    })
    const views = rows.map((row) => ({
      id: row.jti,
      client: { id: row.credential.id as Id<'credential'>, name: row.credential.name },
      application: {
        id: row.credential.application.id as Id<'application'>,
        name: row.credential.application.name,
      },
      endUser: row.endUser && { id: row.endUser.id as Id<'endUser'>, name: row.endUser.name },
      grantId: row.grantId,
      scopes: row.scopes,
      audience: row.audience,
      issuedAt: row.issuedAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      revokedAt: row.revokedAt?.toISOString() ?? null,
      state: row.revokedAt ? ('revoked' as const) : row.expiresAt <= now ? ('expired' as const) : ('active' as const),
    }))
    return toPage(
      views,
      input.limit,
      (view) => view,
      (view) => encodeCursor(Date.parse(view.issuedAt), view.id),
    )
  },
})

/** Refuses what was issued, from one token to all of a client or an end user, at every gateway within a second. */
export const revokeIssuedTokens = verb({
  name: 'issuer.tokens.revoke',
  allowed: { permission: 'issuer.manage' },
  read: 'issuer.read',
  input: revokeEndpoint.body,
  scope: async () => ({}),
  run: async ({ ctx, tx, input, change }) => {
    const now = ctx.now()
    const living = { revokedAt: null, expiresAt: { gt: now } }
    switch (input.of) {
      case 'token': {
        const { count } = await tx.issuedToken.updateMany({
          where: { jti: input.id, revokedAt: null },
          data: { revokedAt: now },
        })
        if ((await tx.issuedToken.count({ where: { jti: input.id } })) === 0) throw notFound()
        await refuseTokens(tx, change, [{ of: 'jti', value: input.id }], now)
        return { revoked: count }
      }
      case 'grant': {
        const revoked = await tx.issuedToken.count({ where: { grantId: input.id, ...living } })
        if ((await tx.issuedToken.count({ where: { grantId: input.id } })) === 0) throw notFound()
        await endGrants(tx, change, [input.id], now)
        return { revoked }
      }
      case 'client': {
        if (!(await tx.credential.findUnique({ where: { id: input.id, kind: 'client' } }))) throw notFound()
        const revoked = await tx.issuedToken.count({ where: { credentialId: input.id, ...living } })
        await endClientTokens(tx, change, [input.id], now)
        return { revoked }
      }
      case 'endUser': {
        if (!(await tx.endUser.findUnique({ where: { id: input.id } }))) throw notFound()
        const revoked = await tx.issuedToken.count({ where: { endUserId: input.id, ...living } })
        await endAccess(tx, change, [input.id], now)
        return { revoked }
      }
    }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'oauthTokens', id: input.id },
    after: { of: input.of, revoked: result.revoked },
  }),
})
