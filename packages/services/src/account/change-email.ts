import {
  confirmEmail as confirmEndpoint,
  changeEmail as endpoint,
  undoEmail as undoEndpoint,
} from '@gatehouse/contracts/endpoints/account-security'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { signedIn } from './account-view.ts'
import { limitAttempts } from './attempts.ts'
import { emailAddress } from './email-address.ts'
import { consumeAddressToken, issueEmailLink, issueEmailToken, tokenHours } from './email-tokens.ts'
import { endSessionsOf } from './end-sessions.ts'
import { evenTime } from './even-time.ts'
import { requireFreshProof } from './fresh-proof.ts'
import { mailAllowed } from './send-verification.ts'

const perPerson = { purpose: 'change-email', limit: 10, windowSeconds: 3600 }

/**
 * Mails a link to the new address; the account keeps the old one until it is opened. An address that another account has gets the link
 * too, which then does not work: the answer tells nobody who has an account here.
 */
export const changeEmail = evenTime(
  verb({
    name: 'account.change-email',
    allowed: { anyPerson: true },
    input: endpoint.body,
    run: async ({ ctx, tx, input }) => {
      await requireFreshProof(tx, ctx)
      const { personId } = signedIn(ctx)
      await limitAttempts(ctx, perPerson, personId)
      const email = emailAddress(input.email)
      if (await mailAllowed(ctx, email)) {
        const link = await issueEmailLink(tx, { personId, email, purpose: 'change', now: ctx.now() })
        const { adminUrl, portalUrl } = ctx.installation
        const inConsole = ctx.actor.kind === 'member'
        await addMailJob(tx, {
          personId,
          emailTokenId: link.id,
          template: 'email-change',
          data: {
            place: inConsole ? 'the console' : 'the developer portal',
            confirmUrl: `${inConsole ? adminUrl : portalUrl}/confirm-email?token=${link.token}`,
            validHours: tokenHours('change'),
          },
        })
      }
      return { personId }
    },
    audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
    answer: () => ({ sent: true as const }),
  }),
)

/** Takes the new address by the link that went to it, and tells the old one how to take it back. */
export const confirmEmail = verb({
  name: 'person.confirm-email',
  allowed: { visitor: true },
  input: confirmEndpoint.body,
  run: async ({ ctx, tx, input }) => {
    const { person, email } = await consumeAddressToken(tx, input.token, 'change', ctx.now())
    const taken = await tx.person.count({ where: { email, id: { not: person.id } } })
    if (taken > 0) throw new DomainError('link_invalid')
    // Links that went to the old address open nothing any more.
    await tx.emailToken.updateMany({ where: { personId: person.id, usedAt: null }, data: { usedAt: ctx.now() } })
    await tx.person.update({
      where: { id: person.id },
      data: { email, emailVerifiedAt: ctx.now(), etag: { increment: 1 } },
    })
    if (person.email !== null && person.email !== email) {
      const link = await issueEmailLink(tx, {
        personId: person.id,
        email: person.email,
        purpose: 'undo',
        now: ctx.now(),
      })
      const { adminUrl, portalUrl } = ctx.installation
      await addMailJob(tx, {
        personId: person.id,
        emailTokenId: link.id,
        template: 'email-changed',
        data: {
          place: person.member ? 'the console' : 'the developer portal',
          undoUrl: `${person.member ? adminUrl : portalUrl}/undo-email?token=${link.token}`,
          validDays: tokenHours('undo') / 24,
        },
      })
    }
    return { personId: person.id, email }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: ({ email }) => ({ email }),
})

/**
 * Takes a change of address back by the link that went to the old one. Whoever changed it knows the password and had a session: both
 * end, and the old address gets a link for a new password.
 */
export const undoEmail = verb({
  name: 'person.undo-email',
  allowed: { visitor: true },
  input: undoEndpoint.body,
  run: async ({ ctx, tx, input }) => {
    const { person, email } = await consumeAddressToken(tx, input.token, 'undo', ctx.now())
    const now = ctx.now()
    await tx.emailToken.updateMany({ where: { personId: person.id, usedAt: null }, data: { usedAt: now } })
    await tx.signInTicket.updateMany({ where: { personId: person.id, usedAt: null }, data: { usedAt: now } })
    await endSessionsOf(tx, person.id, now)
    await tx.person.update({
      where: { id: person.id },
      data: { email, emailVerifiedAt: now, passwordHash: null, etag: { increment: 1 } },
    })
    const token = await issueEmailToken(tx, { personId: person.id, email, purpose: 'reset', now })
    const { adminUrl, portalUrl } = ctx.installation
    await addMailJob(tx, {
      personId: person.id,
      template: 'password-reset',
      data: {
        place: person.member ? 'the console' : 'the developer portal',
        resetUrl: `${person.member ? adminUrl : portalUrl}/reset-password?token=${token}`,
        validMinutes: tokenHours('reset') * 60,
      },
    })
    return { personId: person.id, email }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: ({ email }) => ({ email }),
})
