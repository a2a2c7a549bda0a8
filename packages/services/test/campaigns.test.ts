import { verifyDocument } from '@gatehouse/contracts/signed-document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getCampaignDocument } from '../src/campaigns/campaign-document.ts'
import { decideCampaignItem, decideCampaignItems } from '../src/campaigns/decide-items.ts'
import { cancelCampaign, extendCampaign, remindCampaign } from '../src/campaigns/end-campaign.ts'
import { getCampaignItem } from '../src/campaigns/item-evidence.ts'
import { getCampaign, listCampaigns } from '../src/campaigns/list-campaigns.ts'
import { listCampaignItems } from '../src/campaigns/list-items.ts'
import { openCampaign } from '../src/campaigns/open-campaign.ts'
import { previewCampaign } from '../src/campaigns/preview-campaign.ts'
import { reassignCampaignItems } from '../src/campaigns/reassign-items.ts'
import { restoreCampaignItem } from '../src/campaigns/restore-item.ts'
import { closeCampaign } from '../src/campaigns/then-advance.ts'
import { rotateMyCredential } from '../src/credentials/rotate-credential.ts'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { replacePersonalData } from '../src/personal-data/replace-personal-data.ts'
import { closeSubscription, suspendSubscription } from '../src/subscriptions/decide-subscription.ts'
import { listTasks } from '../src/tasks/list-tasks.ts'
import { recordCalls } from '../src/testing-usage.ts'
import { type CampaignWorld, createCampaignWorld } from './campaign-world.ts'

let world: CampaignWorld
beforeAll(async () => {
  world = await createCampaignWorld()
})
afterAll(() => world.drop())

const code = (name: string) => expect.objectContaining({ code: name })

describe('a campaign asks who has what', () => {
  test('the preview says how many, why each, and whom; opening takes it down as it was', async () => {
    const user = await world.user()
    await recordCalls(world.system, { stageId: world.stage.id, versionId: world.versionId }, [
      { applicationId: user.application.id, times: 3 },
    ])
    const asked = { kinds: ['subscription' as const], reviewers: { rule: 'offering' as const } }
    const preview = await previewCampaign({ ctx: world.admin, input: asked })
    const shown = preview.items.find(({ subjectId }) => subjectId === user.subscription.id)
    expect(shown?.reviewers).toEqual([{ id: world.offerer.personId, name: world.offerer.name }])
    expect(shown?.snapshot.reason).toMatch(/^App \d+ of Team \d+ may call Orders since /)
    expect(await world.prisma.campaignItem.count()).toBe(0)

    const campaign = await world.open(asked)
    const item = await world.item(campaign.id, user.subscription.id)
    expect(item).toMatchObject({
      decision: 'unanswered',
      snapshot: { calls30: 3, calls90: 3, what: 'Orders, plan Free' },
    })
    await world.prisma.product.update({ where: { id: world.product.id }, data: { name: 'Renamed' } })
    expect((await world.item(campaign.id, user.subscription.id)).snapshot.what).toBe('Orders, plan Free')
    await world.prisma.product.update({ where: { id: world.product.id }, data: { name: 'Orders' } })
    const evidence = await getCampaignItem({ ctx: world.offerer, input: { campaignItemId: item.id } })
    expect(evidence.now.state).toBe('active')
    expect(evidence.requests).toHaveLength(3)
    expect(evidence.breaks[0]).toMatch(/^3 calls came with it/)
  })

  test('the scope narrows: a team, a stage, a product; what belongs to none of them is left out', async () => {
    const user = await world.user()
    const preview = async (input: Partial<Parameters<typeof previewCampaign>[0]['input']>) =>
      (
        await previewCampaign({
          ctx: world.admin,
          input: { kinds: ['subscription', 'credential'], reviewers: { rule: 'offering' }, ...input },
        })
      ).items.map(({ kind, subjectId }) => `${kind} ${subjectId}`)
    const both = [`subscription ${user.subscription.id}`, `credential ${user.credential.id}`]
    expect(await preview({ scope: { teamIds: [user.team.id] } })).toEqual(both)
    expect(await preview({ scope: { teamIds: [user.team.id], apiIds: [world.apiId] } })).toEqual(both)
    expect(await preview({ scope: { teamIds: [user.team.id], stageIds: [world.stage.id as never] } })).toEqual([
      both[1],
    ])
  })

  test('never opens on nothing, and not with a stale etag', async () => {
    const draft = await world.draft({ kinds: ['partner-grant'] })
    const input = { campaignId: draft.id }
    await expect(openCampaign({ ctx: world.admin, input, ifMatch: draft.etag })).rejects.toThrow(/nothing to ask/)
    await expect(openCampaign({ ctx: world.admin, input, ifMatch: draft.etag + 1 })).rejects.toEqual(
      code('changed_meanwhile'),
    )
  })

  test('opens by itself at its instant; one that cannot stays a draft and says why', async () => {
    await world.user()
    const draft = await world.draft({ opensAt: world.inDays(1), dueAt: world.inDays(20) })
    const empty = await world.draft({ kinds: ['partner-grant'], opensAt: world.inDays(1), dueAt: world.inDays(20) })
    await world.advance(draft.id)
    expect((await getCampaign({ ctx: world.admin, input: { campaignId: draft.id } })).state).toBe('draft')
    world.later(1.1)
    await world.advance(draft.id)
    await world.advance(empty.id)
    expect((await getCampaign({ ctx: world.admin, input: { campaignId: draft.id } })).state).toBe('open')
    const failed = await getCampaign({ ctx: world.admin, input: { campaignId: empty.id } })
    expect(failed).toMatchObject({ state: 'draft', opensAt: null, reason: expect.stringMatching(/could not open/) })
  })
})

