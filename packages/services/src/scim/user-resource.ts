import type { Resource } from '@gatehouse/auth/scim/resource-type'
import { enterpriseSchemaId, userSchemaId } from '@gatehouse/auth/scim/schemas'
import type { ToldPerson } from '../directory/directory-call.ts'

export type UserRow = {
  id: string
  externalId: string | null
  userName: string
  active: boolean
  attributes: unknown
  version: number
  createdAt: Date
  updatedAt: Date
}
export type GroupOfUser = { id: string; displayName: string }

/** The stored part of a user, in canonical form: what PATCH works on. */
export function writablePart({
  externalId,
  userName,
  active,
  attributes,
}: Omit<UserRow, 'id' | 'version' | 'createdAt' | 'updatedAt'>): Resource {
  return { ...(attributes as Resource), userName, active, ...(externalId === null ? {} : { externalId }) }
}

/** A user as it is answered. `base` is the server's address. */
export function userResource(base: string, row: UserRow, groups: readonly GroupOfUser[] = []): Resource {
  const { attributes, ...rest } = row
  const stored = attributes as Resource
  return {
    schemas: [userSchemaId, ...(stored[enterpriseSchemaId] === undefined ? [] : [enterpriseSchemaId])],
    id: row.id,
    ...writablePart({ ...rest, attributes }),
    ...(groups.length === 0
      ? {}
      : {
          groups: groups.map(({ id, displayName }) => ({
            value: id,
            $ref: `${base}/Groups/${id}`,
            display: displayName,
            type: 'direct',
          })),
        }),
    meta: {
      resourceType: 'User',
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${base}/Users/${row.id}`,
      version: versionTag(row.version),
    },
  }
}

export function versionTag(version: number): string {
  return `W/"${version}"`
}

/**
 * What a user in canonical form says of a person. A resource that does not say whether he is active leaves it as it was: nobody comes
 * back because a client forgot a word.
 */
export function toldPerson(resource: Resource, activeBefore: boolean): ToldPerson {
  const { userName, externalId, active, ...attributes } = resource
  return {
    userName: String(userName),
    externalId: typeof externalId === 'string' ? externalId : null,
    active: typeof active === 'boolean' ? active : activeBefore,
    name: typeof attributes.displayName === 'string' ? attributes.displayName : '',
    emails: addresses(attributes.emails),
    attributes,
  }
}

/** The primary one first, then those for work. */
function addresses(emails: unknown): string[] {
  if (!Array.isArray(emails)) return []
  const rank = (one: Resource) => (one.primary === true ? 0 : one.type === 'work' ? 1 : 2)
  return (emails as Resource[])
    .toSorted((one, other) => rank(one) - rank(other))
    .flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
}
