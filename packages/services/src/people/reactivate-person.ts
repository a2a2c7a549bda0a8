import { reactivatePerson as endpoint } from '@gatehouse/contracts/endpoints/people'
import type { Transaction } from '@gatehouse/db/client'
import { verb } from '../grammar/verb.ts'
import { readPerson } from './person-view.ts'

/** Switches a person on again. Sessions and links that ended stay ended; the personal team's keys work again. */
export const reactivatePerson = verb({
  name: 'person.reactivate',
  allowed: { permission: 'person.manage' },
  read: 'person.read',
  input: endpoint.params,
  scope: async (tx, input) => ((await tx.person.findUnique({ where: { id: input.personId } })) ? {} : null),
  run: async ({ tx, input, change }) => {
    const { personId } = input
    const { count } = await tx.person.updateMany({
      where: { id: personId, deactivatedAt: { not: null }, erasedAt: null },
      data: { deactivatedAt: null, etag: { increment: 1 } },
    })
    const team = await tx.team.findUnique({ where: { personalOfId: personId } })
    if (count === 1 && team) {
      if (team.state === 'suspended' && !(await wasSuspendedOnPurpose(tx, team.id)))
        await tx.team.update({ where: { id: team.id }, data: { state: 'active', etag: { increment: 1 } } })
      // Whatever the row says: gateways took the team for suspended as long as its person was off.
      change.access('team', team.id)
    }
    return readPerson(tx, personId)
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.id }, after: { state: result.state } }),
})

/** Somebody suspended the team itself, before or after the person was switched off: that is not undone here. */
async function wasSuspendedOnPurpose(tx: Transaction, teamId: string): Promise<boolean> {
  const last = await tx.auditLog.findFirst({
    where: { targetId: teamId, action: { in: ['team.suspend', 'team.resume'] } },
    orderBy: { seq: 'desc' },
    select: { action: true },
  })
  return last?.action === 'team.suspend'
}
