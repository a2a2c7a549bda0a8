import { revokeCredential } from '@gatehouse/contracts/endpoints/applications'
import { expect, test } from '@playwright/test'
import { type Client, type DeveloperKey, makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, plainApi, untilAnswers } from '../fixtures/offer-api.ts'
import { TcpBalancer } from '../fixtures/tcp-balancer.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, untilCaughtUp, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
const backend = new EchoBackend()
const balancer = new TcpBalancer()

test.beforeAll(async () => {
  await backend.start()
  await balancer.start()
  world = await startWorld({
    controlPlanes: 2,
    env: { CONTROL_URL: balancer.url },
    gateways: [
      { name: 'one', stage: 'staging' },
      { name: 'two', stage: 'staging' },
      { name: 'three', stage: 'staging' },
    ],
    onControlPlanes: (urls) => balancer.use(urls),
  })
  api = await offerApi(world, { source: plainApi('Things'), backendUrl: backend.url, deployTo: 'staging' })
})

test.afterAll(async () => {
  await world?.close()
  await balancer.stop()
  await backend.stop()
})

const writers = 16
const rounds = 8
const path = () => `${api.basePath}/things/7`

type Written = { live: DeveloperKey[]; revoked: DeveloperKey[] }

/** Makes keys and revokes every second of them, at one of the two control planes in turn. */
async function write(client: Client, index: number): Promise<Written> {
  const controls = world.stack.urls.controls
  const written: Written = { live: [], revoked: [] }
  for (let round = 0; round < rounds; round += 1) {
    const key = await client.newKey('staging')
    if (round % 2 === 0) {
      const control = controls[(index + round / 2) % controls.length]
      await world.managementAt(control?.url ?? '')(revokeCredential, { credentialId: key.id })
      written.revoked.push(key)
    } else written.live.push(key)
  }
  return written
}

/** Until every gateway knows the last word of each key; then all of them are asked, none left out. */
async function expectVerdicts(written: readonly Written[]): Promise<void> {
  const live = written.flatMap((one) => one.live)
  const revoked = written.flatMap((one) => one.revoked)
  await untilCaughtUp(world)
  for (const gateway of world.gateways) {
    const said = async (keys: readonly DeveloperKey[]) => {
      const answers = await Promise.all(keys.map(({ key }) => callGateway(`${gateway.url}${path()}`, { key })))
      return [...new Set(answers.map(({ status, code }) => code ?? String(status)))]
    }
    expect(await said(live), gateway.name).toEqual(['200'])
    expect(await said(revoked), gateway.name).toEqual(['key_revoked'])
  }
}

test('two control planes and sixteen concurrent writers: every change reaches every gateway, none is passed over', async () => {
  const clients = await Promise.all(Array.from({ length: writers }, () => makeClient(world, api.planId)))
  const written = await Promise.all(clients.map((client, index) => write(client, index)))
  expect(written.flatMap(({ revoked }) => revoked).length).toBe((writers * rounds) / 2)
  await expectVerdicts(written)
})

test('one of the control planes dies while they write: its gateways go to the other and miss nothing', async () => {
  const clients = await Promise.all(Array.from({ length: writers }, () => makeClient(world, api.planId)))
  let made = 0
  const writing = Promise.all(
    clients.map(async (client) => {
      const written: Written = { live: [], revoked: [] }
      for (let round = 0; round < rounds; round += 1) {
        const key = await client.newKey('staging')
        made += 1
        if (round % 2 === 0) {
          await world.management(revokeCredential, { credentialId: key.id })
          written.revoked.push(key)
        } else written.live.push(key)
      }
      return written
    }),
  )
  await waitUntil('they are writing', () => made > writers)
  await world.stack.process('control-2').kill()
  const written = await writing
  await expectVerdicts(written)
  await world.stack.process('control-2').restart()
  const [client] = clients
  if (!client) throw new Error('no client')
  const after = await client.newKey('staging')
  await untilAnswers(world, 'staging', path(), 200, { key: after.key })
})
