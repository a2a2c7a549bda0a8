import { ProblemError } from '@gatehouse/contracts/client'
import {
  closeSubscription,
  getCredential,
  resumeApplication,
  resumeSubscription,
  revokeCredential,
  suspendApplication,
  suspendSubscription,
} from '@gatehouse/contracts/endpoints/applications'
import { deactivatePerson } from '@gatehouse/contracts/endpoints/people'
import { getPortalVersion } from '@gatehouse/contracts/endpoints/portal'
import { getProduct, setProductTools } from '@gatehouse/contracts/endpoints/products'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect, test } from '@playwright/test'
import { makeClient, makeDeveloper } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway, KeptConnection } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, plainApi, untilAnswers } from '../fixtures/offer-api.ts'
import { openReads, portalClient } from '../fixtures/portal-client.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [
      { name: 'sandbox', stage: 'staging' },
      { name: 'live-1', stage: 'production' },
      { name: 'live-2', stage: 'production' },
      { name: 'live-3', stage: 'production' },
    ],
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

const target = () => `${api.basePath}/things/7?limit=5`
const live = () => world.gateways.filter(({ stage }) => stage === 'production')
const untilLive = (status: number, key?: string) =>
  untilAnswers(world, 'production', target(), status, key === undefined ? {} : { key })

/** What each live gateway says to the key now. */
async function verdicts(key: string): Promise<(string | number)[]> {
  const answers = await Promise.all(live().map(({ url }) => callGateway(`${url}${target()}`, { key })))
  return answers.map(({ status, code }) => code ?? status)
}
const everywhere = (verdict: string | number) => [verdict, verdict, verdict]

async function untilVerdicts(key: string, verdict: string | number): Promise<void> {
  await waitUntil(`every gateway says ${verdict}`, async () => {
    const said = await verdicts(key)
    if (said.some((one) => one !== verdict)) throw new Error(said.join(', '))
    return true
  })
}

test('S1 a key works at every gateway of its stage, and nothing passes without one', async () => {
  const client = await makeClient(world, api.planId)
  const { key } = await client.newKey('production')
  await untilLive(200, key)
  expect(await verdicts('gh_live_notakeyatall')).toEqual(everywhere('key_malformed'))
  await untilLive(401)
  const [gateway] = live()
  const answer = await callGateway(`${gateway?.url}${target()}`, { key })
  const echoed = JSON.parse(answer.text) as { url: string; headers: Record<string, string> }
  expect(echoed.url).toBe('/things/7?limit=5')
  // The credential is the gateway's, not the backend's.
  expect(JSON.stringify(echoed.headers)).not.toContain(key)
})

test('a key of Sandbox does nothing on Live, and the other way round', async () => {
  const client = await makeClient(world, api.planId)
  const [sandboxKey, liveKey] = [await client.newKey('staging'), await client.newKey('production')]
  await untilLive(200, liveKey.key)
  await untilAnswers(world, 'staging', target(), 200, { key: sandboxKey.key })
  const before = backend.received
  expect(await verdicts(sandboxKey.key)).toEqual(everywhere('key_wrong_stage'))
  const atSandbox = await callGateway(`${world.gateway('sandbox').url}${target()}`, { key: liveKey.key })
  expect([atSandbox.status, atSandbox.code]).toEqual([401, 'key_wrong_stage'])
  expect(backend.received).toBe(before)
})

test('I15 S19 an agent’s client calls a product’s tools with a key, on a connection that it keeps, until the key is revoked', async () => {
  const { etag } = await world.management(getProduct, { productId: api.productId })
  await world.management(setProductTools, { productId: api.productId, tools: 'all' }, { ifMatch: etag })
  const holder = await makeClient(world, api.planId)
  const { key, id } = await holder.newKey('production')
  await untilLive(200, key)
  const [gateway] = live()
  const agent = new Client({ name: 'agent', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  const transport = new StreamableHTTPClientTransport(new URL(`${gateway?.url}/mcp`), { requestInit })
  await agent.connect(transport as Parameters<Client['connect']>[0])
  const { tools } = await agent.listTools()
  expect(tools.map(({ name }) => name)).toEqual([
    `${api.slug}_${api.version}_addThing`,
    `${api.slug}_${api.version}_getThing`,
  ])
  const call = { name: `${api.slug}_${api.version}_getThing`, arguments: { id: 7, limit: 5 } }
  const answered = await agent.callTool(call)
  expect(answered).toMatchObject({ isError: false, structuredContent: { url: '/things/7?limit=5' } })
  const refused = await agent.callTool({ ...call, arguments: { id: 0 } })
  expect(refused).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('request_invalid') }] })
  await world.management(revokeCredential, { credentialId: id })
  await untilVerdicts(key, 'key_revoked')
  const before = backend.received
  await expect(agent.callTool(call)).rejects.toThrow(/401|key_revoked/)
  expect(backend.received).toBe(before)
  await agent.close()
})

