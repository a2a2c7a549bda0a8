import { groupGift } from '@gatehouse/contracts/identity-providers'
import type { Json } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { giftSentences } from '../../directory/gift-sentences.ts'
import { addMapping, removeMapping } from '../../directory/group-mappings.ts'
import { notFound } from '../../grammar/domain-error.ts'
import {
  createIdentityProvider,
  deleteIdentityProvider,
  updateIdentityProvider,
} from '../../identity-providers/manage-identity-provider.ts'
import { readProviders } from '../../identity-providers/provider-view.ts'
import { disableIdentityProvider, enableIdentityProvider } from '../../identity-providers/switch-identity-provider.ts'
import type { AccessActDefinition, Place } from '../access-act.ts'

type Definition<I> = AccessActDefinition<I>
type Named = { identityProviderId: string }

const nowhere: Place = { stages: [], apis: 0, operations: 0 }

async function requireProvider(tx: Transaction, id: string) {
  const row = await tx.identityProvider.findUnique({ where: { id }, select: { name: true, etag: true } })
  if (!row) throw notFound()
  return row
}

const side: Definition<never>['side'] = async (tx, ctx, { id }) => {
  const [view] = await readProviders(tx, ctx, { where: { id } })
  if (!view) return null
  const { name, kind, enabled, signIn, settings, subjectClaim, hasSecret } = view
  return {
    sentences: [
      `${name} (${kind}) is ${enabled ? 'on' : 'off'}.`,
      signIn ? 'Persons sign in with it.' : 'Nobody signs in with it.',
      hasSecret ? 'It has a secret, which is not shown.' : 'It has no secret.',
    ],
    json: JSON.parse(JSON.stringify({ name, kind, enabled, signIn, subjectClaim, settings })),
  }
}

/** What the acts on one provider have in common. */
function onProvider<I extends Named>(
  verb: Definition<I>['verb'],
  title: (name: string) => string,
  diff: Definition<I>['diff'],
  more: Pick<Definition<I>, 'etag' | 'secrets'> = {},
): Definition<I> {
  return {
    verb,
    title: async (tx, { identityProviderId }) => title((await requireProvider(tx, identityProviderId)).name),
    target: ({ identityProviderId: id }) => ({ kind: 'identityProvider', id }),
    base: async (tx, { identityProviderId }) => {
      const { name, etag } = await requireProvider(tx, identityProviderId)
      return { provider: { label: `The identity provider “${name}”`, value: etag } }
    },
    side,
    where: async () => nowhere,
    diff,
    ...more,
  }
}

const switched =
  (enabled: boolean): Definition<Named>['diff'] =>
  async (_tx, { identityProviderId }) => ({
    kind: 'identity-provider',
    identityProviderId: identityProviderId as never,
    enabled,
  })
const untold = async () => null

async function requireGroup(tx: Transaction, id: string) {
  const row = await tx.directoryGroup.findUnique({ where: { id }, select: { name: true, mappings: true } })
  if (!row) throw notFound()
  return row
}

/** What a group gives, a sentence a mapping. */
const groupSide: Definition<never>['side'] = async (tx, _ctx, { id }) => {
  const { name, mappings } = await requireGroup(tx, id)
  const gifts = mappings.map(({ gives }) => groupGift.parse(gives))
  const sentence = await giftSentences(tx, gifts)
  return {
    sentences:
      gifts.length === 0 ? [`${name} gives nothing.`] : gifts.map((gift) => `${name} gives ${sentence(gift)}.`),
    json: { gives: JSON.parse(JSON.stringify(gifts)) },
  }
}

const groupBase = async (tx: Transaction, id: string) => {
  const { name, mappings } = await requireGroup(tx, id)
  const ids: Json = mappings.map((mapping) => mapping.id).sort()
  return { group: { label: `What the group “${name}” gives`, value: ids } }
}

async function groupOf(tx: Transaction, mappingId: string): Promise<string> {
  const row = await tx.groupMapping.findUnique({ where: { id: mappingId }, select: { groupId: true } })
  if (!row) throw notFound()
  return row.groupId
}

export const providerActs = {
  'identity-provider.create': {
    verb: createIdentityProvider,
    title: async (_tx, { name }) => `Connect the identity provider “${name}”`,
    target: (_input, answer) => {
      const id = (answer as { id: string } | undefined)?.id
      return id === undefined ? null : { kind: 'identityProvider', id }
    },
    base: async () => ({}),
    side,
    where: async () => nowhere,
    diff: untold,
    secrets: ['secret'],
  } satisfies Definition<z.output<typeof createIdentityProvider.input>>,
  'identity-provider.update': onProvider<z.output<typeof updateIdentityProvider.input>>(
    updateIdentityProvider,
    (name) => `Change the identity provider “${name}”`,
    untold,
    { etag: async (tx, input) => (await requireProvider(tx, input.identityProviderId)).etag, secrets: ['secret'] },
  ),
  'identity-provider.enable': onProvider<Named>(
    enableIdentityProvider,
    (name) => `Switch the identity provider “${name}” on`,
    switched(true),
  ),
  'identity-provider.disable': onProvider<Named>(
    disableIdentityProvider,
    (name) => `Switch the identity provider “${name}” off`,
    switched(false),
  ),
  'identity-provider.delete': onProvider<Named>(
    deleteIdentityProvider,
    (name) => `Delete the identity provider “${name}”`,
    untold,
  ),
  'directory.add-mapping': {
    verb: addMapping,
    title: async (tx, { directoryGroupId, gives }) => {
      const sentence = await giftSentences(tx, [gives])
      return `The group “${(await requireGroup(tx, directoryGroupId)).name}” gives ${sentence(gives)}`
    },
    target: ({ directoryGroupId }) => ({ kind: 'directoryGroup', id: directoryGroupId }),
    base: (tx, { directoryGroupId }) => groupBase(tx, directoryGroupId),
    side: groupSide,
    where: async () => nowhere,
    diff: async (_tx, { directoryGroupId, gives }) => ({
      kind: 'group-mapping',
      directoryGroupId: directoryGroupId as never,
      gives,
    }),
  } satisfies Definition<z.output<typeof addMapping.input>>,
  'directory.remove-mapping': {
    verb: removeMapping,
    title: async (tx, { groupMappingId }) =>
      `Take a mapping of the group “${(await requireGroup(tx, await groupOf(tx, groupMappingId))).name}” away`,
    target: ({ groupMappingId }) => ({ kind: 'groupMapping', id: groupMappingId }),
    base: async (tx, { groupMappingId }) => groupBase(tx, await groupOf(tx, groupMappingId)),
    side: async (tx, ctx, target) => {
      const row = await tx.groupMapping.findUnique({ where: { id: target.id }, select: { groupId: true } })
      return row && groupSide(tx, ctx, { kind: 'directoryGroup', id: row.groupId })
    },
    where: async () => nowhere,
    diff: async (_tx, { groupMappingId }) => ({ kind: 'group-unmapping', groupMappingId: groupMappingId as never }),
  } satisfies Definition<z.output<typeof removeMapping.input>>,
}
