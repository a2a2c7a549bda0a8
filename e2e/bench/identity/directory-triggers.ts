import { tmpdir } from 'node:os'
import {
  group,
  groups,
  networkOf,
  people,
  person,
  readerPassword,
  start,
} from '@gatehouse/auth/directory/testing/harbour'
import { startSlapd } from '@gatehouse/auth/directory/testing/slapd'
import type { Id } from '@gatehouse/contracts/ids'
import { addMapping } from '@gatehouse/services/directory/group-mappings'
import { syncDirectory } from '@gatehouse/services/directory/sync/sync-directory'
import { createIdentityProvider } from '@gatehouse/services/identity-providers/manage-identity-provider'
import { ensureLdapServer } from '@gatehouse/tooling/suites/ensure-ldap-server'
import { makeDirectory, readDirectoryDeveloper } from '../../fixtures/directory.ts'
import { progress } from '../report.ts'
import type { Trigger } from './revocation-triggers.ts'
import type { RevocationWorld } from './revocation-world.ts'

/** More than a round each ever takes: a listing that shrinks by too large a share would be disbelieved. */
const crew = 40

/** One directory of each kind a world, made when a trigger first asks. */
const scimOf = once(({ world }) => makeDirectory(world, 'Corp directory'))
const ldapOf = once(startHarbour)

export const directoryTriggers: readonly Trigger[] = [
  {
    name: 'SCIM active=false',
    prepare: async (world, round) => {
      const { directory, user, calls } = await scimPerson(world, `inactive-${round}`)
      const Operations = [{ op: 'replace', value: { active: false } }]
      return { calls, act: () => directory.say('PATCH', `/Users/${user.id}`, { Operations }) }
    },
  },
  {
    name: 'SCIM last mapped group',
    prepare: async (world, round) => {
      const { directory, user, group: left, calls } = await scimPerson(world, `left-${round}`)
      const Operations = [{ op: 'remove', path: `members[value eq "${user.id}"]` }]
      return { calls, act: () => directory.say('PATCH', `/Groups/${left.id}`, { Operations }) }
    },
  },
  {
    name: 'LDAP, from the poll on',
    prepare: async (world, round) => {
      const { server, providerId, sync } = await ldapOf(world)
      const userName = `crew${round}`
      const row = await world.world.system.db.prisma.directoryPerson.findFirstOrThrow({
        where: { identityProviderId: providerId, userName },
      })
      const client = await world.newClient(await readDirectoryDeveloper(world.world, row.id))
      const { calls } = await world.holder(client)
      await server.set(`uid=${userName},${people}`, 'pwdAccountLockedTime', ['000001010000Z'])
      return { calls, act: sync }
    },
  },
]

/** Somebody whom the directory made a developer by a group of his own, who holds every kind of credential. */
async function scimPerson(world: RevocationWorld, name: string) {
  const directory = await scimOf(world)
  const user = await directory.say('POST', '/Users', {
    userName: `${name}@corp.example`,
    displayName: name,
    active: true,
  })
  const own = await directory.say('POST', '/Groups', { displayName: name, members: [{ value: user.id }] })
  await addMapping({
    ctx: world.world.system,
    input: { directoryGroupId: own.id as Id<'directoryGroup'>, gives: { kind: 'developer' } },
  })
  const client = await world.newClient(await directory.developer(user.id))
  const { calls } = await world.holder(client)
  return { directory, user, group: own, calls }
}

/** A real OpenLDAP whose one group gives the developer's hat; nobody polls it but the trigger. */
async function startHarbour({ world, atEnd }: RevocationWorld) {
  await ensureLdapServer(tmpdir(), progress, new AbortController().signal)
  const names = Array.from({ length: crew }, (_, at) => `crew${at}`)
  const server = await startSlapd(
    start +
      names.map((uid) => person(uid)).join('') +
      group(
        'crew',
        names.map((uid) => `uid=${uid},${people}`),
      ),
  )
  atEnd(() => server.dispose())
  const ctx = { ...world.system, installation: { ...world.installation, identity: { network: networkOf(server) } } }
  const { id } = await createIdentityProvider({
    ctx,
    input: {
      name: 'Harbour',
      secret: readerPassword,
      settings: {
        kind: 'ldap',
        url: server.ldapsUrl,
        certificateAuthority: server.authority,
        bindDn: 'cn=reader,dc=harbour,dc=example',
        personsBase: people,
        groupsBase: groups,
        pollSeconds: 3600,
      },
    },
  })
  const sync = () => syncDirectory(ctx, id)
  await sync()
  const row = await world.system.db.prisma.directoryGroup.findFirstOrThrow({ where: { identityProviderId: id } })
  await addMapping({
    ctx: world.system,
    input: { directoryGroupId: row.id as Id<'directoryGroup'>, gives: { kind: 'developer' } },
  })
  return { server, providerId: id, sync }
}

function once<T>(make: (world: RevocationWorld) => Promise<T>): (world: RevocationWorld) => Promise<T> {
  const made = new WeakMap<RevocationWorld, Promise<T>>()
  return (world) => {
    const known = made.get(world) ?? make(world)
    made.set(world, known)
    return known
  }
}
