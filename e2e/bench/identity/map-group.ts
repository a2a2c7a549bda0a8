import { newId } from '@gatehouse/contracts/ids'
import { addMapping, removeMapping } from '@gatehouse/services/directory/group-mappings'
import { createScimToken } from '@gatehouse/services/directory/scim-tokens'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation } from '@gatehouse/services/testing'
import { report } from '../report.ts'

const members = 5_000

/**
 * `scim.map_group_s`: a group of 5,000 persons whom only the directory knows gets its first mapping, from the call until it is committed;
 * then a second one, and what taking the last one away costs (`scim.unmap_group_s`).
 */
export async function measureMapGroup(): Promise<void> {
  const app = await createTestInstallation()
  try {
    const ctx = app.ctx()
    const identityProviderId = newId('identityProvider')
    await app.db.prisma.identityProvider.create({
      data: { id: identityProviderId, kind: 'scim', name: 'Directory', settings: { kind: 'scim' } },
    })
    await createScimToken({ ctx, input: { identityProviderId, name: 'bench' } })
    const groupId = newId('directoryGroup')
    const persons = Array.from({ length: members }, (_, at) => {
      const userName = `person-${at}@corp.example`
      return {
        id: newId('directoryPerson'),
        identityProviderId,
        userName,
        userNameKey: userName,
        emailKeys: [userName],
        nameKey: `person ${at}`,
        attributes: { displayName: `Person ${at}`, emails: [{ value: userName }] },
      }
    })
    await app.db.prisma.directoryPerson.createMany({ data: persons })
    await app.db.prisma.directoryGroup.create({
      data: { id: groupId, identityProviderId, displayName: 'Everybody', nameKey: 'everybody' },
    })
    await app.db.prisma.directoryMembership.createMany({
      data: persons.map(({ id }) => ({ groupId, directoryPersonId: id })),
    })
    const team = await createTeam({ ctx, input: { name: 'Everybody' } })
    const timed = async (act: () => Promise<unknown>) => {
      const began = performance.now()
      await act()
      return (performance.now() - began) / 1000
    }
    const map = (gives: Parameters<typeof addMapping>[0]['input']['gives']) =>
      timed(() => addMapping({ ctx, input: { directoryGroupId: groupId, gives } }))
    report('scim.map_group_s', await map({ kind: 'developer' }), 's', members, { gives: 'developer' })
    report('scim.map_group_s', await map({ kind: 'team', teamId: team.id, role: 'developer' }), 's', members, {
      gives: 'team',
    })
    const mappings = await app.db.prisma.groupMapping.findMany({ where: { groupId } })
    for (const [at, { id }] of mappings.entries()) {
      const took = await timed(() => removeMapping({ ctx, input: { groupMappingId: id as never } }))
      report('scim.unmap_group_s', took, 's', members, { last: at === mappings.length - 1 })
    }
  } finally {
    await app.drop()
  }
}
