import { verifyDocument } from '@gatehouse/contracts/signed-document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getCampaignDocument } from '../src/campaigns/campaign-document.ts'
import { decideCampaignItems } from '../src/campaigns/decide-items.ts'
import { cancelCampaign, extendCampaign, remindCampaign } from '../src/campaigns/end-campaign.ts'
import { getCampaign } from '../src/campaigns/list-campaigns.ts'
import { listCampaignItems } from '../src/campaigns/list-items.ts'
import { restoreCampaignItem } from '../src/campaigns/restore-item.ts'
import { closeCampaign } from '../src/campaigns/then-advance.ts'
import { rotateMyCredential } from '../src/credentials/rotate-credential.ts'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { replacePersonalData } from '../src/personal-data/replace-personal-data.ts'
import { closeSubscription, suspendSubscription } from '../src/subscriptions/decide-subscription.ts'
import { listTasks } from '../src/tasks/list-tasks.ts'
import { type CampaignWorld, createCampaignWorld } from './campaign-world.ts'

let world: CampaignWorld
beforeAll(async () => {
  world = await createCampaignWorld()
})
afterAll(() => world.drop())

const code = (name: string) => expect.objectContaining({ code: name })

describe('when it is due', () => {
  test('what nobody answered is suspended, not revoked, and one click gives it back; who did it stands on the item', async () => {
    const user = await world.user()
    const idle = await world.user()
    const campaign = await world.open({
      kinds: ['subscription', 'credential'],
      scope: { teamIds: [user.team.id, idle.team.id] },
    })
    await world.decide(world.offerer, await world.item(campaign.id, user.subscription.id), 'keep')
    world.later(31)
    await world.advance(campaign.id)
    const closed = await getCampaign({ ctx: world.admin, input: { campaignId: campaign.id } })
    expect(closed).toMatchObject({ state: 'closed', outcomes: { kept: 1, suspended: 3, revoked: 0 } })
    const key = await world.prisma.credential.findUniqueOrThrow({ where: { id: idle.credential.id } })
    expect(key).toMatchObject({ revokedAt: null, suspendedFor: expect.stringContaining(`Ask ${world.offerer.name}`) })
    await expect(
      rotateMyCredential({ ctx: idle.ctx, input: { credentialId: idle.credential.id, overlapHours: 1 } }),
    ).rejects.toThrow(/suspended/)
    expect(await world.mailsTo(idle.personId, 'access-suspended')).toHaveLength(1)
    for (const [subjectId, read] of [
      [
        idle.subscription.id,
        () => world.prisma.subscription.findUniqueOrThrow({ where: { id: idle.subscription.id } }),
      ],
      [idle.credential.id, () => world.prisma.credential.findUniqueOrThrow({ where: { id: idle.credential.id } })],
    ] as const) {
      const item = await world.item(campaign.id, subjectId)
      expect(item).toMatchObject({ outcome: 'suspended', decision: 'unanswered', mayRestore: true })
      const back = await restoreCampaignItem({ ctx: world.offerer, input: { campaignItemId: item.id } })
      expect(back.restored).toMatchObject({ by: { id: world.offerer.personId } })
      const row = await read()
      expect('suspendedAt' in row ? row.suspendedAt : row.state).toBe('suspendedAt' in row ? null : 'active')
      await expect(restoreCampaignItem({ ctx: world.admin, input: { campaignItemId: item.id } })).rejects.toEqual(
        code('changed_meanwhile'),
      )
    }
  })

  test('the job does nothing twice, however often and from however many processes it runs', async () => {
    const users = [await world.user(), await world.user(), await world.user()]
    const campaign = await world.open({ scope: { teamIds: users.map(({ team }) => team.id) } })
    world.later(31)
    await Promise.all([1, 2, 3].map(() => world.advance(campaign.id)))
    await world.advance(campaign.id)
    const items = await world.items(campaign.id)
    const written = await world.prisma.auditLog.count({
      where: { action: 'subscription.suspend', targetId: { in: items.map(({ subjectId }) => subjectId) } },
    })
    expect(written).toBe(3)
    expect(await world.prisma.auditLog.count({ where: { action: 'campaign.finish', targetId: campaign.id } })).toBe(1)
    const closed = (await world.mailsTo(world.admin.personId, 'campaign-closed')).filter(({ data }) =>
      data.campaignUrl?.includes(campaign.id),
    )
    expect(closed).toHaveLength(1)
  })

  test('an answer and the due date at once: one of them counts, and the item says which', async () => {
    const users = await Promise.all(Array.from({ length: 6 }, () => world.user()))
    const campaign = await world.open({ scope: { teamIds: users.map(({ team }) => team.id) } })
    const items = await world.items(campaign.id)
    const early = { ...world.offerer }
    world.later(31)
    // Clicked a moment before it was due, still on its way when the job runs.
    early.now = () => new Date(Date.parse(campaign.dueAt) - 1)
    const answers = items.map((item) =>
      world.decide(early, item, 'revoke').then(
        () => 'revoked',
        () => 'suspended',
      ),
    )
    const [, ...said] = await Promise.all([world.advance(campaign.id), ...answers])
    await world.advance(campaign.id)
    const came = (await world.items(campaign.id)).map(({ outcome }) => outcome)
    expect(came).toEqual(said)
  })

  test('what has gone, or rests for another reason, is left alone and said', async () => {
    const [gone, rests] = [await world.user(), await world.user()]
    const campaign = await world.open({ scope: { teamIds: [gone.team.id, rests.team.id] } })
    await closeSubscription({ ctx: world.system, input: { subscriptionId: gone.subscription.id, reason: 'Over.' } })
    await suspendSubscription({
      ctx: world.system,
      input: { subscriptionId: rests.subscription.id, reason: 'Unpaid.' },
    })
    world.later(31)
    await world.advance(campaign.id)
    expect(await world.item(campaign.id, gone.subscription.id)).toMatchObject({
      outcome: 'gone',
      outcomeNote: 'The subscription was closed meanwhile. There was nothing left to do.',
    })
    const other = await world.item(campaign.id, rests.subscription.id)
    expect(other).toMatchObject({ outcome: 'suspended', effectAt: null, mayRestore: false })
    await expect(restoreCampaignItem({ ctx: world.admin, input: { campaignItemId: other.id } })).rejects.toEqual(
      code('not_possible'),
    )
    expect((await world.prisma.subscription.findUniqueOrThrow({ where: { id: rests.subscription.id } })).reason).toBe(
      'Unpaid.',
    )
  })

  test('closing by hand does the same now; cancelling suspends nothing; more time moves the date', async () => {
    const user = await world.user()
    const scope = { teamIds: [user.team.id] }
    const cancelled = await world.open({ scope })
    await cancelCampaign({
      ctx: world.admin,
      input: { campaignId: cancelled.id, reason: 'Wrong scope.' },
      ifMatch: cancelled.etag,
    })
    world.later(31)
    await world.advance(cancelled.id)
    expect((await world.prisma.subscription.findUniqueOrThrow({ where: { id: user.subscription.id } })).state).toBe(
      'active',
    )
    const campaign = await world.open({ scope })
    const extended = await extendCampaign({
      ctx: world.admin,
      input: { campaignId: campaign.id, dueAt: world.inDays(60) },
      ifMatch: campaign.etag,
    })
    await expect(
      closeCampaign({ ctx: world.admin, input: { campaignId: campaign.id }, ifMatch: campaign.etag }),
    ).rejects.toEqual(code('changed_meanwhile'))
    const closed = await closeCampaign({
      ctx: world.admin,
      input: { campaignId: campaign.id },
      ifMatch: extended.etag,
    })
    expect(closed).toMatchObject({ state: 'closed', outcomes: { suspended: 1 }, endedBy: { id: world.admin.personId } })
  })
})

