import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'

/** Gives the portal hat with its silent personal team, once. Returns the team's id when it was made now. */
export async function wearDeveloperHat(
  tx: Transaction,
  change: ChangeSet,
  person: { id: string; name: string },
): Promise<Id<'team'> | undefined> {
  const made = await tx.developer.createMany({ data: [{ personId: person.id }], skipDuplicates: true })
  if (made.count === 0) return undefined
  const teamId = newId('team')
  await tx.team.create({
    data: {
      id: teamId,
      name: person.name,
      personalOfId: person.id,
      members: { create: { personId: person.id, role: 'owner' } },
    },
  })
  change.access('team', teamId)
  return teamId
}
