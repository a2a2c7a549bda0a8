import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decideCampaignItem, decideCampaignItems } from '../src/campaigns/decide-items.ts'
import { getCampaignItem } from '../src/campaigns/item-evidence.ts'
import { getCampaign, listCampaigns } from '../src/campaigns/list-campaigns.ts'
import { openCampaign } from '../src/campaigns/open-campaign.ts'
import { previewCampaign } from '../src/campaigns/preview-campaign.ts'
import { reassignCampaignItems } from '../src/campaigns/reassign-items.ts'
import { restoreCampaignItem } from '../src/campaigns/restore-item.ts'
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
