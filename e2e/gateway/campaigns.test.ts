import { resumeSubscription } from '@gatehouse/contracts/endpoints/applications'
import type { CampaignKind } from '@gatehouse/contracts/endpoints/campaign-views'
import {
  closeCampaign,
  createCampaign,
  decideCampaignItem,
  listCampaignItems,
  openCampaign,
  restoreCampaignItem,
} from '@gatehouse/contracts/endpoints/campaigns'
import type { Id } from '@gatehouse/contracts/ids'
import { expect, test } from '@playwright/test'
import { type Client, makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { makeMember } from '../fixtures/member.ts'
import { type OfferedApi, offerApi, plainApi, untilAnswers } from '../fixtures/offer-api.ts'
import { startWorld, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
let owner: { id: Id<'person'>; name: string }
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [
      { name: 'one', stage: 'staging' },
      { name: 'two', stage: 'staging' },
    ],
  })
  api = await offerApi(world, { source: plainApi('Things'), backendUrl: backend.url, deployTo: 'staging' })
  const { actor } = await makeMember(world, 'Security admin')
  if (actor.kind !== 'member') throw new Error('no member')
  const { name } = await world.system.db.prisma.person.findUniqueOrThrow({ where: { id: actor.personId } })
  owner = { id: actor.personId, name }
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

const target = () => `${api.basePath}/things/7?limit=5`

/** An open campaign about one client's team, which asks its owner. */
async function ask(client: Client, kinds: CampaignKind[]) {
  const draft = await world.management(createCampaign, {
    name: 'Who still needs it',
    kinds,
    scope: { teamIds: [client.developer.teamId] },
    reviewers: { rule: 'person', personId: owner.id },
    ownerId: owner.id,
    dueAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  })
  return world.management(openCampaign, { campaignId: draft.id }, { ifMatch: draft.etag })
}
const itemsOf = async (campaignId: Id<'campaign'>) => (await world.management(listCampaignItems, { campaignId })).items

test('S14 an unanswered subscription is refused at every gateway from the due date on, and is back after one click', async () => {
  const client = await makeClient(world, api.planId)
  const { key } = await client.newKey('staging')
  await untilAnswers(world, 'staging', target(), 200, { key })
  const campaign = await ask(client, ['subscription'])
  await world.management(closeCampaign, { campaignId: campaign.id }, { ifMatch: campaign.etag })
  await untilAnswers(world, 'staging', target(), 403, { key })
  expect((await callGateway(`${world.gateway('two').url}${target()}`, { key })).code).toBe('subscription_suspended')
  const [item] = await itemsOf(campaign.id)
  if (!item) throw new Error('the campaign asks nothing')
  expect(item).toMatchObject({ outcome: 'suspended', decision: 'unanswered' })
  await world.management(restoreCampaignItem, { campaignItemId: item.id })
  await untilAnswers(world, 'staging', target(), 200, { key })
  const [back] = await itemsOf(campaign.id)
  expect(back?.receipts).toMatchObject({ total: 2, confirmed: 2 })
  await expect(world.management(resumeSubscription, { subscriptionId: client.subscriptionId })).resolves.toMatchObject({
    state: 'active',
  })
})

test('S14 an unanswered key is refused with whom to ask, its application’s other access stays; revoke is for good', async () => {
  const client = await makeClient(world, api.planId)
  const [first, second] = [await client.newKey('staging'), await client.newKey('staging')]
  await untilAnswers(world, 'staging', target(), 200, { key: second.key })
  const campaign = await ask(client, ['credential'])
  const items = await itemsOf(campaign.id)
  const gone = items.find(({ subjectId }) => subjectId === first.id)
  if (!gone) throw new Error('the campaign does not ask about the key')
  await world.management(
    decideCampaignItem,
    { campaignItemId: gone.id, decision: 'revoke', note: 'Nobody knows it.' },
    { ifMatch: gone.etag },
  )
  await untilAnswers(world, 'staging', target(), 401, { key: first.key })
  const { etag } = await world.management(closeCampaign, { campaignId: campaign.id }, { ifMatch: campaign.etag })
  expect(etag).toBeGreaterThan(campaign.etag)
  await untilAnswers(world, 'staging', target(), 403, { key: second.key })
  const refused = await callGateway(`${world.gateway('one').url}${target()}`, { key: second.key })
  expect(refused.code).toBe('credential_suspended')
  expect(refused.text).toContain(`Ask ${owner.name}`)
  const rests = (await itemsOf(campaign.id)).find(({ subjectId }) => subjectId === second.id)
  if (!rests) throw new Error('the campaign does not ask about the key')
  await world.management(restoreCampaignItem, { campaignItemId: rests.id })
  await untilAnswers(world, 'staging', target(), 200, { key: second.key })
  expect((await callGateway(`${world.gateway('one').url}${target()}`, { key: first.key })).code).toBe('key_revoked')
})
