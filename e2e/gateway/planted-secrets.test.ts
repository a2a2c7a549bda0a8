import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { revokeCredential } from '@gatehouse/contracts/endpoints/applications'
import { listAudit } from '@gatehouse/contracts/endpoints/audit'
import { exportConfiguration } from '@gatehouse/contracts/endpoints/configuration'
import { getStageValues, setSecret } from '@gatehouse/contracts/endpoints/deployments'
import { createIdentityProvider } from '@gatehouse/contracts/endpoints/identity-providers'
import { listRequests } from '@gatehouse/contracts/endpoints/usage'
import { createWebhook } from '@gatehouse/contracts/endpoints/webhooks'
import { exportMyData } from '@gatehouse/services/personal-data/export-my-data'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { makeDirectory } from '../fixtures/directory.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { giveBack, makeEndUser, makeOauthClient, refresh, setScopes, signIn } from '../fixtures/oauth-client.ts'
import { type OfferedApi, offerApi, plainApi } from '../fixtures/offer-api.ts'
import { storedRequests } from '../fixtures/stored-usage.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { textOfDatabase, textOfFolder } from '../fixtures/whole-text.ts'
import { startWorld, untilCaughtUp, type World } from '../fixtures/world.ts'

let world: World
let api: OfferedApi
const backend = new EchoBackend()
test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [{ name: 'live', stage: 'production' }],
    // Whoever looks for a fault turns this on.
    env: { LOG_LEVEL: 'trace', GATEWAY_LOG_LEVEL: 'trace' },
  })
  api = await offerApi(world, {
    source: plainApi('Things'),
    backendUrl: backend.url,
    deployTo: 'staging',
    promoteTo: ['production'],
  })
})
test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

const planted = (name: string) => `${name}-${randomBytes(16).toString('hex')}`

