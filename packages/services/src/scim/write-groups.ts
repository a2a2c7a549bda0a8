import { assertRequired, canonicalResource } from '@gatehouse/auth/scim/canonical'
import { applyPatch, type PatchOperation } from '@gatehouse/auth/scim/patch'
import { groupType, type Resource } from '@gatehouse/auth/scim/resource-type'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { applyDirectoryGroup, removeDirectoryGroup } from '../directory/apply-group.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import type { AccessEvents } from '../people/access-call.ts'
import { directoryOf, scimBase } from './directory-of.ts'
import { groupResource, type Member, toldGroup, writableGroup } from './group-resource.ts'

const body = z.record(z.string(), z.unknown())
const id = z.string()
/** A group of thousands changes in one transaction, on a busy machine too. */
const thousandsMs = 60_000
type Outcome = { id: string; resource: Resource; events: AccessEvents; unknown: number }

/** Takes a group that the directory tells of for the first time. */
export const createGroup = verb({
  name: 'scim.group.create',
  timeoutMs: thousandsMs,
  allowed: { directory: true },
  input: z.strictObject({ resource: body }),
  run: ({ ctx, tx, input, change }) => {
    const resource = canonicalResource(groupType, input.resource)
    return write({ ctx, tx, change, providerId: directoryOf(ctx) }, resource)
  },
  audit: ({ result }) => [entryOf(result), ...result.events],
  answer: ({ resource }) => resource,
})

/** Puts another group in the place of one: who is not named as its member is none. */
export const replaceGroup = verb({
  name: 'scim.group.replace',
  timeoutMs: thousandsMs,
  allowed: { directory: true },
  input: z.strictObject({ id, resource: body }),
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    await lockGroup(tx, ctx, input.id, ifMatch)
    const resource = canonicalResource(groupType, input.resource)
    return write({ ctx, tx, change, providerId: directoryOf(ctx) }, resource, input.id)
  },
  audit: ({ result }) => [entryOf(result), ...result.events],
  answer: ({ resource }) => resource,
})

/** Changes a group by operations: all of them, or none. Members come and go by value paths, or all at once. */
export const patchGroup = verb({
  name: 'scim.group.patch',
  timeoutMs: thousandsMs,
  allowed: { directory: true },
  input: z.strictObject({ id, operations: z.array(z.custom<PatchOperation>()) }),
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    const row = await lockGroup(tx, ctx, input.id, ifMatch)
    const resource = applyPatch(groupType, writableGroup(row, await membersIn(tx, row.id)), input.operations)
    return write({ ctx, tx, change, providerId: directoryOf(ctx) }, resource, row.id)
  },
  audit: ({ result }) => [entryOf(result), ...result.events],
  answer: ({ resource }) => resource,
})

/** The directory has this group no more: what it gave is gone at once. */
export const deleteGroup = verb({
  name: 'scim.group.delete',
  timeoutMs: thousandsMs,
  allowed: { directory: true },
  input: z.strictObject({ id }),
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    const row = await lockGroup(tx, ctx, input.id, ifMatch)
    return removeDirectoryGroup({ ctx, tx, change, providerId: directoryOf(ctx) }, row.id)
  },
  audit: ({ input, result }) => [{ target: { kind: 'directoryGroup', id: input.id } }, ...result],
  answer: () => ({}),
})

async function write(
  call: Parameters<typeof applyDirectoryGroup>[0],
  resource: Resource,
  groupId?: string,
): Promise<Outcome> {
  assertRequired(groupType, resource)
  const { told, members } = toldGroup(resource)
  const applied = await applyDirectoryGroup(call, told, members, groupId)
  const row = await call.tx.directoryGroup.findUniqueOrThrow({ where: { id: applied.id } })
  return {
    id: applied.id,
    events: applied.events,
    unknown: applied.unknown.length,
    resource: groupResource(scimBase(call.ctx), row, await membersIn(call.tx, applied.id)),
  }
}

async function lockGroup(tx: Transaction, ctx: Context, groupId: string, ifMatch: number | undefined) {
  await tx.$queryRaw`SELECT id FROM directory_group WHERE id = ${groupId} FOR UPDATE`
  const row = await tx.directoryGroup.findUnique({ where: { id: groupId } })
  if (row === null || row.identityProviderId !== directoryOf(ctx) || row.origin !== 'directory') throw notFound()
  if (ifMatch !== undefined && ifMatch !== row.version) throw new DomainError('changed_meanwhile')
  return row
}

function membersIn(tx: Transaction, groupId: string): Promise<Member[]> {
  return tx.$queryRaw<Member[]>`
    SELECT d.id, m.display FROM directory_membership m JOIN directory_person d ON d.id = m.directory_person_id
    WHERE m.group_id = ${groupId} AND d.origin = 'directory' ORDER BY d.created_at, d.id`
}

function entryOf({ id: groupId, unknown }: Outcome) {
  return { target: { kind: 'directoryGroup', id: groupId }, after: { unknownMembers: unknown } }
}
