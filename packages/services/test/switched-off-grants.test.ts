import { newId } from '@gatehouse/contracts/ids'
import * as client from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addMapping } from '../src/directory/group-mappings.ts'
import { linkDirectoryPerson } from '../src/directory/list-directory-persons.ts'
import { createGroup } from '../src/scim/write-groups.ts'
import { createUser, patchUser } from '../src/scim/write-users.ts'
import { callback, createIssuerWorld, type IssuerWorld } from './issuer-world.ts'
import { discover, exchange, getCode, getTokens, jsonOf, post } from './oauth-flows.ts'

let world: IssuerWorld
beforeAll(async () => {
  world = await createIssuerWorld()
})
afterAll(() => world.end())

/** The developer of the world, whom a directory knows. */
async function known() {
  const { prisma } = world.db
  const identityProviderId = newId('identityProvider')
  await prisma.identityProvider.create({
    data: { id: identityProviderId, kind: 'scim', name: `Directory ${identityProviderId}`, settings: { kind: 'scim' } },
  })
  const ctx = world.ctx({ kind: 'directory', identityProviderId })
  const { id: userId } = await createUser({ ctx, input: { resource: { userName: 'dev' } } })
  const group = await createGroup({
    ctx,
    input: { resource: { displayName: 'Developers', members: [{ value: userId }] } },
  })
  if (world.developer.actor.kind !== 'developer') throw new Error('no developer')
  const { personId } = world.developer.actor
  await linkDirectoryPerson({ ctx: world.system, input: { directoryPersonId: String(userId) as never, personId } })
  await addMapping({
    ctx: world.system,
    input: { directoryGroupId: String(group.id) as never, gives: { kind: 'developer' } },
  })
  return {
    say: (active: boolean) =>
      patchUser({
        ctx,
        input: { id: String(userId), operations: [{ op: 'replace', path: 'active', value: active }] },
      }),
  }
}

test('D51 once the directory says inactive, every grant of his clients is refused: codes in flight, refresh, client credentials; tokens are inactive, and stay so when he is back', async () => {
  const { say } = await known()
  const made = await world.client({
    authMethod: 'client_secret_basic',
    grants: ['authorization_code', 'refresh_token', 'client_credentials'],
    redirectUris: [callback],
  })
  const config = await discover(world, made.id, client.ClientSecretBasic(made.secret))
  const machine = await client.clientCredentialsGrant(config, { scope: 'orders.read' })
  const { tokens } = await getTokens(world, config, {
    scope: 'openid offline_access orders.read',
    parameters: { prompt: 'consent' },
  })
  const inFlight = await getCode(world, config)
  const introspect = async (token: string) =>
    (await jsonOf(await post(world, '/oauth/introspect', { token }, made))).active as boolean | undefined
  expect(await introspect(machine.access_token)).toBe(true)

  await say(false)
  const refused = async (answer: Promise<Response>) => {
    const response = await answer
    expect([400, 401], await response.clone().text()).toContain(response.status)
  }
  await refused(post(world, '/oauth/token', { grant_type: 'client_credentials', scope: 'orders.read' }, made))
  await refused(exchange(world, made, inFlight.code, inFlight.verifier))
  if (tokens.refresh_token !== undefined)
    await refused(
      post(world, '/oauth/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }, made),
    )
  const revoked = await world.db.prisma.revocation.findUnique({ where: { id: `client:${made.id}` } })
  expect(revoked, 'gateways refuse what was issued until now').not.toBeNull()

  await say(true)
  const again = await client.clientCredentialsGrant(config, { scope: 'orders.read' })
  expect(again.access_token).toBeTruthy()
  expect(await introspect(machine.access_token), 'what was issued before stays refused').toBe(false)
  await refused(exchange(world, made, inFlight.code, inFlight.verifier))
  if (tokens.refresh_token !== undefined)
    await refused(
      post(world, '/oauth/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }, made),
    )
})
