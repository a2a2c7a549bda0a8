import { verifyEmail as endpoint } from '@gatehouse/contracts/endpoints/account'
import { verb } from '../grammar/verb.ts'
import { wearDeveloperHat } from './developer-hat.ts'
import { consumeEmailToken } from './email-tokens.ts'

/** Confirms an address by the link of the mail, and gives the portal hat to who asked for it as a member. */
export const verifyEmail = verb({
  name: 'person.verify-email',
  allowed: { visitor: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input, change }) => {
    const person = await consumeEmailToken(tx, input.token, 'verify', ctx.now())
    await tx.person.update({
      where: { id: person.id },
      data: { emailVerifiedAt: person.emailVerifiedAt ?? ctx.now(), etag: { increment: 1 } },
    })
    const teamId = await wearDeveloperHat(tx, change, person)
    return { personId: person.id, email: person.email ?? '', hatGiven: teamId !== undefined }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId }, after: { hatGiven: result.hatGiven } }),
  answer: ({ email }) => ({ email }),
})
