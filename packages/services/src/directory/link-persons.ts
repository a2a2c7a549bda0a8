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
  const known = await candidatesOf(call, rows, domains)
  const links: { id: string; personId: string }[] = []
  const made: Made[] = []
  const events: AuditEntry[] = []
  const formerSelves: string[] = []
  for (const row of rows) {
    const former = known.formerSelf(row)
    const personId = known.identity(row) ?? former?.personId ?? known.address(row)
    if (former && former.personId === personId) formerSelves.push(former.id)
    const person = personId === undefined ? known.newcomer(row) : undefined
    if (person) made.push(person)
    const linked = personId ?? person?.id
    if (linked === undefined) continue
    known.take(linked)
    links.push({ id: row.id, personId: linked })
    events.push({
      action: person ? 'person.create' : 'person.link',
      target: { kind: 'person', id: linked },
      after: { directoryPersonId: row.id },
    })
  }
  const now = call.ctx.now()
  // The directory's word on the address: it is the company's own.
  await tx.$executeRaw`
    INSERT INTO person (id, email, name, email_verified_at)
    SELECT t.id, t.email, t.name, CASE WHEN t.email IS NOT NULL THEN ${now}::timestamptz END
    FROM unnest(${made.map(({ id }) => id)}::text[], ${made.map(({ email }) => email)}::text[], ${made.map(({ name }) => name)}::text[])
      AS t(id, email, name)`
  await tx.directoryPerson.deleteMany({ where: { id: { in: formerSelves } } })
  await tx.$executeRaw`
    UPDATE directory_person d SET person_id = t.person_id
    FROM unnest(${links.map(({ id }) => id)}::text[], ${links.map(({ personId }) => personId)}::text[]) AS t(id, person_id)
    WHERE d.id = t.id`
  return events
}

type Made = { id: string; email: string | null; name: string }

/** Who rows of the directory may be, read at once for all of them. Nobody is two of them. */
async function candidatesOf({ tx, providerId }: DirectoryCall, rows: readonly Unlinked[], domains: readonly string[]) {
  const externalIds = rows.flatMap(({ externalId }) => externalId ?? [])
  const emails = [...new Set(rows.flatMap(({ emailKeys }) => emailKeys))]
  const linkedThere = { directoryPersons: { where: { identityProviderId: providerId, origin: 'directory' }, take: 1 } }
  const identities = await tx.personIdentity.findMany({
    where: { identityProviderId: providerId, subject: { in: externalIds }, person: { erasedAt: null } },
    select: { subject: true, personId: true, person: { select: linkedThere } },
  })
  const former = await tx.directoryPerson.findMany({
    where: {
      identityProviderId: providerId,
      origin: 'removed',
      externalId: { in: externalIds },
      person: { erasedAt: null },
    },
    orderBy: { updatedAt: 'asc' },
    select: { id: true, externalId: true, personId: true, person: { select: linkedThere } },
  })
  const persons = await tx.person.findMany({
    where: { email: { in: emails } },
    select: { id: true, email: true, emailVerifiedAt: true, erasedAt: true, ...linkedThere },
  })
  const taken = new Set(
    [...identities, ...former]
      .filter(({ person }) => (person?.directoryPersons.length ?? 0) > 0)
      .flatMap(({ personId }) => personId ?? []),
  )
  for (const { id, directoryPersons } of persons) if (directoryPersons.length > 0) taken.add(id)
  const byIdentity = new Map(identities.map(({ subject, personId }) => [subject, personId]))
  const byFormer = new Map(former.map((one) => [one.externalId, one]))
  const byEmail = new Map(persons.map((one) => [one.email, one]))
  const free = (personId: string | undefined | null) =>
    personId === undefined || personId === null || taken.has(personId) ? undefined : personId
  return {
    identity: ({ externalId }: Unlinked) => free(externalId === null ? undefined : byIdentity.get(externalId)),
    formerSelf({ externalId }: Unlinked): { id: string; personId: string } | undefined {
      const found = externalId === null ? undefined : byFormer.get(externalId)
      const personId = free(found?.personId)
      return found && personId !== undefined ? { id: found.id, personId } : undefined
    },
    address({ emailKeys }: Unlinked): string | undefined {
      const spoken = emailKeys.filter((email) => domains.some((domain) => email.endsWith(`@${domain.toLowerCase()}`)))
      const found = spoken
        .map((email) => byEmail.get(email))
        .find((one) => one?.emailVerifiedAt && one.erasedAt === null && free(one.id) !== undefined)
      return found?.id
    },
    /** Nobody has the address yet. Where somebody has, an admin says whether it is he: the directory page asks. */
    newcomer(row: Unlinked): Made | undefined {
      const email = row.emailKeys[0] ?? null
      if (email !== null && byEmail.has(email)) return undefined
      const person = { id: newId('person'), email, name: nameOf(row) }
      if (email !== null) byEmail.set(email, { ...person, emailVerifiedAt: null, erasedAt: null, directoryPersons: [] })
      return person
    },
    take: (personId: string) => taken.add(personId),
  }
}

function nameOf(row: Unlinked): string {
  const attributes = (row.attributes ?? {}) as { displayName?: unknown; name?: { formatted?: unknown } }
  const { displayName, name } = attributes
  if (typeof displayName === 'string' && displayName.trim() !== '') return displayName.trim().slice(0, 200)
  if (typeof name?.formatted === 'string' && name.formatted.trim() !== '') return name.formatted.trim().slice(0, 200)
  return row.userName.slice(0, 200)
}
