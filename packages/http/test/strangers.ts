import type { Actor } from '@gatehouse/contracts/actor'
import { idPrefixes, newId } from '@gatehouse/contracts/ids'
import { type BuiltInRole, builtInRoles } from '@gatehouse/contracts/permissions'
import { assignRole } from '@gatehouse/services/roles/assign-role'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { createTeam } from '@gatehouse/services/teams/create-team'
import type { TestInstallation } from '@gatehouse/services/testing'

export const roleNames = Object.keys(builtInRoles) as BuiltInRole[]

/** Everybody who has no business with a team's things: each role for another team, its machines, and those without any role. */
export async function meetStrangers(app: TestInstallation): Promise<[string, Actor][]> {
  const strangers: [string, Actor][] = []
  const ctx = app.ctx()
  const team = await createTeam({ ctx, input: { name: 'Other team' } })
  const scope = { kind: 'team', teamId: team.id } as const
  for (const name of roleNames) {
    const member = await app.member()
    const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name } })
    const holder = { kind: 'person', personId: member.personId } as const
    await assignRole({ ctx, input: { roleId: role.id as never, holder, scope } })
    strangers.push([
      `${name} of another team`,
      { ...member, grants: [{ permissions: role.permissions as never, scope }] },
    ])
  }
  const account = await createServiceAccount({ ctx, input: { name: 'robot', teamId: team.id } })
  const machine = {
    kind: 'serviceAccount',
    serviceAccountId: account.id,
    keyId: newId('managementKey'),
    teamId: team.id,
  } as const
  const { permissions } = builtInRoles.Admin
  strangers.push(['a machine of another team', { ...machine, grants: [{ permissions, scope }] }])
  strangers.push(['a machine without scopes', { ...machine, grants: [] }])
  strangers.push(['a member without roles', await app.member()])
  strangers.push(['another developer', await app.developer()])
  strangers.push(['a visitor', { kind: 'visitor' }])
  return strangers
}

/** Belong to the installation, not to a team: whoever may read them reads them all. */
export const shared = new Set([
  'stage',
  'stageId',
  'portal',
  'code',
  'gateway',
  'roleId',
  'seq',
  'number',
  'backend',
  'secret',
  'check',
  'schemaName',
])

/** Ids like those, of nothing. */
export function absentIds(ids: Readonly<Record<string, string>>): Record<string, string> {
  const made: Record<string, string> = {}
  for (const [name, id] of Object.entries(ids)) {
    const prefix = id.slice(0, id.lastIndexOf('_'))
    const known = (Object.values(idPrefixes) as string[]).includes(prefix)
    made[name] = shared.has(name) ? id : known ? `${prefix}_${'7'.repeat(32)}` : 'nothing-here'
  }
  return made
}