test('S2 L16 a revoked key is refused by three gateways, and the receipts say what the calls show', async () => {
  const client = await makeClient(world, api.planId)
  const [revoked, kept] = [await client.newKey('production'), await client.newKey('production')]
  await untilLive(200, revoked.key)
  await untilLive(200, kept.key)
  await world.management(revokeCredential, { credentialId: revoked.id })
  await untilVerdicts(revoked.key, 'key_revoked')
  const receipts = await waitUntil('three receipts', async () => {
    const view = await world.management(getCredential, { credentialId: revoked.id })
    return view.receipts?.confirmed === 3 ? view.receipts : undefined
  })
  expect(receipts.total).toBe(3)
  expect(receipts.gateways.map(({ name, state }) => [name, state])).toEqual([
    ['live-1', 'confirmed'],
    ['live-2', 'confirmed'],
    ['live-3', 'confirmed'],
  ])
  expect(receipts.worstLagMs).toBe(Math.max(...receipts.gateways.map(({ lagMs }) => lagMs ?? Number.NaN)))
  // A receipt is never earlier than the truth: whoever is confirmed refuses.
  expect(await verdicts(revoked.key)).toEqual(everywhere('key_revoked'))
  expect(await verdicts(kept.key)).toEqual(everywhere(200))
})

test('S2 whoever the receipt names refuses from that moment on', async () => {
  const client = await makeClient(world, api.planId)
  const keys = await Promise.all(Array.from({ length: 8 }, () => client.newKey('production')))
  for (const { key } of keys) await untilLive(200, key)
  for (const { id, key } of keys) {
    await world.management(revokeCredential, { credentialId: id })
    await waitUntil('all confirmed', async () => {
      const { receipts } = await world.management(getCredential, { credentialId: id })
      const confirmed = receipts?.gateways.filter(({ state }) => state === 'confirmed').map(({ name }) => name) ?? []
      for (const name of confirmed) {
        const { code } = await callGateway(`${world.gateway(name).url}${target()}`, { key })
        expect(code, `${name} has confirmed`).toBe('key_revoked')
      }
      return confirmed.length === 3
    })
  }
})

test('S19 each request of a kept-alive connection is judged anew', async () => {
  const client = await makeClient(world, api.planId)
  const { id, key } = await client.newKey('production')
  await untilLive(200, key)
  const [gateway] = live()
  const url = `${gateway?.url}${target()}`
  const connection = new KeptConnection()
  try {
    expect((await connection.call(url, { key })).status).toBe(200)
    await world.management(revokeCredential, { credentialId: id })
    const refused = await waitUntil('the same connection is refused', async () => {
      const answer = await connection.call(url, { key })
      return answer.status === 401 ? answer : undefined
    })
    expect(refused.code).toBe('key_revoked')
    expect(connection.connects).toBe(1)
  } finally {
    await connection.close()
  }
})

test('S2 a suspended application is refused by name of what is suspended, and works again when it is resumed', async () => {
  const client = await makeClient(world, api.planId)
  const { key } = await client.newKey('production')
  const { applicationId } = client
  await untilLive(200, key)
  await world.management(suspendApplication, { applicationId, reason: 'They asked for it.' })
  await untilVerdicts(key, 'application_suspended')
  await world.management(resumeApplication, { applicationId })
  await untilVerdicts(key, 200)
})

test('S2 a suspended subscription is refused and resumed; a closed one stays closed', async () => {
  const client = await makeClient(world, api.planId)
  const { key } = await client.newKey('production')
  const { subscriptionId } = client
  await untilLive(200, key)
  await world.management(suspendSubscription, { subscriptionId, reason: 'Not paid.' })
  await untilVerdicts(key, 'subscription_suspended')
  await world.management(resumeSubscription, { subscriptionId })
  await untilVerdicts(key, 200)
  await world.management(closeSubscription, { subscriptionId, reason: 'Ended.' })
  await untilVerdicts(key, 'subscription_closed')
  const again = world.management(resumeSubscription, { subscriptionId })
  await expect(again).rejects.toBeInstanceOf(ProblemError)
})

test('S2 the keys of a deactivated person stop everywhere, others go on', async () => {
  const [one, other] = [await makeClient(world, api.planId), await makeClient(world, api.planId)]
  const [theirs, others] = [await one.newKey('production'), await other.newKey('production')]
  await untilLive(200, theirs.key)
  await untilLive(200, others.key)
  await world.management(deactivatePerson, { personId: one.developer.personId })
  await untilVerdicts(theirs.key, 'key_revoked')
  expect(await verdicts(others.key)).toEqual(everywhere(200))
})

test('C22 a closed stage appears in no answer of the portal', async () => {
  const developer = await makeDeveloper(world)
  await makeClient(world, api.planId, developer)
  const closed = world.stage('development')
  expect(closed.exposure).toBe('hidden')
  const names = [closed.id, closed.gatewayUrl]
  let read = 0
  for (const portal of [portalClient(world, developer), portalClient(world)]) {
    for (const { endpoint } of openReads()) {
      const text = await portal.get(endpoint.path)
      for (const name of names) expect(text, endpoint.id).not.toContain(name)
      expect(text, endpoint.id).not.toMatch(/\bdevelopment\b/i)
      read += 1
    }
    const version = await portal.call(getPortalVersion, { slug: api.slug, version: api.version })
    expect(version.stages.map(({ name }) => name)).toEqual(['Sandbox', 'Live'])
    const text = JSON.stringify(version)
    for (const name of names) expect(text).not.toContain(name)
    expect(text).not.toMatch(/\bdevelopment\b|\bstaging\b|\bproduction\b/i)
  }
  expect(read).toBeGreaterThan(6)
})
