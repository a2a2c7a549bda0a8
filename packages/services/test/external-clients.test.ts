import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { revokeCredential } from '../src/credentials/revoke-credential.ts'
import { registerExternalClient, removeExternalClient } from '../src/identity-providers/register-external-client.ts'
import { createProviderWorld, type ProviderWorld } from './provider-world.ts'

let world: ProviderWorld
beforeAll(async () => {
  world = await createProviderWorld()
})
afterAll(() => world.stop())
beforeEach(() => {
  world.idp.state.lies = {}
})

async function given() {
  const developer = await world.app.developer()
  const { id: applicationId } = await createMyApplication({ ctx: world.app.ctx(developer), input: { name: 'Shop' } })
  const stage = await world.app.db.prisma.stage.findFirstOrThrow({ orderBy: { position: 'asc' } })
  const identityProviderId = await world.connect()
  const input = {
    applicationId,
    stageId: stage.id as never,
    identityProviderId,
    name: 'Shop',
    initialAccessToken: 'initial-access',
  }
  return {
    input,
    register: (more: object = {}) => registerExternalClient({ ctx: world.admin, input: { ...input, ...more } }),
  }
}
const external = () => world.app.db.prisma.credential.count({ where: { kind: 'external' } })

test('S7 an application’s client is made at the provider, and goes there with its credential', async () => {
  const { register } = await given()
  const { credential, clientId, clientSecret } = await register()
  expect(world.idp.state.clients.has(clientId)).toBe(true)
  expect(clientSecret).not.toBeNull()
  const { rows } = await world.app.db.pool.query(
    'SELECT (SELECT json_agg(a) FROM audit_log a)::text AS audit, (SELECT json_agg(c) FROM credential c)::text AS stored',
  )
  const registrationToken = world.idp.state.clients.get(clientId)?.token ?? ''
  for (const secret of [clientSecret ?? '', registrationToken, 'initial-access'])
    expect(JSON.stringify([credential, rows])).not.toContain(secret)
  await revokeCredential({ ctx: world.admin, input: { credentialId: credential.id } })
  const { rows: jobs } = await world.app.db.pool.query('SELECT FROM graphile_worker._private_jobs WHERE key = $1', [
    `remove-external-client ${credential.id}`,
  ])
  expect(jobs).toHaveLength(1)
  await removeExternalClient(world.app.ctx(), credential.id)
  await removeExternalClient(world.app.ctx(), credential.id)
  expect(world.idp.state.clients.has(clientId)).toBe(false)
})

test('S7 a provider that refuses, or is away, leaves nothing half done', async () => {
  const { register } = await given()
  const before = [await external(), world.idp.state.clients.size]
  const cases: [object, string][] = [
    [{ initialAccessToken: 'another' }, 'provider_registration'],
    [{ grants: ['authorization_code'], redirectUris: ['http://shop.example/cb'] }, 'invalid_input'],
    [{ grants: ['authorization_code'] }, 'invalid_input'],
  ]
  for (const [more, code] of cases) await expect(register(more)).rejects.toMatchObject({ code })
  world.idp.state.lies = { status: { path: '/.well-known/openid-configuration', status: 503 } }
  await expect(register()).rejects.toMatchObject({ code: 'provider_unreachable' })
  expect([await external(), world.idp.state.clients.size]).toEqual(before)
})

test('S7 only who manages applications makes clients', async () => {
  const { input } = await given()
  const viewer = world.app.ctx(await world.app.member('Viewer'))
  await expect(registerExternalClient({ ctx: viewer, input })).rejects.toMatchObject({ code: 'not_found' })
  expect(world.idp.asked.filter((one) => one === 'POST /register').length).toBeLessThan(5)
})