describe('reviewers are told', () => {
  test('one mail when it opens and one for each of two reminders, with all that is theirs; once, whoever asks', async () => {
    const users = [await world.user(), await world.user()]
    const reviewer = await world.signIn('Viewer')
    const campaign = await world.open({
      kinds: ['subscription', 'credential'],
      scope: { teamIds: users.map(({ team }) => team.id) },
      reviewers: { rule: 'person', personId: reviewer.personId },
    })
    const mails = () => world.mailsTo(reviewer.personId, 'campaign-review')
    expect(await mails()).toHaveLength(1)
    expect((await mails())[0]?.data).toMatchObject({ items: 4, occasion: 'opened' })
    const inbox = await listTasks({ ctx: reviewer, input: {} })
    expect(inbox.items).toEqual([
      expect.objectContaining({ kind: 'campaign-review', sentence: 'Autumn review: keep or revoke 4 items' }),
    ])
    await world.advance(campaign.id)
    expect(await mails()).toHaveLength(1)
    world.later(23.5)
    await Promise.all([world.advance(campaign.id), world.advance(campaign.id)])
    await world.advance(campaign.id)
    expect((await mails()).map(({ data }) => data.occasion)).toEqual(['opened', 'first'])
    expect(await remindCampaign({ ctx: world.admin, input: { campaignId: campaign.id } })).toEqual({ mails: 1 })
    world.later(6)
    await world.advance(campaign.id)
    await world.advance(campaign.id)
    expect((await mails()).map(({ data }) => data.occasion)).toEqual(['opened', 'first', 'by-hand', 'second'])
    const items = await world.items(campaign.id)
    await decideCampaignItems({
      ctx: reviewer,
      input: { campaignId: campaign.id, items: items.map(({ id, etag }) => ({ id, etag })), decision: 'keep' },
    })
    expect((await listTasks({ ctx: reviewer, input: {} })).items).toEqual([])
  })

  test('who was switched off hands on: to the team’s owner, then to the campaign’s; the item says so', async () => {
    const boss = await world.signIn('Viewer')
    const [owned, alone] = [await world.user({ teamOwner: boss.personId }), await world.user()]
    const reviewer = await world.signIn('Viewer')
    const campaign = await world.open({
      scope: { teamIds: [owned.team.id, alone.team.id] },
      reviewers: { rule: 'person', personId: reviewer.personId },
    })
    await deactivatePerson({ ctx: world.system, input: { personId: reviewer.personId } })
    await world.advance(campaign.id)
    expect(await world.item(campaign.id, owned.subscription.id)).toMatchObject({
      reviewers: [{ id: boss.personId }],
      reviewerNote: `${reviewer.name} is switched off; it fell to the owner of team ${owned.team.name}.`,
    })
    // The owner of that team is a developer without the console, so the offering team's owner is asked.
    expect((await world.item(campaign.id, alone.subscription.id)).reviewers).toEqual([
      expect.objectContaining({ id: world.offerer.personId }),
    ])
  })
})

