import { assertRequired, canonicalResource } from '@gatehouse/auth/scim/canonical'
import { applyPatch, type PatchOperation } from '@gatehouse/auth/scim/patch'
import { type Resource, userType } from '@gatehouse/auth/scim/resource-type'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { applyDirectoryPerson, removeDirectoryPerson } from '../directory/apply-person.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import type { AccessEvents } from '../people/access-call.ts'
import { directoryOf, scimBase } from './directory-of.ts'
import { toldPerson, userResource, writablePart } from './user-resource.ts'

const body = z.record(z.string(), z.unknown())
const id = z.string()
type Outcome = { id: string; resource: Resource; events: AccessEvents }

/** Takes a user that the directory tells of for the first time. Throws already_exists where it has told of one of that name. */
export const createUser = verb({
  name: 'scim.user.create',
  allowed: { directory: true },
  input: z.strictObject({ resource: body }),
  run: async ({ ctx, tx, input, change }): Promise<Outcome> => {
    const resource = canonicalResource(userType, input.resource)
    assertRequired(userType, resource)
    const call = { ctx, tx, change, providerId: directoryOf(ctx) }
    const made = await applyDirectoryPerson(call, toldPerson(resource, true))
    return answerOf(tx, ctx, made)
  },
  audit: ({ result }) => [entryOf(result), ...result.events],
  answer: ({ resource }) => resource,
})

/** Puts another user in the place of one. What it does not say of him is gone, but for whether he is active. */
export const replaceUser = verb({
  name: 'scim.user.replace',
  allowed: { directory: true },
  input: z.strictObject({ id, resource: body }),
  run: async ({ ctx, tx, input, change, ifMatch }): Promise<Outcome> => {
    const row = await lockUser(tx, ctx, input.id, ifMatch)
    const resource = canonicalResource(userType, input.resource)
    assertRequired(userType, resource)
    const call = { ctx, tx, change, providerId: directoryOf(ctx) }
    return answerOf(tx, ctx, await applyDirectoryPerson(call, toldPerson(resource, row.active), row.id))
  },
  audit: ({ result }) => [entryOf(result), ...result.events],
  answer: ({ resource }) => resource,
})

/** Changes a user by operations: all of them, or none. */
export const patchUser = verb({
  name: 'scim.user.patch',
  allowed: { directory: true },
  input: z.strictObject({ id, operations: z.array(z.custom<PatchOperation>()) }),
  run: async ({ ctx, tx, input, change, ifMatch }): Promise<Outcome> => {
    const row = await lockUser(tx, ctx, input.id, ifMatch)
    const resource = applyPatch(userType, writablePart(row), input.operations)
    assertRequired(userType, resource)
    const call = { ctx, tx, change, providerId: directoryOf(ctx) }
    return answerOf(tx, ctx, await applyDirectoryPerson(call, toldPerson(resource, row.active), row.id))
  },
  audit: ({ result }) => [entryOf(result), ...result.events],
  answer: ({ resource }) => resource,
})

/** The directory has this user no more: whoever he is here is off at once, as if it had called him inactive. */
export const deleteUser = verb({
  name: 'scim.user.delete',
  allowed: { directory: true },
  input: z.strictObject({ id }),
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    const row = await lockUser(tx, ctx, input.id, ifMatch)
    return removeDirectoryPerson({ ctx, tx, change, providerId: directoryOf(ctx) }, row.id)
  },
  audit: ({ input, result }) => [{ target: { kind: 'directoryPerson', id: input.id } }, ...result],
  answer: () => ({}),
})

/** Holds a user for this transaction: whoever changes him at the same time waits. Throws changed_meanwhile for another version. */
async function lockUser(tx: Transaction, ctx: Context, userId: string, ifMatch: number | undefined) {
  await tx.$queryRaw`SELECT id FROM directory_person WHERE id = ${userId} FOR UPDATE`
  const row = await tx.directoryPerson.findUnique({ where: { id: userId } })
  if (row === null || row.identityProviderId !== directoryOf(ctx) || row.origin !== 'directory') throw notFound()
  if (ifMatch !== undefined && ifMatch !== row.version) throw new DomainError('changed_meanwhile')
  return row
}

async function answerOf(
  tx: Transaction,
  ctx: Context,
  { id: userId, events }: { id: string; events: AccessEvents },
): Promise<Outcome> {
  const row = await tx.directoryPerson.findUniqueOrThrow({
    where: { id: userId },
    include: {
      groups: {
        where: { group: { origin: 'directory' } },
        select: { group: { select: { id: true, displayName: true } } },
        orderBy: { groupId: 'asc' },
      },
    },
  })
  const groups = row.groups.map(({ group }) => group)
  return { id: userId, events, resource: userResource(scimBase(ctx), row, groups) }
}

/** Ids only: names and addresses are no matter of the chain. */
function entryOf({ id: userId, resource }: Outcome) {
  return { target: { kind: 'directoryPerson', id: userId }, after: { active: resource.active === true } }
}
