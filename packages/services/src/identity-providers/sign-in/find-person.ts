import type { VerifiedPerson } from '@gatehouse/auth/directory/adapter'
import type { Transaction } from '@gatehouse/db/client'
import { parseMailAddress } from '@gatehouse/mail/mail-address'

/** How somebody was recognised: by his identity; by what the provider's own directory told of him; by a confirmed address. */
export type Recognised = { personId: string; by: 'identity' | 'directory' | 'address' }

/**
 * Who a provider's person is here. Provider and subject name him, nothing else (ASVS 10.5.2). Who has never signed in with it is
 * recognised by what the same provider's directory told of him, or by an address that counts.
 */
export async function findPerson(
  tx: Transaction,
  provider: { id: string; linkDomains: readonly string[] },
  person: VerifiedPerson,
): Promise<Recognised | undefined> {
  const identity = await tx.personIdentity.findUnique({
    where: { identityProviderId_subject: { identityProviderId: provider.id, subject: person.subject } },
    select: { personId: true },
  })
  if (identity) return { personId: identity.personId, by: 'identity' }
  const told = await tx.directoryPerson.findFirst({
    where: {
      identityProviderId: provider.id,
      externalId: { in: [person.subject, ...(person.directoryId === undefined ? [] : [person.directoryId])] },
      origin: 'directory',
      personId: { not: null },
      person: { erasedAt: null, identities: { none: { identityProviderId: provider.id } } },
    },
    orderBy: { id: 'asc' },
    select: { personId: true },
  })
  if (told?.personId) return { personId: told.personId, by: 'directory' }
  const byAddress = await personOfAddress(tx, provider, person)
  return byAddress === undefined ? undefined : { personId: byAddress, by: 'address' }
}

/**
 * An address links only where the provider has confirmed it, in a domain that an administrator said it may vouch for, to a person who
 * confirmed it here too and whom this provider has never called otherwise (D55, D56).
 */
async function personOfAddress(
  tx: Transaction,
  provider: { id: string; linkDomains: readonly string[] },
  person: VerifiedPerson,
): Promise<string | undefined> {
  const email = confirmedAddress(person)
  const domain = email?.slice(email.lastIndexOf('@') + 1)
  if (email === undefined || !provider.linkDomains.some((allowed) => allowed.toLowerCase() === domain)) return undefined
  const found = await tx.person.findFirst({
    where: {
      email,
      emailVerifiedAt: { not: null },
      erasedAt: null,
      identities: { none: { identityProviderId: provider.id } },
    },
    select: { id: true },
  })
  return found?.id
}

/** The address as we write it, if the provider has confirmed it and it is one (D6). */
export function confirmedAddress(person: VerifiedPerson): string | undefined {
  if (!person.emailVerified || person.email === undefined) return undefined
  return parseMailAddress(person.email.trim())?.toLowerCase()
}
