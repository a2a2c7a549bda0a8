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

/** The same for persons of whom none wears it yet: in four statements, however many they are. */
export async function wearDeveloperHats(
  tx: Transaction,
  change: ChangeSet,
  persons: readonly { id: string; name: string }[],
): Promise<void> {
  const teams = persons.map(({ id, name }) => ({ id: newId('team'), name, personalOfId: id }))
  const [ids, names, owners] = [
    teams.map(({ id }) => id),
    teams.map(({ name }) => name),
    teams.map(({ personalOfId }) => personalOfId),
  ]
  await tx.$executeRaw`INSERT INTO developer (person_id) SELECT unnest(${owners}::text[])`
  await tx.$executeRaw`
    INSERT INTO team (id, name, personal_of_id) SELECT * FROM unnest(${ids}::text[], ${names}::text[], ${owners}::text[])`
  await tx.$executeRaw`
    INSERT INTO team_member (team_id, person_id, role) SELECT t.id, t.owner, 'owner'
    FROM unnest(${ids}::text[], ${owners}::text[]) AS t(id, owner)`
  for (const { id } of teams) change.access('team', id)
}
