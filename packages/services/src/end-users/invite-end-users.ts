import {
  importEndUsers as importEndpoint,
  inviteEndUser as inviteEndpoint,
} from '@gatehouse/contracts/endpoints/end-users'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { emailAddress } from '../account/email-address.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { endUserTokenHours, issueEndUserToken } from './end-user-tokens.ts'
import { readEndUser } from './end-user-view.ts'
import { putInGroups } from './groups.ts'

/** Makes an end user and mails him a link where he sets his password; a known one who never came gets another link. */
export const inviteEndUser = verb({
  name: 'end-user.invite',
  allowed: { permission: 'end-user.manage' },
  input: inviteEndpoint.body,
  run: async ({ ctx, tx, input }) => {
    const email = emailAddress(input.email)
    const known = await tx.endUser.findUnique({ where: { email } })
    if (known && (known.passwordHash !== null || known.lastSignInAt !== null))
      throw new DomainError('already_exists', 'There is an end user with this address.')
    if (known?.deactivatedAt) throw new DomainError('not_possible', 'This end user is deactivated; reactivate first.')
    const id = known?.id ?? newId('endUser')
    if (!known) await tx.endUser.create({ data: { id, email, name: input.name } })
    await putInGroups(tx, id, input.groupIds)
    await mailInvitation(tx, ctx, id)
    return readEndUser(tx, id)
  },
  audit: ({ input, result }) => ({ target: { kind: 'endUser', id: result.id }, after: { groups: input.groupIds } }),
})

async function mailInvitation(tx: Transaction, ctx: Context, endUserId: string): Promise<void> {
  const token = await issueEndUserToken(tx, endUserId, 'invite', ctx.now())
  const organization = (await tx.organization.findFirst({ select: { name: true } }))?.name ?? 'Gatehouse'
  await addMailJob(tx, {
    endUserId,
    template: 'invitation',
    data: {
      invitedBy: organization,
      to: `an account at ${organization}`,
      place: organization,
      acceptUrl: `${ctx.installation.portalUrl}/oauth/password?token=${token}`,
      validDays: endUserTokenHours('invite') / 24,
    },
  })
}

/** Many at once, with the argon2id hashes that they have elsewhere. What cannot be taken is said with its place; the rest is taken. */
export const importEndUsers = verb({
  name: 'end-user.import',
  allowed: { permission: 'end-user.manage' },
  input: importEndpoint.body,
  run: async ({ ctx, tx, input }) => {
    const refused: { index: number; reason: string }[] = []
    const rows = new Map<string, { id: string; email: string; index: number }>()
    input.endUsers.forEach(({ email: typed }, index) => {
      try {
        const email = emailAddress(typed)
        if (rows.has(email)) refused.push({ index, reason: 'the address stands twice in this import' })
        else rows.set(email, { id: newId('endUser'), email, index })
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        refused.push({ index, reason: 'no plain e-mail address' })
      }
    })
    const known = await tx.endUser.findMany({ where: { email: { in: [...rows.keys()] } }, select: { email: true } })
    for (const { email } of known) {
      const row = rows.get(email ?? '')
      if (row) refused.push({ index: row.index, reason: 'there is an end user with this address' })
      rows.delete(email ?? '')
    }
    const now = ctx.now()
    const data = [...rows.values()].flatMap(({ id, email, index }) => {
      const given = input.endUsers[index]
      if (!given) return []
      const { name, emailVerified, passwordHash } = given
      return [{ id, email, name, passwordHash: passwordHash ?? null, emailVerifiedAt: emailVerified ? now : null }]
    })
    await tx.endUser.createMany({ data })
    for (const { id } of data) await putInGroups(tx, id, input.groupIds)
    return { created: data.length, refused: refused.sort((a, b) => a.index - b.index) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'endUser', id: 'import' },
    after: { created: result.created, refused: result.refused.length, groups: input.groupIds },
  }),
})
