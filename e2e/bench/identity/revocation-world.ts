import { startLyingProvider } from '@gatehouse/auth/directory/testing/lying-provider'
import { createIdentityProvider, getIdentityProvider } from '@gatehouse/contracts/endpoints/identity-providers'
import { getTokenRules, linkExternalClient, putTokenRules } from '@gatehouse/contracts/endpoints/token-rules'
import { idOf } from '@gatehouse/contracts/ids'
import { type Client, makeClient } from '../../fixtures/developer.ts'
import { makeEndUser, makeOauthClient, setScopes, signIn } from '../../fixtures/oauth-client.ts'
import { type OfferedApi, offerApi, plainApi } from '../../fixtures/offer-api.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import type { World } from '../../fixtures/world.ts'
import type { BenchWorld } from '../bench-world.ts'
import type { ProbedCall } from './refusal-probe.ts'
import { startStreamBackend } from './stream-backend.ts'
import { makeTeamClient } from './team-client.ts'

export const stage = 'staging'
const audience = 'api://things'

/** What triggers act on: an API with streams, an identity provider whose tokens it takes, and holders of every kind of credential. */
export type RevocationWorld = Awaited<ReturnType<typeof startRevocationWorld>>

export async function startRevocationWorld(bench: BenchWorld) {
  const { world } = bench
  const backend = await startStreamBackend()
  const provider = await startLyingProvider()
  const source = plainApi('Streams')
  const api = await offerApi(world, { source, backendUrl: backend.url, deployTo: stage, slug: 'streams' })
  await setScopes(world, ['orders.read'])
  const path = `${api.basePath}/things/7`
  const providerId = await connect(world, api, provider.issuer)
  const stageId = idOf('stage').parse(world.stage(stage).id)

  const keyCall = (key: string): ProbedCall => ({ kind: 'key', path, headers: { 'x-api-key': key } })
  const tokenCall = (kind: string, token: string): ProbedCall => ({
    kind,
    path,
    headers: { authorization: `Bearer ${token}` },
  })
  const ends: (() => Promise<unknown>)[] = []
  return {
    world,
    /** Runs when the world closes. */
    atEnd: (end: () => Promise<unknown>) => ends.push(end),
    api,
    providerId,
    provider,
    streamPath: `${api.basePath}/things/77`,
    keyCall,
    tokenCall,
    teamClient: (developer: Client['developer']) => makeTeamClient(world, developer, api.planId),
    newClient: (developer?: Client['developer']) => makeClient(world, api.planId, developer),
    /** A key, an OAuth client with a token of its own, and an end user’s. */
    async holder(client: Client) {
      const key = await client.newKey(stage)
      const oauth = await makeOauthClient(world, client, stage, {}, ['orders.read'])
      const endUserId = await makeEndUser(world)
      const user = await signIn(world, oauth, endUserId)
      const token = await oauth.token()
      return {
        key,
        oauth,
        endUserId,
        user,
        calls: [keyCall(key.key), tokenCall('client token', token), tokenCall('user token', user.accessToken)],
      }
    },
    /** Lets a client of the provider call as the application, and gives a token of somebody’s. */
    async externalToken(client: Client, clientId: string): Promise<ProbedCall> {
      await world.management(linkExternalClient, {
        applicationId: idOf('application').parse(client.applicationId),
        stageId,
        identityProviderId: providerId,
        clientId,
      })
      return tokenCall('external token', await tokenOf(clientId))
    },
    async close() {
      for (const end of ends) await end()
      await provider.stop()
      await backend.stop()
    },
  }

  function tokenOf(clientId: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    return provider.sign({
      iss: provider.issuer,
      aud: audience,
      sub: `sub-${clientId}`,
      azp: clientId,
      iat: now,
      exp: now + 300,
    })
  }
}

async function connect(world: World, api: OfferedApi, issuer: string) {
  const { id } = await world.management(createIdentityProvider, {
    name: 'Partner',
    settings: { kind: 'oidc', issuer, clientId: 'gatehouse' },
  })
  const identityProviderId = idOf('identityProvider').parse(id)
  await waitUntil('the provider’s keys are here', async () => {
    const { keys } = await world.management(getIdentityProvider, { identityProviderId })
    return keys.length > 0
  })
  const place = { api: api.slug, stage }
  const { etag } = await world.management(getTokenRules, place)
  const rule = { audiences: [audience], client: { by: 'claim' as const } }
  await world.management(putTokenRules, { ...place, rules: [{ identityProviderId, rule }] }, { ifMatch: etag })
  return identityProviderId
}
