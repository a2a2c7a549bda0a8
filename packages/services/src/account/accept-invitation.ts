import { acceptInvitation as endpoint } from '@gatehouse/contracts/endpoints/account'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { consumeEmailToken } from './email-tokens.ts'
import { newPasswordHash } from './new-password.ts'

/** Accepts an invitation: the console hat, and a password for who has none. The roles wait since the invitation. */
export const acceptInvitation = verb({
  name: 'person.accept-invitation',
  allowed: { visitor: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    const person = await consumeEmailToken(tx, input.token, 'invite', ctx.now())
    const email = person.email ?? ''
    // An unconfirmed account's password may be a stranger's who knew the address; the mail's reader sets his own.
    const needsPassword = person.passwordHash === null || person.emailVerifiedAt === null
    if (needsPassword && input.password === undefined) {
      throw new DomainError('invalid_input', undefined, {
        errors: [{ in: 'body', pointer: '/password', rule: 'required', expected: 'a password for signing in' }],
      })
    }
    const name = input.name ?? person.name
    const password =
      needsPassword && input.password !== undefined
        ? { passwordHash: await newPasswordHash(input.password, { email, name }) }
        : {}
    await tx.member.createMany({ data: [{ personId: person.id }], skipDuplicates: true })
    await tx.person.update({
      where: { id: person.id },
      data: { name, emailVerifiedAt: person.emailVerifiedAt ?? ctx.now(), etag: { increment: 1 }, ...password },
    })
    return { personId: person.id, email }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: ({ email }) => ({ email }),
})
