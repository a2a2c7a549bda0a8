import { inviteMember as endpoint } from '@gatehouse/contracts/endpoints/people'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { emailAddress } from '../account/email-address.ts'
import { issueEmailToken, tokenHours } from '../account/email-tokens.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { assertMayGrant, scopeColumns, toScope } from '../roles/grant-limits.ts'
import { holdRole } from '../roles/own-roles.ts'
import { readPerson } from './person-view.ts'

/**
 * Invites a person to the console with a first role. The role is given now but sleeps: without the console hat, which the link of the
 * mail gives, there is no session that could use it.
 */
export const inviteMember = verb({
  name: 'person.invite',
  allowed: { permission: 'person.manage' },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    const role = await holdRole(tx, input.roleId)
    const scope = await toScope(tx, input.scope)
    if (role === null || scope === null) {
      throw new DomainError('invalid_input', 'The role, or the team or API of its scope, does not exist.')
    }
    assertMayGrant(ctx.actor, role.permissions, scope)
    const person = await findOrCreate(tx, emailAddress(input.email), input.name)
    const assignment = { personId: person.id, roleId: role.id, ...scopeColumns(input.scope) }
    if ((await tx.roleAssignment.count({ where: assignment })) === 0) {
      await tx.roleAssignment.create({ data: { id: newId('roleAssignment'), ...assignment } })
    }
    await mailInvitation(tx, ctx, person)
    return readPerson(tx, person.id)
  },
  audit: ({ result, input }) => ({
    target: { kind: 'person', id: result.id },
    after: { roleId: input.roleId, scope: input.scope },
  }),
})

async function findOrCreate(tx: Transaction, email: string, name: string): Promise<{ id: string; email: string }> {
  const known = await tx.person.findUnique({ where: { email }, include: { member: true } })
  if (known?.member) throw new DomainError('already_exists', 'This person is a member already.')
  if (known?.deactivatedAt) throw new DomainError('not_possible', 'This person is switched off; reactivate first.')
  if (known) {
    // An earlier invitation's roles must not wake with this one.
    await tx.roleAssignment.deleteMany({ where: { personId: known.id, mappingId: null } })
    return { id: known.id, email }
  }
  const id = newId('person')
  await tx.person.create({ data: { id, email, name } })
  return { id, email }
}

async function mailInvitation(tx: Transaction, ctx: Context, person: { id: string; email: string }): Promise<void> {
  const token = await issueEmailToken(tx, {
    personId: person.id,
    email: person.email,
    purpose: 'invite',
    now: ctx.now(),
  })
  const organization = (await tx.organization.findFirst({ select: { name: true } }))?.name ?? 'Gatehouse'
  const inviter =
    ctx.actor.kind === 'member'
      ? await tx.person.findUnique({ where: { id: ctx.actor.personId }, select: { name: true } })
      : null
  await addMailJob(tx, {
    personId: person.id,
    template: 'invitation',
    data: {
      invitedBy: inviter?.name ?? organization,
      to: `the console of ${organization}`,
      place: 'Gatehouse',
      acceptUrl: `${ctx.installation.adminUrl}/accept-invitation?token=${token}`,
      validDays: tokenHours('invite') / 24,
    },
  })
}
