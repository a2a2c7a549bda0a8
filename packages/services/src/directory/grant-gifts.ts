import type { TeamRole } from '@gatehouse/contracts/actor'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { wearDeveloperHats } from '../account/developer-hat.ts'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { AccessCall, AccessEvents } from '../people/access-call.ts'
import { passOwnershipIn, resumeOwnerless } from '../people/pass-ownership.ts'
import { closeTasksOfReturn, raiseRotationTasks } from '../people/rotation-tasks.ts'
import type { Gift } from './gifts.ts'

type RoleGift = Extract<Gift['gives'], { kind: 'role' }>

const ranks: Record<TeamRole, number> = { owner: 2, admin: 1, developer: 0 }
const higher = (one: TeamRole, other: TeamRole) => (ranks[one] >= ranks[other] ? one : other)

/**
 * Makes roles, places in teams and hats of persons what their groups give. What came from a group and is given by none any more goes at
 * once; what a person gave by hand is never touched.
 */
export async function grantGifts(
  call: AccessCall,
  personIds: readonly string[],
  gifts: ReadonlyMap<string, readonly Gift[]>,
): Promise<AccessEvents> {
  if (personIds.length === 0) return []
  return [
    ...(await grantHats(call, personIds, gifts)),
    ...(await grantRoles(call, personIds, gifts)),
    ...(await grantTeams(call, personIds, gifts)),
  ]
}

async function grantHats(
  { tx, change }: AccessCall,
  personIds: readonly string[],
  gifts: ReadonlyMap<string, readonly Gift[]>,
): Promise<AccessEvents> {
  const given = (id: string, kinds: readonly string[]) => gifts.get(id)?.some(({ gives }) => kinds.includes(gives.kind))
  const members = personIds.filter((id) => given(id, ['role']))
  await tx.member.createMany({ data: members.map((personId) => ({ personId })), skipDuplicates: true })
  const bare = await tx.person.findMany({
    where: { id: { in: personIds.filter((id) => given(id, ['team', 'developer'])) }, developer: null },
    select: { id: true, name: true },
  })
  await wearDeveloperHats(tx, change, bare)
  return []
}

async function grantRoles(
  { tx }: AccessCall,
  personIds: readonly string[],
  gifts: ReadonlyMap<string, readonly Gift[]>,
): Promise<AccessEvents> {
  const present = await tx.roleAssignment.findMany({
    where: { personId: { in: [...personIds] }, mappingId: { not: null } },
    select: { id: true, personId: true, mappingId: true, roleId: true },
  })
  const has = new Set(present.map((row) => `${row.personId} ${row.mappingId}`))
  const exists = await whatExists(
    tx,
    personIds.flatMap((id) => gifts.get(id) ?? []),
  )
  const wanted = new Set<string>()
  const made: { personId: string; mappingId: string; gives: Extract<Gift['gives'], { kind: 'role' }> }[] = []
  for (const personId of personIds)
    for (const { mappingId, gives } of gifts.get(personId) ?? []) {
      if (gives.kind !== 'role' || !exists(gives)) continue
      wanted.add(`${personId} ${mappingId}`)
      if (!has.has(`${personId} ${mappingId}`)) made.push({ personId, mappingId, gives })
    }
  const gone = present.filter((row) => !wanted.has(`${row.personId} ${row.mappingId}`))
  await tx.roleAssignment.deleteMany({ where: { id: { in: gone.map(({ id }) => id) } } })
  await tx.roleAssignment.createMany({
    data: made.map(({ personId, mappingId, gives: { roleId, scope } }) => ({
      id: newId('roleAssignment'),
      personId,
      mappingId,
      roleId,
      scope: scope.on,
      teamId: scope.on === 'team' ? scope.teamId : null,
      apiId: scope.on === 'api' ? scope.apiId : null,
    })),
  })
  return [
    ...gone.map((row) => ({
      action: 'role.unassign',
      target: { kind: 'person', id: row.personId ?? '' },
      before: { roleId: row.roleId, mappingId: row.mappingId },
    })),
    ...made.map(({ personId, mappingId, gives }) => ({
      action: 'role.assign',
      target: { kind: 'person', id: personId },
      after: { roleId: gives.roleId, mappingId },
    })),
  ]
}

/** A mapping may outlive its role, team or API: then it gives nothing. */
async function whatExists(tx: Transaction, gifts: readonly Gift[]): Promise<(gives: RoleGift) => boolean> {
  const given = gifts.flatMap(({ gives }) => (gives.kind === 'role' ? [gives] : []))
  const idsOf = (pick: (gives: RoleGift) => string | undefined) => [
    ...new Set(given.flatMap((gives) => pick(gives) ?? [])),
  ]
  const select = { id: true } as const
  const roles = await tx.role.findMany({ where: { id: { in: idsOf(({ roleId }) => roleId) } }, select })
  const teamIds = idsOf(({ scope }) => (scope.on === 'team' ? scope.teamId : undefined))
  const apiIds = idsOf(({ scope }) => (scope.on === 'api' ? scope.apiId : undefined))
  const teams = teamIds.length === 0 ? [] : await tx.team.findMany({ where: { id: { in: teamIds } }, select })
  const apis = apiIds.length === 0 ? [] : await tx.api.findMany({ where: { id: { in: apiIds } }, select })
  const known = new Set([...roles, ...teams, ...apis].map(({ id }) => id))
  return ({ roleId, scope }) =>
    known.has(roleId) && (scope.on === 'organization' || known.has(scope.on === 'team' ? scope.teamId : scope.apiId))
}