describe('roles', () => {
  test('an unanswered one gives nothing from the next request on, and is back after one click; the last admin stays', async () => {
    const holder = await world.signIn('Viewer')
    const given = await world.grant(holder.personId, 'Product owner', { kind: 'team', teamId: world.commerce.id })
    const reviewer = await world.signIn('Viewer')
    const campaign = await world.open({
      kinds: ['person-role'],
      reviewers: { rule: 'person', personId: reviewer.personId },
      ownerId: world.offerer.personId,
    })
    world.later(31)
    await world.advance(campaign.id)
    const row = () => world.prisma.roleAssignment.findUniqueOrThrow({ where: { id: given.id } })
    expect((await row()).suspendedAt).not.toBeNull()
    const items = await world.items(campaign.id)
    const admins = items.filter(({ snapshot }) => snapshot.what.startsWith('Admin in the whole'))
    expect(admins.map(({ outcome }) => outcome)).toContain('not-possible')
    const back = await restoreCampaignItem({
      ctx: reviewer,
      input: { campaignItemId: (await world.item(campaign.id, given.id)).id },
    })
    expect(back.restored?.by.id).toBe(reviewer.personId)
    expect((await row()).suspendedAt).toBeNull()
    await world.prisma.roleAssignment.updateMany({ data: { suspendedAt: null, suspendedFor: null } })
  })
})

