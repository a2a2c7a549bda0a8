import { mintManagementKey } from '@gatehouse/auth/management-keys'
import { hashSecret } from '@gatehouse/auth/session-token'
import { newId } from '@gatehouse/contracts/ids'
import { addMapping } from '@gatehouse/services/directory/group-mappings'
import { listDirectoryMessages } from '@gatehouse/services/directory/list-messages'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { type Directory, makeDirectory } from '../fixtures/directory.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway, KeptConnection } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, plainApi } from '../fixtures/offer-api.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
let directory: Directory
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [
      { name: 'live-1', stage: 'production' },
      { name: 'live-2', stage: 'production' },
    ],
  })
  api = await offerApi(world, {
    source: plainApi('Things'),
    backendUrl: backend.url,
    deployTo: 'staging',
    promoteTo: ['production'],
  })
  directory = await makeDirectory(world, 'Corp directory')
})
test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

const target = () => `${api.basePath}/things/7?limit=5`

async function untilVerdicts(key: string, verdict: string | number): Promise<void> {
  await waitUntil(`every gateway says ${verdict}`, async () => {
    const said = await Promise.all(
      world.gateways.map(async ({ url }) => {
        const { status, code } = await callGateway(`${url}${target()}`, { key })
        return code ?? status
      }),
    )
    if (said.some((one) => one !== verdict)) throw new Error(said.join(', '))
    return true
  })
}

/** Whether the management API takes a key. */
async function managementSays(key: string): Promise<number> {
  const answer = await fetch(`${world.stack.urls.control}/api/v1/teams`, {
    headers: { authorization: `Bearer ${key}` },
  })
  await answer.body?.cancel()
  return answer.status
}

/** Somebody whom the directory made a developer, with a personal key and a management key that he made. */
async function settled(userName: string) {
  const user = await directory.say('POST', '/Users', { userName, displayName: userName, active: true })
  const group = await directory.say('POST', '/Groups', { displayName: userName, members: [{ value: user.id }] })
  await addMapping({
    ctx: world.system,
    input: { directoryGroupId: group.id as never, gives: { kind: 'developer' } },
  })
  const developer = await directory.developer(user.id)
  const client = await makeClient(world, api.planId, developer)
  const { key } = await client.newKey('production')
  const account = await createServiceAccount({
    ctx: world.system,
    input: { teamId: world.teamId, name: `CI of ${userName}` },
  })
  const managementKey = mintManagementKey()
  await world.system.db.prisma.managementKey.create({
    data: {
      id: newId('managementKey'),
      serviceAccountId: account.id,
      name: 'CI',
      hash: hashSecret(managementKey),
      start: managementKey.slice(0, 12),
      scopes: [],
      createdBy: developer.personId,
    },
  })
  await untilVerdicts(key, 200)
  expect(await managementSays(managementKey)).not.toBe(401)
  return { user, group, key, managementKey, developer }
}

/** The newest message of a kind, once every gateway has confirmed what followed from it. */
function receiptOf(kind: string) {
  return waitUntil(`receipts of ${kind}`, async () => {
    const { items } = await listDirectoryMessages({ ctx: world.system, input: { identityProviderId: directory.id } })
    const receipts = items.find((one) => one.kind === kind)?.receipts
    return receipts && receipts.confirmed === receipts.total && receipts
  })
}

test('S2 S6 D51 whom the directory calls inactive is refused at every gateway, on kept connections too, with a receipt; and back by its word', async () => {
  const { user, key, managementKey } = await settled('inactive@corp.example')
  const [gateway] = world.gateways
  const kept = new KeptConnection()
  expect((await kept.call(`${gateway?.url}${target()}`, { key })).status).toBe(200)
  await directory.say('PATCH', `/Users/${user.id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
  })
  await untilVerdicts(key, 'key_revoked')
  const again = await kept.call(`${gateway?.url}${target()}`, { key })
  expect([again.status, again.code]).toEqual([401, 'key_revoked'])
  await kept.close()
  expect(await managementSays(managementKey)).toBe(401)
  expect(await receiptOf('person-deactivated')).toMatchObject({
    total: 2,
    confirmed: 2,
    worstLagMs: expect.any(Number),
    text: expect.stringMatching(/^2\/2 gateways · /),
  })
  await directory.say('PATCH', `/Users/${user.id}`, { Operations: [{ op: 'replace', value: { active: true } }] })
  await untilVerdicts(key, 200)
  expect(await managementSays(managementKey)).not.toBe(401)
})

test('S6 whom the last mapped group is taken from, or whom the directory deletes, is refused at every gateway', async () => {
  const one = await settled('left@corp.example')
  await directory.say('PATCH', `/Groups/${one.group.id}`, {
    Operations: [{ op: 'Remove', path: `members[value eq "${one.user.id}"]` }],
  })
  await untilVerdicts(one.key, 'key_revoked')
  expect(await receiptOf('group-changed')).toMatchObject({ total: 2, confirmed: 2 })
  await directory.say('PATCH', `/Groups/${one.group.id}`, {
    Operations: [{ op: 'Add', path: 'members', value: [{ value: one.user.id }] }],
  })
  await untilVerdicts(one.key, 200)
  const other = await settled('deleted@corp.example')
  await directory.say('DELETE', `/Users/${other.user.id}`)
  await untilVerdicts(other.key, 'key_revoked')
  expect(await managementSays(other.managementKey)).toBe(401)
  await untilVerdicts(one.key, 200)
})
