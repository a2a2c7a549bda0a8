import type { Resource } from '@gatehouse/auth/scim/resource-type'
import { groupSchemaId } from '@gatehouse/auth/scim/schemas'
import type { MemberChange } from '../directory/apply-group.ts'
import type { ToldGroup } from '../directory/directory-call.ts'
import { versionTag } from './user-resource.ts'

export type GroupRow = {
  id: string
  externalId: string | null
  displayName: string
  attributes: unknown
  version: number
  createdAt: Date
  updatedAt: Date
}
export type Member = { id: string; display: string | null }

/** The stored part of a group with its members, in canonical form: what PATCH works on. */
export function writableGroup(
  row: Pick<GroupRow, 'displayName' | 'externalId' | 'attributes'>,
  members: readonly Member[],
): Resource {
  return {
    ...(row.attributes as Resource),
    displayName: row.displayName,
    ...(row.externalId === null ? {} : { externalId: row.externalId }),
    ...(members.length === 0
      ? {}
      : { members: members.map(({ id, display }) => ({ value: id, ...(display === null ? {} : { display }) })) }),
  }
}

/** A group as it is answered; without `members` they are not shown. */
export function groupResource(base: string, row: GroupRow, members: readonly Member[] | undefined): Resource {
  return {
    schemas: [groupSchemaId],
    id: row.id,
    ...writableGroup(row, []),
    ...(members === undefined
      ? {}
      : {
          members: members.map(({ id, display }) => ({
            value: id,
            $ref: `${base}/Users/${id}`,
            ...(display === null ? {} : { display }),
            type: 'User',
          })),
        }),
    meta: {
      resourceType: 'Group',
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: `${base}/Groups/${row.id}`,
      version: versionTag(row.version),
    },
  }
}

/** What a group in canonical form says: of the group, and of who is in it. */
export function toldGroup(resource: Resource): { told: ToldGroup; members: MemberChange } {
  const { displayName, externalId, members, ...attributes } = resource
  const listed = (Array.isArray(members) ? (members as Resource[]) : []).flatMap(({ value, display }) =>
    typeof value === 'string' ? [{ id: value, display: typeof display === 'string' ? display : undefined }] : [],
  )
  const displays = new Map(listed.flatMap(({ id, display }) => (display === undefined ? [] : [[id, display] as const])))
  return {
    told: {
      displayName: String(displayName),
      externalId: typeof externalId === 'string' ? externalId : null,
      attributes,
    },
    members: { replace: [...new Set(listed.map(({ id }) => id))], displays },
  }
}
