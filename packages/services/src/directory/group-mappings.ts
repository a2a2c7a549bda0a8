import { inputOf } from '@gatehouse/contracts/endpoint'
import {
  addMapping as addEndpoint,
  previewMapping as previewEndpoint,
  previewUnmapping as previewRemovalEndpoint,
  removeMapping as removeEndpoint,
} from '@gatehouse/contracts/endpoints/directory'
import { type GroupGift, groupGift } from '@gatehouse/contracts/identity-providers'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { query, type Reader } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { assertAdminRemains, hasAdmin } from '../roles/grant-limits.ts'
import type { DirectoryCall } from './directory-call.ts'
import { readGroup } from './directory-groups.ts'
import { giftSentences } from './gift-sentences.ts'
import { effectOfMapping, effectOfUnmapping } from './mapping-effect.ts'
import { assertMayMap } from './may-map.ts'
import { beforehand, settle } from './settle-persons.ts'

/** A person's patience and a page's room. */
const mostMappings = 50
/** Everything that a group of thousands gives comes or goes in one transaction, on a busy machine too. */
const thousandsMs = 60_000

const groupScope = async (db: Reader | Transaction, input: { directoryGroupId: string }) =>
  (await db.directoryGroup.findUnique({ where: { id: input.directoryGroupId }, select: { id: true } })) && {}
const mappingScope = async (db: Reader | Transaction, input: { groupMappingId: string }) =>
  (await db.groupMapping.findUnique({ where: { id: input.groupMappingId }, select: { id: true } })) && {}

export const previewMapping = query({
  name: 'directory.preview-mapping',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: inputOf(previewEndpoint),
  scope: groupScope,
  run: async ({ db, input }) => {
    const sentence = await giftSentences(db, [input.gives])
    return effectOfMapping(db, input.directoryGroupId, input.gives, sentence(input.gives))
  },
})

export const previewUnmapping = query({
  name: 'directory.preview-unmapping',
  allowed: { permission: 'identity.read' },
  input: previewRemovalEndpoint.params,
  scope: mappingScope,
  run: async ({ db, input }) => {
    const mapping = await db.groupMapping.findUnique({ where: { id: input.groupMappingId } })
    if (!mapping) throw notFound()
    const gives = groupGift.parse(mapping.gives)
    const sentence = await giftSentences(db, [gives])
    return effectOfUnmapping(db, { groupId: mapping.groupId, gives }, sentence(gives))
  },
})

/** Maps a group, by its id: its members get it in the same transaction. Nobody maps what he could not give himself. */
export const addMapping = verb({
  name: 'directory.add-mapping',
  timeoutMs: thousandsMs,
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: inputOf(addEndpoint),
  scope: groupScope,
  run: async ({ ctx, tx, input, change }) => {
    const { directoryGroupId: groupId, gives } = input
    await refuseWithoutReview(tx, ctx, 'directory.add-mapping')
    await assertMayMap(tx, ctx, gives)
    const providerId = await lockGroup(tx, groupId)
    const known = await tx.groupMapping.findMany({ where: { groupId }, select: { gives: true } })
    if (known.some((one) => same(groupGift.parse(one.gives), gives)))
      throw new DomainError('already_exists', 'The group gives this already.')
    if (known.length >= mostMappings)
      throw new DomainError('not_possible', `A group has at most ${mostMappings} mappings.`)
    const call = { ctx, tx, change, providerId }
    const members = await membersOf(tx, groupId)
    const before = await beforehand(call, members)
    const id = newId('groupMapping')
    await tx.groupMapping.create({ data: { id, groupId, gives, createdAt: ctx.now() } })
    return { id, gives, events: await settle(call, members, before), view: await readGroup(tx, groupId) }
  },
  audit: ({ input, result }) => [
    {
      target: { kind: 'directoryGroup', id: input.directoryGroupId },
      after: { mappingId: result.id, gives: result.gives },
    },
    ...result.events,
  ],
  answer: ({ view }) => view,
})

/** Takes a mapping away, and from its members what it gave. Whom no mapped group is left is off. The last admin stays. */
export const removeMapping = verb({
  name: 'directory.remove-mapping',
  timeoutMs: thousandsMs,
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: removeEndpoint.params,
  scope: mappingScope,
  run: async ({ ctx, tx, input, change }) => {
    const mapping = await tx.groupMapping.findUnique({ where: { id: input.groupMappingId } })
    if (!mapping) throw notFound()
    await refuseWithoutReview(tx, ctx, 'directory.remove-mapping')
    const gives = groupGift.parse(mapping.gives)
    await assertMayMap(tx, ctx, gives, { gone: true })
    const call: DirectoryCall = { ctx, tx, change, providerId: await lockGroup(tx, mapping.groupId) }
    const members = await membersOf(tx, mapping.groupId)
    const hadAdmin = await hasAdmin(tx)
    const before = await beforehand(call, members)
    await tx.groupMapping.delete({ where: { id: mapping.id } })
    const events = await settle(call, members, before)
    if (hadAdmin) await assertAdminRemains(tx)
    return { groupId: mapping.groupId, gives, events }
  },
  audit: ({ input, result }) => [
    {
      target: { kind: 'directoryGroup', id: result.groupId },
      before: { mappingId: input.groupMappingId, gives: result.gives },
    },
    ...result.events,
  ],
  answer: () => ({}),
})

async function lockGroup(tx: Transaction, groupId: string): Promise<string> {
  await tx.$queryRaw`SELECT id FROM directory_group WHERE id = ${groupId} FOR UPDATE`
  const group = await tx.directoryGroup.findUnique({ where: { id: groupId }, select: { identityProviderId: true } })
  if (!group) throw notFound()
  return group.identityProviderId
}

async function membersOf(tx: Transaction, groupId: string): Promise<string[]> {
  const rows = await tx.directoryMembership.findMany({ where: { groupId }, select: { directoryPersonId: true } })
  return rows.map(({ directoryPersonId }) => directoryPersonId)
}

function same(one: GroupGift, other: GroupGift): boolean {
  const keyOf = (gift: GroupGift) => {
    if (gift.kind === 'developer') return 'developer'
    if (gift.kind === 'team') return `team ${gift.teamId} ${gift.role}`
    const { scope } = gift
    return `role ${gift.roleId} ${scope.on} ${scope.on === 'team' ? scope.teamId : scope.on === 'api' ? scope.apiId : ''}`
  }
  return keyOf(one) === keyOf(other)
}
