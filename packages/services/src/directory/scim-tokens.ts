import { mintScimToken } from '@gatehouse/auth/scim/scim-tokens'
import { hashSecret } from '@gatehouse/auth/session-token'
import { inputOf } from '@gatehouse/contracts/endpoint'
import {
  createScimToken as createEndpoint,
  listScimTokens as listEndpoint,
  revokeScimToken as revokeEndpoint,
  type ScimTokenView,
} from '@gatehouse/contracts/endpoints/directory'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { requireFreshProof } from '../account/fresh-proof.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { assertMayFillGroups } from '../identity-providers/speak-for.ts'
import { scimBase } from '../scim/directory-of.ts'
import { providerScope } from './directory-scope.ts'

/** As many as a directory needs to change them without a gap, and some for tries. */
const mostTokens = 10

export const listScimTokens = query({
  name: 'scim-token.list',
  allowed: { permission: 'identity.read' },
  input: inputOf(listEndpoint),
  scope: providerScope,
  run: async ({ ctx, db, input }) => {
    const rows = await db.scimToken.findMany({
      where: {
        identityProviderId: input.identityProviderId,
        ...(input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {}),
      },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    return toPage(
      rows,
      input.limit,
      (row) => toView(row, ctx.now()),
      (row) => encodeCursor(row.id),
    )
  },
})

/** Makes a token, shown in this answer only; its SHA-256 is stored. */
export const createScimToken = verb({
  name: 'scim-token.create',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: inputOf(createEndpoint),
  scope: providerScope,
  run: async ({ ctx, tx, input }) => {
    const { identityProviderId, name } = input
    await assertMayFillGroups(tx, ctx, identityProviderId)
    // Whoever has it writes who is here and what groups give.
    await requireFreshProof(tx, ctx)
    const now = ctx.now()
    const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt)
    if (expiresAt && expiresAt <= now)
      throw new DomainError('invalid_input', undefined, {
        errors: [{ in: 'body', pointer: '/expiresAt', rule: 'range', expected: 'a time to come' }],
      })
    await tx.$queryRaw`SELECT id FROM identity_provider WHERE id = ${identityProviderId} FOR UPDATE`
    const active = { identityProviderId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
    if ((await tx.scimToken.count({ where: active })) >= mostTokens)
      throw new DomainError(
        'not_possible',
        `A directory has at most ${mostTokens} tokens. Revoke one that is not used.`,
      )
    const token = mintScimToken()
    const row = await tx.scimToken.create({
      data: {
        id: newId('scimToken', now.getTime()),
        identityProviderId,
        name,
        hash: hashSecret(token),
        start: token.slice(0, 12),
        createdAt: now,
        expiresAt,
      },
    })
    return { ...toView(row, now), token, scimAddress: scimBase(ctx) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'scimToken', id: result.id },
    after: { identityProviderId: input.identityProviderId, expiresAt: result.expiresAt },
  }),
})

/** Revokes a token: the directory's next message with it is refused. */
export const revokeScimToken = verb({
  name: 'scim-token.revoke',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: revokeEndpoint.params,
  scope: async (tx, input) =>
    (await tx.scimToken.findUnique({ where: { id: input.scimTokenId }, select: { id: true } })) && {},
  run: async ({ ctx, tx, input }) => {
    const where = { id: input.scimTokenId }
    await tx.scimToken.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: ctx.now() } })
    const row = await tx.scimToken.findUnique({ where })
    if (row === null) throw notFound()
    return toView(row, ctx.now())
  },
  audit: ({ result }) => ({ target: { kind: 'scimToken', id: result.id }, after: { state: result.state } }),
})

function toView(row: Prisma.ScimTokenGetPayload<object>, now: Date): ScimTokenView {
  return {
    id: row.id as Id<'scimToken'>,
    name: row.name,
    start: row.start,
    state: row.revokedAt ? 'revoked' : row.expiresAt && row.expiresAt <= now ? 'expired' : 'active',
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
