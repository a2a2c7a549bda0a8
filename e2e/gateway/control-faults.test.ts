import { getCredential, revokeCredential } from '@gatehouse/contracts/endpoints/applications'
import { listRequests } from '@gatehouse/contracts/endpoints/usage'
import { expect, test } from '@playwright/test'
import { backUpDatabase, restoreDatabase } from '../fixtures/database-backup.ts'
import { type Client, makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, plainApi, untilAnswers } from '../fixtures/offer-api.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { gatewayHealth, startWorld, untilConnected, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
let client: Client
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [
      { name: 'one', stage: 'staging' },
      { name: 'two', stage: 'staging' },
      { name: 'three', stage: 'staging' },
    ],
  })
  api = await offerApi(world, { source: plainApi('Things'), backendUrl: backend.url, deployTo: 'staging' })
  client = await makeClient(world, api.planId)
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

const path = () => `${api.basePath}/things/7`
const untilAll = (status: number, key: string) => untilAnswers(world, 'staging', path(), status, { key })
const verdict = async (name: string, key: string) => {
  const { status, code } = await callGateway(`${world.gateway(name).url}${path()}`, { key })
  return code ?? status
}

test('R7 with the control plane stopped a gateway serves, restarted it serves from its disk, and later it catches up', async () => {
  const [known, revokedSoon] = [await client.newKey('staging'), await client.newKey('staging')]
  await untilAll(200, known.key)
  await untilAll(200, revokedSoon.key)
  const control = world.stack.process('control')
  await control.kill()

  expect(await verdict('one', known.key)).toBe(200)
  // Killed, so that only what was on the disk before counts; made in the outage, so that nobody told it.
  const secret = await client.newKey('staging')
  await world.stack.process('gateway-one').kill()
  await world.stack.process('gateway-one').restart()
  expect((await gatewayHealth(world.gateway('one'))).connected).toBe(false)
  const served = await callGateway(`${world.gateway('one').url}${path()}`, { key: known.key })
  expect(served.status).toBe(200)
  expect(await verdict('one', secret.key)).toBe('key_unknown')
  const unknown = await callGateway(`${world.gateway('one').url}${path()}`, {})
  expect(unknown.code).toBe('key_missing')

  await control.restart()
  await untilAll(200, secret.key)
  await world.management(revokeCredential, { credentialId: revokedSoon.id })
  await untilAll(401, revokedSoon.key)
  await waitUntil('all receipts are there', async () => {
    const { receipts } = await world.management(getCredential, { credentialId: revokedSoon.id })
    return receipts?.confirmed === 3
  })
  // What was served meanwhile is in the log, with what was refused.
  for (const answer of [served, unknown]) {
    await waitUntil(`${answer.requestId} is stored`, async () => {
      const { items } = await world.management(listRequests, { limit: 200 })
      return items.some(({ id }) => id === answer.requestId)
    })
  }
})

test('R22 a key revoked while a gateway was cut off is refused as soon as it is back', async () => {
  const key = await client.newKey('staging')
  await untilAll(200, key.key)
  await world.stack.process('gateway-two').stop()
  await world.management(revokeCredential, { credentialId: key.id })
  await world.stack.process('gateway-two').restart()
  await untilConnected([world.gateway('two')])
  await untilAll(401, key.key)
  expect(await verdict('two', key.key)).toBe('key_revoked')
})

test('a database restored from a backup is noticed: gateways load everything again and say what it says', async () => {
  const [old, revokedLater] = [await client.newKey('staging'), await client.newKey('staging')]
  await untilAll(200, old.key)
  await untilAll(200, revokedLater.key)
  const control = world.stack.process('control')
  await control.stop()
  await backUpDatabase(world.stack.database.url, 'backup')
  await control.restart()
  await untilConnected(world.gateways)

  const newer = await client.newKey('staging')
  await world.management(revokeCredential, { credentialId: revokedLater.id })
  await untilAll(200, newer.key)
  await untilAll(401, revokedLater.key)

  await control.stop()
  await restoreDatabase(world.stack.database.url, 'backup')
  await control.restart()
  await untilAll(401, newer.key)
  expect(await verdict('one', newer.key)).toBe('key_unknown')
  // As the database says, whether one likes it or not: its word is the only one.
  await untilAll(200, revokedLater.key)
  await untilAll(200, old.key)
  await world.management(revokeCredential, { credentialId: old.id })
  await untilAll(401, old.key)
})
