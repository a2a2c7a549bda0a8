import { identityProviderSettings } from '@gatehouse/contracts/identity-providers'
import { newId } from '@gatehouse/contracts/ids'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { AccessEvents } from '../people/access-call.ts'
import type { DirectoryCall } from './directory-call.ts'
import { giftsOfUnlinked } from './gifts.ts'

type Unlinked = {
  id: string
  externalId: string | null
  userName: string
  nameKey: string
  emailKeys: string[]
  attributes: unknown
}

/**
 * Finds out who persons of a directory are, as soon as a group gives them something: whoever its provider signed in under that id; whom
 * the directory itself had called so before it removed him; who has a confirmed address in a domain that the provider speaks for; or a
 * person who is new. Never anybody by an id of ours that the directory names (CVE-2025-41115), and never by an address alone.
 */
export async function linkPersons(call: DirectoryCall, directoryPersonIds: readonly string[]): Promise<AccessEvents> {
  const { tx } = call
  const wanted = await giftsOfUnlinked(tx, directoryPersonIds)
  if (wanted.size === 0) return []
  const rows = await tx.directoryPerson.findMany({
    where: { id: { in: [...wanted] }, personId: null },
    select: { id: true, externalId: true, userName: true, nameKey: true, emailKeys: true, attributes: true },
    orderBy: { id: 'asc' },
  })
  const provider = await tx.identityProvider.findUniqueOrThrow({
    where: { id: call.providerId },
    select: { settings: true },
  })
  const settings = identityProviderSettings.safeParse(provider.settings)
  const domains = settings.success && 'linkDomains' in settings.data ? settings.data.linkDomains : []
  const events: AuditEntry[] = []
  for (const row of rows) {
    const known =
      (await byIdentity(call, row)) ?? (await byFormerSelf(call, row)) ?? (await byAddress(call, row, domains))
    const personId = known ?? (await makePerson(call, row))
    if (personId === undefined) continue
    await tx.directoryPerson.update({ where: { id: row.id }, data: { personId } })
    events.push({
      action: known === undefined ? 'person.create' : 'person.link',
      target: { kind: 'person', id: personId },
      after: { directoryPersonId: row.id },
    })
  }
  return events
}

async function byIdentity({ tx, providerId }: DirectoryCall, row: Unlinked): Promise<string | undefined> {
  if (row.externalId === null) return undefined
  const identity = await tx.personIdentity.findUnique({
    where: { identityProviderId_subject: { identityProviderId: providerId, subject: row.externalId } },
    select: {
      personId: true,
      person: {
        select: {
          erasedAt: true,
          directoryPersons: { where: { identityProviderId: providerId, origin: 'directory' } },
        },
      },
    },
  })
  // Ids of a directory need not be unique in it: the first who had it is he.
  return identity?.person.erasedAt === null && identity.person.directoryPersons.length === 0
    ? identity.personId
    : undefined
}

async function byFormerSelf({ tx, providerId }: DirectoryCall, row: Unlinked): Promise<string | undefined> {
  if (row.externalId === null) return undefined
  const former = await tx.directoryPerson.findFirst({
    where: {
      identityProviderId: providerId,
      externalId: row.externalId,
      origin: 'removed',
      person: { erasedAt: null, directoryPersons: { none: { identityProviderId: providerId, origin: 'directory' } } },
    },
    orderBy: { updatedAt: 'desc' },
    select: { id: true, personId: true },
  })
  if (!former) return undefined
  await tx.directoryPerson.delete({ where: { id: former.id } })
  return former.personId ?? undefined
}

async function byAddress(
  { tx, providerId }: DirectoryCall,
  row: Unlinked,
  domains: readonly string[],
): Promise<string | undefined> {
  const emails = row.emailKeys.filter((email) => domains.some((domain) => email.endsWith(`@${domain.toLowerCase()}`)))
  if (emails.length === 0) return undefined
  const person = await tx.person.findFirst({
    where: {
      email: { in: emails },
      emailVerifiedAt: { not: null },
      erasedAt: null,
      directoryPersons: { none: { identityProviderId: providerId, origin: 'directory' } },
    },
    select: { id: true },
  })
  return person?.id
}

/** Nobody has the address yet. Where somebody has, an admin says whether it is he: the directory page asks. */
async function makePerson({ ctx, tx }: DirectoryCall, row: Unlinked): Promise<string | undefined> {
  const [email] = row.emailKeys
  if (email !== undefined && (await tx.person.count({ where: { email } })) > 0) return undefined
  const id = newId('person')
  await tx.person.create({
    data: {
      id,
      email: email ?? null,
      name: nameOf(row),
      // The directory's word: it is the company's own.
      emailVerifiedAt: email === undefined ? null : ctx.now(),
    },
  })
  return id
}

function nameOf(row: Unlinked): string {
  const attributes = (row.attributes ?? {}) as { displayName?: unknown; name?: { formatted?: unknown } }
  const { displayName, name } = attributes
  if (typeof displayName === 'string' && displayName.trim() !== '') return displayName.trim().slice(0, 200)
  if (typeof name?.formatted === 'string' && name.formatted.trim() !== '') return name.formatted.trim().slice(0, 200)
  return row.userName.slice(0, 200)
}
