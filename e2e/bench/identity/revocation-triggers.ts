import { setTimeout as delay } from 'node:timers/promises'
import { closeSubscription, revokeCredential, suspendApplication } from '@gatehouse/contracts/endpoints/applications'
import { deactivateEndUser } from '@gatehouse/contracts/endpoints/end-users'
import { disableIdentityProvider, enableIdentityProvider } from '@gatehouse/contracts/endpoints/identity-providers'
import { deactivatePerson } from '@gatehouse/contracts/endpoints/people'
import { removeTeamMember } from '@gatehouse/contracts/endpoints/teams'
import { idOf } from '@gatehouse/contracts/ids'
import { makeDeveloper } from '../../fixtures/developer.ts'
import { refresh } from '../../fixtures/oauth-client.ts'
import { directoryTriggers } from './directory-triggers.ts'
import type { ProbedCall } from './refusal-probe.ts'
import type { RevocationWorld } from './revocation-world.ts'

/** One act that must refuse some credentials everywhere. A new trigger is one entry of `triggers`. */
export type Trigger = {
  readonly name: string
  /** Makes what it acts on; `calls` are good until `act` was sent. `after`: makes the next round possible. */
  readonly prepare: (
    world: RevocationWorld,
    round: number,
  ) => Promise<{ calls: readonly ProbedCall[]; act: () => Promise<unknown>; after?: () => Promise<unknown> }>
}

export const triggers: readonly Trigger[] = [
  {
    name: 'key',
    prepare: async (world) => {
      const { id, key } = await (await world.newClient()).newKey('staging')
      return { calls: [world.keyCall(key)], act: () => world.world.management(revokeCredential, { credentialId: id }) }
    },
  },
  {
    name: 'subscription',
    prepare: async (world) => {
      const client = await world.newClient()
      const { calls } = await world.holder(client)
      const { subscriptionId } = client
      return { calls, act: () => world.world.management(closeSubscription, { subscriptionId, reason: 'Measured.' }) }
    },
  },
  {
    name: 'application',
    prepare: async (world, round) => {
      const client = await world.newClient()
      const { calls } = await world.holder(client)
      const { applicationId } = client
      return {
        calls: [...calls, await world.externalToken(client, `application-${round}`)],
        act: () => world.world.management(suspendApplication, { applicationId, reason: 'Measured.' }),
      }
    },
  },
  {
    name: 'person',
    prepare: async (world) => {
      const client = await world.newClient()
      const { calls } = await world.holder(client)
      const { personId } = client.developer
      return { calls, act: () => world.world.management(deactivatePerson, { personId }) }
    },
  },
  ...directoryTriggers,
  {
    name: 'team member removed',
    prepare: async (world) => {
      const leaver = await makeDeveloper(world.world)
      const client = await world.teamClient(leaver)
      const { calls } = await world.holder(client)
      const member = { teamId: idOf('team').parse(client.developer.teamId), personId: leaver.personId }
      return { calls, act: () => world.world.management(removeTeamMember, member) }
    },
  },
  {
    name: 'OAuth client',
    prepare: async (world) => {
      const { oauth, calls } = await world.holder(await world.newClient())
      const act = () => world.world.management(revokeCredential, { credentialId: oauth.id })
      return { calls: calls.filter(({ kind }) => kind !== 'key'), act }
    },
  },
  {
    name: 'refresh family',
    prepare: async (world) => {
      const { oauth, user, calls } = await world.holder(await world.newClient())
      const second = await refresh(oauth, user.refreshToken)
      return {
        calls: [
          ...calls.filter(({ kind }) => kind === 'user token'),
          world.tokenCall('user token', second.accessToken),
        ],
        // The first one comes again: somebody has copied it.
        act: () => refresh(oauth, user.refreshToken).catch(() => undefined),
      }
    },
  },
  {
    name: 'end user',
    prepare: async (world) => {
      const { endUserId, calls } = await world.holder(await world.newClient())
      const act = () => world.world.management(deactivateEndUser, { endUserId })
      return { calls: calls.filter(({ kind }) => kind === 'user token'), act }
    },
  },
  {
    name: 'IdP switched off',
    prepare: async (world, round) => {
      const provider = { identityProviderId: world.providerId }
      return {
        calls: [await world.externalToken(await world.newClient(), `provider-${round}`)],
        act: () => world.world.management(disableIdentityProvider, provider),
        async after() {
          await world.world.management(enableIdentityProvider, provider)
          // Tokens say when they were issued in whole seconds: one of the second of switching off stays refused.
          await delay(1_100)
        },
      }
    },
  },
]
