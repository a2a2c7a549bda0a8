import { deactivatePerson as endpoint } from '@gatehouse/contracts/endpoints/people'
import { endSessionsOf } from '../account/end-sessions.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assertAdminRemains, isAdmin } from '../roles/grant-limits.ts'
import { readPerson } from './person-view.ts'

/**
 * Switches a person off everywhere: sign-in and sessions at once, links of mails, and the keys of personal applications at every
 * gateway (the personal team is suspended). Applications of other teams live on. Done twice, it is done once.
 */
export const deactivatePerson = verb({
  name: 'person.deactivate',
  allowed: { permission: 'person.manage' },
  read: 'person.read',
  input: endpoint.params,
  scope: async (tx, input) => ((await tx.person.findUnique({ where: { id: input.personId } })) ? {} : null),
  run: async ({ ctx, tx, input, change }) => {
    const { personId } = input
    if (ctx.actor.kind === 'member' && ctx.actor.personId === personId) {
      throw new DomainError('not_possible', 'Nobody can switch himself off; ask another admin.')
    }
    const now = ctx.now()
    await tx.person.updateMany({
      where: { id: personId, deactivatedAt: null },
      data: { deactivatedAt: now, etag: { increment: 1 } },
    })
    if (await isAdmin(tx, personId)) await assertAdminRemains(tx)
    await endSessionsOf(tx, personId, now)
    await tx.emailToken.updateMany({ where: { personId, usedAt: null }, data: { usedAt: now } })
    const team = await tx.team.findUnique({ where: { personalOfId: personId } })
    if (team?.state === 'active') {
      await tx.team.update({ where: { id: team.id }, data: { state: 'suspended', etag: { increment: 1 } } })
      change.access('team', team.id)
    }
    return readPerson(tx, personId)
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.id }, after: { state: result.state } }),
})