test('C.3 V16 issue 5.7: no planted secret stands in the database, on a gateway’s disk, in a process’s output, a trace or an export', async () => {
  const secrets = new Map<string, string>()
  const { management } = world

  await setScopes(world, ['orders.read'])
  const owner = await makeClient(world, api.planId)
  const key = await owner.newKey('production')
  secrets.set('key', key.key)
  const client = await makeOauthClient(world, owner, 'production', {}, ['orders.read'])
  secrets.set('OAuth client secret', client.secret)
  const clientToken = await client.token()
  secrets.set('client’s access token', clientToken)
  const user = await signIn(world, client, await makeEndUser(world))
  secrets.set('authorization code', user.code)
  secrets.set('access token', user.accessToken)
  secrets.set('refresh token', user.refreshToken)
  const next = await refresh(client, user.refreshToken)
  secrets.set('second access token', next.accessToken)
  secrets.set('second refresh token', next.refreshToken)

  const directory = await makeDirectory(world, 'Corp directory')
  secrets.set('SCIM token', directory.token)
  await directory.say('POST', '/Users', { userName: 'ada@corp.example', displayName: 'Ada', active: true })
  const providerSecret = planted('provider')
  secrets.set('secret of a provider', providerSecret)
  await management(createIdentityProvider, {
    name: 'Partner',
    settings: { kind: 'oidc', issuer: 'https://192.0.2.1', clientId: 'gatehouse', introspection: true },
    secret: providerSecret,
  })
  const backendSecret = planted('backend')
  secrets.set('secret of a backend', backendSecret)
  const place = { api: api.slug, version: api.version, stage: 'production' }
  await management(setSecret, { ...place, secret: 'upstream', value: backendSecret })
  const hook = await management(createWebhook, { name: 'Hook', url: 'https://hooks.example/in' })
  secrets.set('secret of a webhook', hook.secret)
  secrets.set('management key', world.managementKey)

  // What goes wrong, or comes where it does not belong, is not written down either.
  await untilCaughtUp(world)
  const url = `${world.gateway('live').url}${api.basePath}/things/7`
  const answers = [
    await callGateway(url, { key: key.key }),
    await callGateway(`${url}?access_token=${clientToken}&key=${key.key}`),
    await callGateway(url, { key: key.key, headers: { authorization: `Bearer ${clientToken}` } }),
    await callGateway(url, { headers: { authorization: `Bearer ${user.accessToken}x` } }),
    await callGateway(url, { headers: { authorization: `Bearer ${next.accessToken}` } }),
    await callGateway(url, { headers: { authorization: `Basic ${client.secret}` } }),
    await callGateway(url, { key: `${key.key}x`, headers: { 'user-agent': 'curl/8' } }),
  ]
  const said = answers.filter(({ status }) => status !== 200).map(({ text }) => text)
  const control = world.stack.urls.control
  const ask = async (path: string, init: RequestInit) =>
    said.push(await (await fetch(`${control}${path}`, init)).text())
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) })
  await ask('/oauth/token', form({ grant_type: 'authorization_code', code: user.code, client_secret: client.secret }))
  await ask(
    '/oauth/token',
    form({ grant_type: 'refresh_token', refresh_token: user.refreshToken, client_id: client.id }),
  )
  await ask(`/oauth/introspect?token=${next.accessToken}`, {
    method: 'POST',
    headers: { authorization: `Basic ${client.secret}` },
  })
  await ask('/scim/v2/Users', { headers: { authorization: `Bearer ${directory.token}x` } })
  await ask(`/api/v1/teams?key=${world.managementKey}`, { headers: { authorization: `Bearer ${key.key}` } })
  await ask('/api/v1/webhooks', {
    method: 'POST',
    headers: { authorization: `Bearer ${world.managementKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'x', url: 'https://hooks.example', secret: hook.secret }),
  })
  await giveBack(client, clientToken)
  await management(revokeCredential, { credentialId: key.id })

  const asked = answers.map(({ requestId }) => requestId)
  await waitUntil('all requests stand in the ledger', async () => {
    const { requestIds } = await storedRequests(world.stack.database.url)
    return asked.every((id) => requestIds.has(id))
  })
  const places = await textOfDatabase(world.system.db.pool)
  const dataDir = join(world.gatewayFolder('live'), '..', '..')
  for (const [path, text] of textOfFolder(join(dataDir, 'logs'))) places.set(`logs/${path}`, text)
  for (const [path, text] of textOfFolder(world.gatewayFolder('live'))) places.set(`gateway/${path}`, text)
  expect(places.get('logs/control.log')?.length, 'the control plane says something').toBeGreaterThan(100)
  expect(places.get('logs/gateway-live.log')?.length, 'the gateway says something').toBeGreaterThan(100)
  places.set('problems', said.join(' '))
  places.set('requests', JSON.stringify(await management(listRequests, {})))
  places.set('values of a stage', JSON.stringify(await management(getStageValues, place)))
  places.set('configuration', JSON.stringify(await management(exportConfiguration, {})))
  places.set('personal data', JSON.stringify(await exportMyData({ ctx: owner.developer.ctx, input: {} })))
  places.set('audit', JSON.stringify(await management(listAudit, { limit: 200 })))

  for (const [name, secret] of secrets) expect(secret.length, name).toBeGreaterThan(15)
  // What may be found is found: the search reads what it should.
  const named = [...places].flatMap(([where, text]) => (text.includes(client.id) ? [where] : []))
  expect(named).toEqual(expect.arrayContaining(['public.credential', 'public.audit_log', 'personal data', 'requests']))
  const hits = [...places].flatMap(([where, text]) =>
    [...secrets].flatMap(([name, secret]) => {
      // Of a token also its signature alone: with it, and what everybody knows, it is whole.
      const parts = secret.split('.').length === 3 ? [secret, secret.slice(secret.lastIndexOf('.') + 1)] : [secret]
      return parts.some((part) => text.includes(part)) ? [`${name} in ${where}`] : []
    }),
  )
  expect(hits).toEqual([])
})
