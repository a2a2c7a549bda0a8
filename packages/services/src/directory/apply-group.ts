import { newId } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { notFound } from '../grammar/domain-error.ts'
import type { AccessEvents } from '../people/access-call.ts'
import type { DirectoryCall, ToldGroup } from './directory-call.ts'
import { noteMessage } from './note-message.ts'
import { beforehand, settle } from './settle-persons.ts'

/**
 * Which members a group has now: all of them, or how they differ from before. Ids of persons of the same directory (`dp_…`); what the
 * directory calls them in this group may be told by id.
 */
export type MemberChange = (
  | { readonly replace: readonly string[] }
  | { readonly add: readonly string[]; readonly remove: readonly string[] }
) & { readonly displays?: ReadonlyMap<string, string> }

/** What became of it: members that are no persons of this directory (groups in groups, people it never told of) are passed over. */
export type GroupOutcome = { events: AccessEvents; unknown: readonly string[] }

/**
 * Takes what a directory says of a group and its members; persons get and lose at once what the group is mapped to. `id` names the
 * group to change; without it, it is new. A group is known by its id: another name changes nothing else (D56).
 */
export async function applyDirectoryGroup(
  call: DirectoryCall,
  told: ToldGroup,
  members: MemberChange,
  id?: string,
): Promise<GroupOutcome & { id: string; created: boolean }> {
  const { tx, providerId } = call
  const data = {
    displayName: told.displayName,
    nameKey: told.displayName.toLowerCase(),
    ...(told.externalId === undefined ? {} : { externalId: told.externalId }),
    ...(told.attributes === undefined ? {} : { attributes: told.attributes as Prisma.InputJsonObject }),
  }
  const adopted = id === undefined ? await seenAtSignIn(call, told) : undefined
  const groupId = id ?? adopted ?? newId('directoryGroup')
  if (id === undefined && adopted === undefined) {
    await tx.directoryGroup.create({ data: { id: groupId, identityProviderId: providerId, ...data } })
  } else {
    if (id !== undefined) await ownGroup(call, groupId)
    await tx.directoryGroup.update({
      where: { id: groupId },
      data: { ...data, origin: 'directory', version: { increment: 1 } },
    })
  }
  const outcome = await changeMembers(call, groupId, members)
  await noteMessage(call, {
    kind: id === undefined ? 'group-created' : 'group-changed',
    detail: { groupId, unknown: outcome.unknown.length },
  })
  return { id: groupId, created: id === undefined, ...outcome }
}

/** Changes who is in a group, and what follows from it for them. The group's row is locked, so that two writers see each other. */
export async function applyDirectoryMembership(
  call: DirectoryCall,
  groupId: string,
  members: MemberChange,
): Promise<GroupOutcome> {
  await ownGroup(call, groupId)
  await call.tx.directoryGroup.update({ where: { id: groupId }, data: { version: { increment: 1 } } })
  const outcome = await changeMembers(call, groupId, members)
  await noteMessage(call, { kind: 'group-changed', detail: { groupId, unknown: outcome.unknown.length } })
  return outcome
}

/** The group is no more: what it gave goes with it, and so do its mappings. */
export async function removeDirectoryGroup(call: DirectoryCall, id: string): Promise<AccessEvents> {
  const { tx } = call
  await ownGroup(call, id)
  const members = await memberIds(call, id)
  const before = await beforehand(call, members)
  await noteMessage(call, { kind: 'group-removed', detail: { groupId: id } })
  await tx.directoryGroup.delete({ where: { id } })
  return settle(call, members, before)
}

async function ownGroup({ tx, providerId }: DirectoryCall, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM directory_group WHERE id = ${id} FOR UPDATE`
  const group = await tx.directoryGroup.findUnique({
    where: { id },
    select: { identityProviderId: true, origin: true },
  })
  if (group === null || group.identityProviderId !== providerId || group.origin !== 'directory') throw notFound()
}

/** A group that sign-ins of the same provider have named already: it keeps its id, and with it its mappings. */
async function seenAtSignIn({ tx, providerId }: DirectoryCall, told: ToldGroup): Promise<string | undefined> {
  if (typeof told.externalId !== 'string') return undefined
  const group = await tx.directoryGroup.findFirst({
    where: { identityProviderId: providerId, externalId: told.externalId, origin: 'sign-in' },
    select: { id: true },
  })
  return group?.id
}

async function memberIds({ tx }: DirectoryCall, groupId: string): Promise<string[]> {
  const rows = await tx.directoryMembership.findMany({ where: { groupId }, select: { directoryPersonId: true } })
  return rows.map(({ directoryPersonId }) => directoryPersonId)
}

/** Writes the difference only: replacing 5,000 members by nearly the same is as cheap as changing the few. */
async function changeMembers(call: DirectoryCall, groupId: string, members: MemberChange): Promise<GroupOutcome> {
  const { tx } = call
  const now = new Set(await memberIds(call, groupId))
  const wanted = new Set('replace' in members ? members.replace : members.add)
  const asked = [...wanted].filter((id) => !now.has(id)).sort()
  const gone = ('replace' in members ? [...now] : [...members.remove])
    .filter((id) => now.has(id) && !wanted.has(id))
    .sort()
  const added = await ownPersons(call, asked)
  const unknown = asked.filter((id) => !added.includes(id))
  await writeDisplays(call, groupId, members.displays, now)
  if (added.length === 0 && gone.length === 0) return { events: [], unknown }
  const before = await beforehand(call, gone)
  await tx.$executeRaw`DELETE FROM directory_membership WHERE group_id = ${groupId} AND directory_person_id = ANY(${gone}::text[])`
  const displays = added.map((id) => members.displays?.get(id) ?? null)
  await tx.$executeRaw`
    INSERT INTO directory_membership (group_id, directory_person_id, display)
    SELECT ${groupId}, t.id, t.display FROM unnest(${added}::text[], ${displays}::text[]) AS t(id, display) ON CONFLICT DO NOTHING`
  const mapped = await tx.groupMapping.count({ where: { groupId } })
  return { events: mapped === 0 ? [] : await settle(call, [...added, ...gone], before), unknown }
}

/** Those that are persons of this directory. They are held until the end, so that none is removed meanwhile. */
async function ownPersons({ tx, providerId }: DirectoryCall, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const known = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM directory_person WHERE id = ANY(${[...ids]}::text[]) AND identity_provider_id = ${providerId}
      AND origin = 'directory' ORDER BY id FOR SHARE`
  return known.map(({ id }) => id)
}

async function writeDisplays(
  { tx }: DirectoryCall,
  groupId: string,
  displays: ReadonlyMap<string, string> | undefined,
  present: ReadonlySet<string>,
): Promise<void> {
  const changed = [...(displays ?? [])].filter(([id]) => present.has(id))
  if (changed.length === 0) return
  await tx.$executeRaw`
    UPDATE directory_membership m SET display = t.display
    FROM unnest(${changed.map(([id]) => id)}::text[], ${changed.map(([, display]) => display)}::text[]) AS t(id, display)
    WHERE m.group_id = ${groupId} AND m.directory_person_id = t.id AND m.display IS DISTINCT FROM t.display`
}