async function grantTeams(
  call: AccessCall,
  personIds: readonly string[],
  gifts: ReadonlyMap<string, readonly Gift[]>,
): Promise<AccessEvents> {
  const { tx } = call
  const wanted = new Map<string, Map<string, TeamRole>>()
  for (const personId of personIds)
    for (const { gives } of gifts.get(personId) ?? []) {
      if (gives.kind !== 'team') continue
      const teams = wanted.get(personId) ?? new Map<string, TeamRole>()
      const known = teams.get(gives.teamId)
      teams.set(gives.teamId, known === undefined ? gives.role : higher(known, gives.role))
      wanted.set(personId, teams)
    }
  const named = [...new Set([...wanted.values()].flatMap((teams) => [...teams.keys()]))]
  // Others may be changing members of the same teams: in one order, so that nobody waits for each other.
  const touched = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM team WHERE personal_of_id IS NULL AND (id = ANY(${named}::text[])
      OR id IN (SELECT team_id FROM team_member WHERE person_id = ANY(${[...personIds]}::text[]) AND from_groups))
    ORDER BY id FOR UPDATE`
  const exists = new Set(touched.map(({ id }) => id))
  const present = await tx.teamMember.findMany({
    where: { personId: { in: [...personIds] }, OR: [{ fromGroups: true }, { teamId: { in: named } }] },
  })
  const now = new Map(present.map((row) => [`${row.personId} ${row.teamId}`, row]))
  const events: AuditEntry[] = []
  const left: { personId: string; teamId: string }[] = []
  const changed: {
    personId: string
    teamId: string
    role: TeamRole
    fromGroups: boolean
    handRole: TeamRole | null
  }[] = []
  const entry = (action: string, teamId: string, said: Pick<AuditEntry, 'before' | 'after'>) =>
    events.push({ action, target: { kind: 'team', id: teamId }, teamId, ...said })
  for (const row of present) {
    const { personId, teamId } = row
    const given = wanted.get(personId)?.get(teamId)
    const byHand = row.fromGroups ? (row.handRole as TeamRole | null) : (row.role as TeamRole)
    if (given === undefined && byHand === null) {
      left.push({ personId, teamId })
      entry('team.remove-member', teamId, { before: { personId, role: row.role } })
      continue
    }
    const role = given === undefined ? byHand : byHand === null ? given : higher(given, byHand)
    const fromGroups = given !== undefined
    if (role === null || (row.role === role && row.fromGroups === fromGroups)) continue
    changed.push({ personId, teamId, role, fromGroups, handRole: fromGroups ? byHand : null })
    if (role !== row.role)
      entry('team.change-role', teamId, { before: { personId, role: row.role }, after: { personId, role } })
  }
  await tx.$executeRaw`
    DELETE FROM team_member m USING unnest(${left.map(({ teamId }) => teamId)}::text[], ${left.map(({ personId }) => personId)}::text[])
      AS t(team_id, person_id) WHERE m.team_id = t.team_id AND m.person_id = t.person_id`
  await tx.$executeRaw`
    UPDATE team_member m SET role = t.role, from_groups = t.from_groups, hand_role = t.hand_role
    FROM unnest(${changed.map(({ teamId }) => teamId)}::text[], ${changed.map(({ personId }) => personId)}::text[],
        ${changed.map(({ role }) => role)}::text[], ${changed.map(({ fromGroups }) => fromGroups)}::boolean[],
        ${changed.map(({ handRole }) => handRole)}::text[])
      AS t(team_id, person_id, role, from_groups, hand_role)
    WHERE m.team_id = t.team_id AND m.person_id = t.person_id`
  const joined: { personId: string; teamId: string; role: TeamRole }[] = []
  for (const [personId, teams] of wanted)
    for (const [teamId, role] of teams)
      if (exists.has(teamId) && !now.has(`${personId} ${teamId}`)) joined.push({ personId, teamId, role })
  await tx.$executeRaw`
    INSERT INTO team_member (team_id, person_id, role, from_groups, since)
    SELECT t.team_id, t.person_id, t.role, true, ${call.ctx.now()}
    FROM unnest(${joined.map(({ teamId }) => teamId)}::text[], ${joined.map(({ personId }) => personId)}::text[], ${joined.map(({ role }) => role)}::text[])
      AS t(team_id, person_id, role)`
  for (const { teamId, ...after } of joined) entry('team.add-member', teamId, { after })
  for (const teamId of new Set(left.map((one) => one.teamId)))
    await raiseRotationTasks(call, {
      personIds: left.filter((one) => one.teamId === teamId).map(({ personId }) => personId),
      teamId,
      reason: 'left-team',
    })
  for (const teamId of new Set(joined.map((one) => one.teamId)))
    await closeTasksOfReturn(call, {
      personIds: joined.filter((one) => one.teamId === teamId).map(({ personId }) => personId),
      teamId,
    })
  events.push(...(await passOwnershipIn(call, [...new Set(left.map(({ teamId }) => teamId))])))
  events.push(...(await resumeOwnerless(call, [...new Set(joined.map(({ teamId }) => teamId))])))
  return events
}