test('an erased person stands in no item any more', async () => {
  const holder = await world.signIn('Viewer')
  await world.prisma.person.update({ where: { id: holder.personId }, data: { name: 'Zelda Unmistakable' } })
  const campaign = await world.open({ kinds: ['person-role'], reviewers: { rule: 'offering' } })
  const ofHer = () => world.prisma.campaignItem.findMany({ where: { campaignId: campaign.id } })
  expect(JSON.stringify(await ofHer())).toContain('Zelda')
  await world.prisma.$transaction((tx) => replacePersonalData(tx, holder.personId, world.now()))
  expect(JSON.stringify(await ofHer())).not.toContain('Zelda')
})

describe('the signed document', () => {
  test('says all of it, is the same for ever, verifies offline, and shows any change of a word', async () => {
    const user = await world.user()
    const campaign = await world.open({
      name: 'Quarter <4> | sales',
      kinds: ['subscription', 'credential'],
      scope: { teamIds: [user.team.id] },
    })
    const ask = (format: 'json' | 'md' | 'html', ctx = world.admin) =>
      getCampaignDocument({ ctx, input: { campaignId: campaign.id, format } })
    await expect(ask('json')).rejects.toEqual(code('not_possible'))
    await world.decide(world.offerer, await world.item(campaign.id, user.subscription.id), 'keep')
    world.later(31)
    await world.advance(campaign.id)
    const file = await ask('json')
    const content = JSON.parse(file.text)
    expect(content.items).toEqual([
      expect.objectContaining({
        decision: 'keep',
        outcome: 'kept',
        decidedBy: expect.objectContaining({ name: world.offerer.name }),
      }),
      expect.objectContaining({ decision: 'unanswered', outcome: 'suspended' }),
    ])
    const keys = await world.prisma.signingKey.findMany({ where: { id: content.signature.keyId } })
    const trusted = keys.map(({ publicKey }) => publicKey)
    for (const format of ['json', 'md', 'html'] as const) {
      const { text } = await ask(format)
      expect(await verifyDocument(text, trusted)).toMatchObject({ outcome: 'good' })
      expect(await verifyDocument(text.replace(/suspended/i, 'kept'), trusted)).not.toMatchObject({ outcome: 'good' })
      expect(text).not.toContain('<4>\n')
    }
    const { after } = await world.prisma.auditLog.findFirstOrThrow({
      where: { action: 'campaign.finish', targetId: campaign.id },
    })
    expect(after).toMatchObject({ documentSha256: file.sha256 })
    const item = await world.item(campaign.id, user.credential.id)
    await restoreCampaignItem({ ctx: world.offerer, input: { campaignItemId: item.id } })
    expect(await ask('json')).toEqual(file)
    await expect(ask('json', world.offerer)).rejects.toEqual(code('forbidden'))
  })

  test('lists page by holder without loss or repetition', async () => {
    const users = [await world.user(), await world.user(), await world.user()]
    const campaign = await world.open({
      kinds: ['subscription', 'credential'],
      scope: { teamIds: users.map(({ team }) => team.id) },
    })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listCampaignItems({
        ctx: world.admin,
        input: { campaignId: campaign.id, limit: 2, ...(cursor ? { cursor } : {}) },
      })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(seen).toEqual((await world.items(campaign.id)).map(({ id }) => id))
    expect(new Set(seen).size).toBe(6)
  })
})
