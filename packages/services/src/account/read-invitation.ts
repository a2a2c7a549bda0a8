import { hashSecret } from '@gatehouse/auth/session-token'
import { readInvitation as endpoint } from '@gatehouse/contracts/endpoints/account'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'

/** What an invitation is for, before it is accepted. */
export const readInvitation = query({
  name: 'account.read-invitation',
  allowed: { visitor: true },
  input: endpoint.body,
  run: async ({ ctx, db, input }) => {
    const row = await db.emailToken.findFirst({
      where: { tokenHash: hashSecret(input.token), purpose: 'invite', usedAt: null, expiresAt: { gt: ctx.now() } },
      include: { person: true },
    })
    if (row === null || row.person.deactivatedAt || row.person.email !== row.email)
      throw new DomainError('link_invalid')
    const organization = await db.organization.findFirst({ select: { name: true } })
    return {
      email: row.email,
      name: row.person.name,
      organization: organization?.name ?? 'Gatehouse',
      hasPassword: row.person.passwordHash !== null && row.person.emailVerifiedAt !== null,
    }
  },
})