describe('decisions', () => {
  test('keep changes nothing and can be changed; revoke ends it at once and cannot be taken back', async () => {
    const user = await world.user()
    const campaign = await world.open({ kinds: ['subscription', 'credential'], scope: { teamIds: [user.team.id] } })
    const access = await world.item(campaign.id, user.subscription.id)
    const kept = await world.decide(world.offerer, access, 'keep')
    expect(kept).toMatchObject({ decision: 'keep', outcome: null, decidedBy: { id: world.offerer.personId } })
    const revoked = await world.decide(world.offerer, kept, 'revoke')
    expect(revoked).toMatchObject({ decision: 'revoke', outcome: 'revoked' })
    expect((await world.item(campaign.id, user.subscription.id)).receipts).toMatchObject({ total: 0 })
    expect(await world.prisma.subscription.findUniqueOrThrow({ where: { id: user.subscription.id } })).toMatchObject({
      state: 'closed',
      reason: 'Access review “Autumn review”: Not needed.',
    })
    await expect(world.decide(world.offerer, revoked, 'keep')).rejects.toEqual(code('not_possible'))
    await expect(restoreCampaignItem({ ctx: world.offerer, input: { campaignItemId: revoked.id } })).rejects.toThrow(
      /for good/,
    )
    const key = await world.item(campaign.id, user.credential.id)
    await world.decide(world.offerer, key, 'revoke')
    const row = await world.prisma.credential.findUniqueOrThrow({ where: { id: user.credential.id } })
    expect(row.revokedAt).not.toBeNull()
    const actions = await world.prisma.auditLog.findMany({
      where: { targetId: { in: [user.subscription.id, user.credential.id] } },
      orderBy: { seq: 'desc' },
      take: 2,
    })
    expect(actions.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['credential.revoke', world.offerer.personId],
      ['subscription.close', world.offerer.personId],
    ])
  })

  test('revoke needs a note, an answer its etag', async () => {
    const user = await world.user()
    const campaign = await world.open({ scope: { teamIds: [user.team.id] } })
    const { id, etag } = await world.item(campaign.id, user.subscription.id)
    const asked = { ctx: world.offerer, ifMatch: etag }
    await expect(decideCampaignItem({ ...asked, input: { campaignItemId: id, decision: 'revoke' } })).rejects.toEqual(
      code('invalid_input'),
    )
    await expect(
      decideCampaignItem({ ctx: world.offerer, input: { campaignItemId: id, decision: 'keep' } }),
    ).rejects.toEqual(code('precondition_required'))
  })

  test('strangers do not learn that it exists; who sees all may not answer; nobody answers on his own access', async () => {
    const holder = await world.signIn('Product owner')
    const given = await world.grant(holder.personId, 'Viewer', { kind: 'team', teamId: world.commerce.id })
    const campaign = await world.open({
      kinds: ['person-role'],
      reviewers: { rule: 'person', personId: holder.personId },
    })
    const own = await world.item(campaign.id, given.id)
    expect(own).toMatchObject({ reviewerNote: expect.stringMatching(/own access; it fell to/) })
    const other = (await world.items(campaign.id)).find(({ snapshot }) => snapshot.holder.id === world.offerer.personId)
    expect(other?.reviewers.map(({ id }) => id)).toEqual([holder.personId])
    // The admin's own role is his own, whatever he may.
    const admins = (await world.items(campaign.id)).find(({ snapshot }) => snapshot.holder.id === world.admin.personId)
    if (!admins || !other) throw new Error('no items')
    await expect(world.decide(world.admin, admins, 'keep')).rejects.toThrow(/your own access/)
    const stranger = await world.signIn('Viewer')
    await expect(world.decide(stranger, other, 'keep')).rejects.toEqual(code('not_found'))
    await expect(getCampaign({ ctx: stranger, input: { campaignId: campaign.id } })).rejects.toEqual(code('not_found'))
    expect((await listCampaigns({ ctx: stranger, input: {} })).items).toEqual([])
    const auditor = await world.signIn('Security reviewer')
    await expect(world.decide(auditor, other, 'keep')).rejects.toEqual(code('forbidden'))
    expect((await listCampaigns({ ctx: holder, input: {} })).items.map(({ id }) => id)).toContain(campaign.id)
  })

  test('a bulk answers what it can and says what it cannot; two at once answer each item once', async () => {
    const users = [await world.user(), await world.user(), await world.user()]
    const second = await world.signIn('Product owner')
    await world.prisma.teamMember.create({
      data: { teamId: world.commerce.id, personId: second.personId, role: 'owner' },
    })
    const campaign = await world.open({ scope: { teamIds: users.map(({ team }) => team.id) } })
    const items = await world.items(campaign.id)
    const all = items.map(({ id, etag }) => ({ id, etag }))
    const bulk = (ctx: typeof second, decision: 'keep' | 'revoke') =>
      decideCampaignItems({ ctx, input: { campaignId: campaign.id, items: all, decision, note: 'Bulk.' } })
    const [one, other] = await Promise.all([bulk(world.offerer, 'keep'), bulk(second, 'revoke')])
    expect(one.decided + other.decided).toBe(3)
    const states = [...one.results, ...other.results].map(({ state }) => state).sort()
    expect(states).toEqual(['changed', 'changed', 'changed', 'decided', 'decided', 'decided'])
    await world.prisma.teamMember.delete({
      where: { teamId_personId: { teamId: world.commerce.id, personId: second.personId } },
    })
  })

  test('handing on: who manages any item, a reviewer his own, nobody to the one whose it is', async () => {
    const user = await world.user()
    const campaign = await world.open({ scope: { teamIds: [user.team.id] } })
    const item = await world.item(campaign.id, user.subscription.id)
    const other = await world.signIn('Viewer')
    const to = { campaignId: campaign.id, itemIds: [item.id], personId: other.personId }
    await expect(reassignCampaignItems({ ctx: other, input: to })).rejects.toEqual(code('not_found'))
    expect(await reassignCampaignItems({ ctx: world.offerer, input: { ...to, note: 'You know them.' } })).toEqual({
      reassigned: 1,
    })
    expect(await world.item(campaign.id, user.subscription.id)).toMatchObject({
      reviewers: [{ id: other.personId }],
      reviewerNote: `${world.offerer.name} asked to hand it on: You know them.`,
    })
    expect(await world.mailsTo(other.personId, 'campaign-review')).toHaveLength(1)
    await expect(world.decide(world.offerer, item, 'keep')).rejects.toEqual(code('not_found'))
  })
})

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
