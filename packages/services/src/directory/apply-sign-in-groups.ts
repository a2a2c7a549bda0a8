import { newId } from '@gatehouse/contracts/ids'
import type { AccessEvents } from '../people/access-call.ts'
import type { DirectoryCall } from './directory-call.ts'
import { giftsOfUnlinked } from './gifts.ts'
import { noteMessage } from './note-message.ts'
import { beforehand, settle } from './settle-persons.ts'

/** A token or assertion with more is not worth reading. */
const mostGroups = 1_000

export type SignedIn = {
  readonly subject: string
  /** Who it is here, where that is known: by his identity, or by a link that the sign-in itself made. */
  readonly personId: string | null
  /** Ids of groups as the provider names them; undefined: it names none, memberships stay. */
  readonly groups: readonly string[] | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
}

/**
 * Takes the groups that a provider named at a sign-in (OIDC, SAML, LDAP). To be called before anybody looks whether the person is
 * switched off: a first mapped group switches him on, the last one off. Who is nobody here becomes a person if a group of his is mapped.
 * Groups that nobody has mapped are remembered, so that they can be. Groups that the directory itself keeps (SCIM, LDAP sync) are its
 * affair: a sign-in changes nothing in them. Returns who it is; null: nobody here, and no group makes him somebody.
 */
export async function applySignInGroups(
  call: DirectoryCall,
  signedIn: SignedIn,
): Promise<{ personId: string | null; events: AccessEvents }> {
  const { tx, providerId } = call
  if (signedIn.groups === undefined) return { personId: signedIn.personId, events: [] }
  const entry = await ownEntry(call, signedIn)
  if (entry.personId === null && signedIn.personId !== null)
    await tx.directoryPerson.update({ where: { id: entry.id }, data: { personId: signedIn.personId } })
  const before = await beforehand(call, [entry.id])
  const groupIds = await knownGroups(call, [...new Set(signedIn.groups)].slice(0, mostGroups))
  await tx.$executeRaw`
    DELETE FROM directory_membership s USING directory_group g
    WHERE g.id = s.group_id AND s.directory_person_id = ${entry.id} AND g.origin = 'sign-in' AND NOT s.group_id = ANY(${groupIds}::text[])`
  await tx.$executeRaw`
    INSERT INTO directory_membership (group_id, directory_person_id) SELECT id, ${entry.id} FROM unnest(${groupIds}::text[]) AS id
    ON CONFLICT DO NOTHING`
  const isNobody = entry.personId === null && signedIn.personId === null
  if (isNobody && (await giftsOfUnlinked(tx, [entry.id])).size === 0) return { personId: null, events: [] }
  const events = await settle(call, [entry.id], before)
  const { personId } = await tx.directoryPerson.findUniqueOrThrow({
    where: { id: entry.id },
    select: { personId: true },
  })
  if (personId !== null)
    await tx.personIdentity.createMany({
      data: [{ identityProviderId: providerId, subject: signedIn.subject, personId }],
      skipDuplicates: true,
    })
  if (events.length > 0)
    await noteMessage(call, { kind: 'signed-in', directoryPersonId: entry.id, detail: { groups: groupIds.length } })
  return { personId, events }
}

/** The directory's own row of him if it told of him, or one that his sign-ins made. */
async function ownEntry(
  { tx, providerId }: DirectoryCall,
  { subject, personId, name, email }: SignedIn,
): Promise<{ id: string; personId: string | null }> {
  const known = await tx.directoryPerson.findFirst({
    where: {
      identityProviderId: providerId,
      origin: { not: 'removed' },
      OR: [
        ...(personId === null ? [] : [{ personId }]),
        { origin: 'sign-in', externalId: subject },
        { origin: 'directory', externalId: subject },
      ],
    },
    orderBy: { origin: 'asc' },
    select: { id: true, personId: true },
  })
  if (known) return known
  const id = newId('directoryPerson')
  await tx.directoryPerson.create({
    data: {
      id,
      identityProviderId: providerId,
      origin: 'sign-in',
      externalId: subject,
      userName: subject,
      userNameKey: `${id} `,
      nameKey: name?.toLowerCase() ?? '',
      emailKeys: email === undefined ? [] : [email.trim().toLowerCase()],
      attributes: name === undefined ? {} : { displayName: name },
    },
  })
  return { id, personId: null }
}

/** Rows of the groups that sign-ins keep; those that the directory keeps are left out. */
async function knownGroups({ tx, providerId }: DirectoryCall, names: readonly string[]): Promise<string[]> {
  const known = await tx.directoryGroup.findMany({
    where: { identityProviderId: providerId, externalId: { in: [...names] } },
    select: { id: true, externalId: true, origin: true },
  })
  const has = new Set(known.map(({ externalId }) => externalId))
  const made = names.filter((name) => !has.has(name)).map((name) => ({ id: newId('directoryGroup'), name }))
  await tx.directoryGroup.createMany({
    data: made.map(({ id, name }) => ({
      id,
      identityProviderId: providerId,
      externalId: name,
      displayName: name,
      nameKey: name.toLowerCase(),
      origin: 'sign-in',
    })),
  })
  return [...known.filter(({ origin }) => origin === 'sign-in').map(({ id }) => id), ...made.map(({ id }) => id)]
}
