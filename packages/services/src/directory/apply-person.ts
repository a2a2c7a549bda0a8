import { newId } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import type { AccessEvents } from '../people/access-call.ts'
import { endAccess } from '../people/end-access.ts'
import type { DirectoryCall, ToldPerson } from './directory-call.ts'
import { noteMessage } from './note-message.ts'
import { beforehand, settle } from './settle-persons.ts'

/**
 * Takes what a directory says of a person: makes or changes its own row of him, and with it whoever he is here. `id` names the row to
 * change (SCIM); without it he is found by the directory's id or his user name in that directory (LDAP), or is new. Throws
 * already_exists where another one of this directory has the user name, and not_found where the row is another directory's.
 */
export async function applyDirectoryPerson(
  call: DirectoryCall,
  told: ToldPerson,
  id?: string,
): Promise<{ id: string; created: boolean; events: AccessEvents }> {
  const { tx, providerId } = call
  const data = columnsOf(told)
  if (id === undefined) {
    const made = newId('directoryPerson')
    await assertFree(call, told.userName)
    await tx.directoryPerson.create({ data: { id: made, identityProviderId: providerId, ...data } })
    await noteMessage(call, { kind: 'person-created', directoryPersonId: made, detail: { active: told.active } })
    return { id: made, created: true, events: await settle(call, [made], new Map()) }
  }
  await tx.$queryRaw`SELECT id FROM directory_person WHERE id = ${id} FOR UPDATE`
  const row = await tx.directoryPerson.findUnique({ where: { id } })
  if (row === null || row.identityProviderId !== providerId || row.origin !== 'directory') throw notFound()
  if (row.userNameKey !== data.userNameKey) await assertFree(call, told.userName)
  const before = await beforehand(call, [id])
  await tx.directoryPerson.update({ where: { id }, data: { ...data, version: { increment: 1 } } })
  await noteMessage(call, {
    kind: row.active === told.active ? 'person-changed' : told.active ? 'person-activated' : 'person-deactivated',
    directoryPersonId: id,
  })
  await followName(call, row.personId, told)
  return { id, created: false, events: await settle(call, [id], before) }
}

/** A directory's person who is its own no more: off at once, whatever he had stays known for the day that he is back. */
export async function removeDirectoryPerson(call: DirectoryCall, id: string): Promise<AccessEvents> {
  const { tx, providerId } = call
  await tx.$queryRaw`SELECT id FROM directory_person WHERE id = ${id} FOR UPDATE`
  const row = await tx.directoryPerson.findUnique({ where: { id } })
  if (row === null || row.identityProviderId !== providerId || row.origin !== 'directory') throw notFound()
  const before = await beforehand(call, [id])
  await noteMessage(call, { kind: 'person-removed', directoryPersonId: id })
  const events = row.personId === null ? [] : await endAccess(call, [row.personId], 'removed')
  await tx.directoryMembership.deleteMany({ where: { directoryPersonId: id } })
  if (row.personId === null) await tx.directoryPerson.delete({ where: { id } })
  else
    await tx.directoryPerson.update({
      where: { id },
      data: { origin: 'removed', active: false, userNameKey: `${id} `, version: { increment: 1 } },
    })
  return [...events, ...(await settle(call, [id], before))]
}

async function assertFree({ tx, providerId }: DirectoryCall, userName: string): Promise<void> {
  const taken = await tx.directoryPerson.findUnique({
    where: {
      identityProviderId_userNameKey: { identityProviderId: providerId, userNameKey: userName.toLowerCase() },
    },
    select: { id: true, origin: true },
  })
  if (taken === null) return
  // Known only by his sign-ins so far: now the directory itself tells of somebody of that name.
  if (taken.origin === 'sign-in')
    await tx.directoryPerson.update({ where: { id: taken.id }, data: { userNameKey: `${taken.id} ` } })
  else throw new DomainError('already_exists', 'This directory has told of somebody with this user name already.')
}

/** A person's row as the directory tells of him. */
export function columnsOf(told: ToldPerson) {
  const emails = told.emails?.map((email) => email.trim().toLowerCase()).filter((email) => email !== '')
  return {
    userName: told.userName,
    userNameKey: told.userName.toLowerCase(),
    active: told.active,
    ...(told.externalId === undefined ? {} : { externalId: told.externalId }),
    ...(emails === undefined ? {} : { emailKeys: [...new Set(emails)] }),
    ...(told.name === undefined ? {} : { nameKey: told.name.toLowerCase() }),
    ...(told.attributes === undefined ? {} : { attributes: told.attributes as Prisma.InputJsonObject }),
  }
}

/** Who signs in only by his directory is called what it calls him. His address follows where nobody else has it. */
async function followName({ tx }: DirectoryCall, personId: string | null, told: ToldPerson): Promise<void> {
  if (personId === null) return
  const person = await tx.person.findUnique({
    where: { id: personId },
    select: { name: true, email: true, passwordHash: true, erasedAt: true },
  })
  if (!person || person.passwordHash !== null || person.erasedAt !== null) return
  const email = told.emails?.[0]?.trim().toLowerCase()
  const moved =
    email !== undefined && email !== '' && email !== person.email && (await tx.person.count({ where: { email } })) === 0
  const renamed = told.name !== undefined && told.name.trim() !== '' && told.name !== person.name
  if (!moved && !renamed) return
  await tx.person.update({
    where: { id: personId },
    data: {
      etag: { increment: 1 },
      ...(renamed ? { name: told.name?.trim().slice(0, 200) ?? person.name } : {}),
      ...(moved ? { email } : {}),
    },
  })
}
