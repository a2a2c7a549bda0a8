import { afterAll, beforeAll, expect, test } from 'vitest'
import { requireVersion } from '../src/apis/find-version.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import type { Context } from '../src/grammar/context.ts'
import { cancelPromotion } from '../src/promotions/cancel-promotion.ts'
import { decidePromotion } from '../src/promotions/decide-promotion.ts'
import { extendCallers } from '../src/promotions/extend-callers.ts'
import { notifyOwners, previewNotice } from '../src/promotions/notify-owners.ts'
import { runPromotion } from '../src/promotions/run-promotion.ts'
import { recordCalls } from '../src/testing-usage.ts'
import { contract, createPromotionWorld, type PromotionWorld } from './promotion-world.ts'

const dayMs = 86_400_000

let world: PromotionWorld
let second: Context
beforeAll(async () => {
  world = await createPromotionWorld()
  second = await world.member('Admin')
  await world.change('staging', {
    gate: [
      { check: 'breaking-change', required: true },
      { check: 'consumer-impact', required: true, days: 30, maxApplications: 0 },
    ],
  })
})
afterAll(() => world.app.drop())

async function shop(name: string) {
  const developer = await world.app.developer()
  const { id } = await createMyApplication({ ctx: world.app.ctx(developer), input: { name } })
  return { id: id as string, personId: developer.personId as string, name }
}

/** An API whose next revision breaks what two shops call on Staging; a third shop calls nothing. */
async function breaking() {
  const path = await world.deployed()
  const version = await requireVersion(world.app.db.prisma, path)
  const allowed = await world.promote(path)
  expect(allowed.state).toBe('done')
  const shops = [await shop('Acme Shop'), await shop('Beach Store'), await shop('Quiet Kiosk')] as const
  const { items } = await listOperations({ ctx: world.owner, input: path })
  const stage = await world.app.db.prisma.stage.findFirstOrThrow({ where: { slug: 'staging' } })
  const place = { stageId: stage.id, versionId: version.id, operationId: items[0]?.id ?? '' }
  await recordCalls(world.owner, place, [
    { applicationId: shops[0].id, times: 1 },
    { applicationId: shops[1].id, times: 2 },
  ])
  await world.next(path, contract({ limit: 'boolean' }))
  const promotion = await world.promote(path)
  expect(promotion).toMatchObject({ state: 'blocked', counts: { applications: { affected: 2 } } })
  return { path, promotion, shops }
}

const mailsTo = async (personId: string) =>
  (await world.app.mails())
    .filter((mail) => mail.personId === personId && mail.template === 'promotion-notice')
    .map(
      ({ data }) =>
        data as unknown as { applications: string[]; changes: string[]; notBefore?: string; message?: string },
    )

test('owners of touched applications are told once, each about the own ones only; others not at all', async () => {
  const { promotion, shops } = await breaking()
  const [acme, beach, quiet] = shops
  const input = { promotion: promotion.id, applications: [acme.id, beach.id], message: 'Write to us' }
  const preview = await previewNotice({ ctx: world.owner, input })
  expect(preview.recipients.map(({ application, reachable, toldAt }) => [application.name, reachable, toldAt])).toEqual(
    [
      ['Acme Shop', 1, null],
      ['Beach Store', 1, null],
    ],
  )
  expect(preview.subject).toContain('Orders v1 changes on Staging')
  expect(preview.text).not.toContain('Beach Store')

  expect(await notifyOwners({ ctx: world.owner, input })).toEqual({ mails: 2, already: 0, unreachable: [] })
  expect(await notifyOwners({ ctx: second, input })).toEqual({ mails: 0, already: 2, unreachable: [] })
  const [mail, ...more] = await mailsTo(acme.personId)
  expect(more).toEqual([])
  expect(mail).toMatchObject({ applications: ['Acme Shop'], message: 'Write to us' })
  expect(mail?.changes.join()).toContain('Acme Shop')
  expect(JSON.stringify(mail)).not.toContain('Beach Store')
  expect(await mailsTo(quiet.personId)).toEqual([])
  const seen = await world.look(promotion.id)
  expect(seen.notices.map(({ applicationId }) => applicationId).sort()).toEqual([acme.id, beach.id].sort())
  expect(seen.state).toBe('blocked')
  await expect(notifyOwners({ ctx: world.owner, input: { ...input, applications: [quiet.id] } })).rejects.toMatchObject(
    { code: 'invalid_input' },
  )
})

test('an extension overrides what held it up, waits until the date, and tells the named applications', async () => {
  const { promotion, shops } = await breaking()
  const [acme, beach] = shops
  expect(promotion.acts.extend).toEqual({
    allowed: true,
    why: null,
    overrides: ['Breaking changes', 'Consumer impact'],
  })
  const until = new Date(world.owner.now().getTime() + 10 * dayMs).toISOString()
  const input = { promotion: promotion.id, applications: [acme.id], until, reason: 'They ship on Friday' }
  const extended = await extendCallers({ ctx: world.owner, input })
  expect(extended).toMatchObject({ state: 'ready', plannedFor: until, confirmName: 'Orders' })
  expect(extended.boundHash).not.toBe(promotion.boundHash)
  expect(extended.checks.map(({ override }) => override?.reason)).toEqual([input.reason, input.reason])
  expect(extended.notices).toMatchObject([{ applicationId: acme.id, until }])
  expect((await mailsTo(acme.personId)).map(({ notBefore, message }) => [notBefore, message])).toEqual([
    [`${until.slice(0, 10)} ${until.slice(11, 16)} UTC`, 'They ship on Friday'],
  ])
  expect(await mailsTo(beach.personId)).toEqual([])

  // What was promised holds against whoever is in a hurry.
  await expect(runPromotion({ ctx: world.owner, input: { promotion: promotion.id } })).rejects.toMatchObject({
    code: 'not_possible',
    message: expect.stringContaining('does not run before'),
  })
  expect(extended.acts.run).toMatchObject({ allowed: false, why: expect.stringContaining('planned for') })
  expect((await world.advance(promotion.id)).state).toBe('ready')
  // A shorter time for another one takes nothing from the first.
  const sooner = new Date(world.owner.now().getTime() + 5 * dayMs).toISOString()
  const both = await extendCallers({ ctx: world.owner, input: { ...input, applications: [beach.id], until: sooner } })
  expect(both.plannedFor).toBe(until)
  world.later(10 * dayMs + 60_000)
  expect((await world.advance(promotion.id)).state).toBe('done')
})

test('who may not override may not extend; what has ended takes neither; the date is near', async () => {
  const { promotion, shops } = await breaking()
  const [acme] = shops
  const until = (days: number) => new Date(world.owner.now().getTime() + days * dayMs).toISOString()
  const input = { promotion: promotion.id, applications: [acme.id], until: until(3), reason: 'Time' }
  const viewer = await world.member('Viewer')
  await expect(extendCallers({ ctx: viewer, input })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(
    notifyOwners({ ctx: viewer, input: { promotion: promotion.id, applications: [acme.id] } }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  for (const days of [-1, 80])
    await expect(extendCallers({ ctx: world.owner, input: { ...input, until: until(days) } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  await cancelPromotion({ ctx: world.owner, input: { promotion: promotion.id } })
  await expect(extendCallers({ ctx: world.owner, input })).rejects.toMatchObject({ code: 'promotion_move' })
  await expect(
    notifyOwners({ ctx: world.owner, input: { promotion: promotion.id, applications: [acme.id] } }),
  ).rejects.toMatchObject({
    code: 'promotion_move',
    message: expect.stringContaining('prepare it again'),
  })
})

test('an extended promotion still needs approval, which more time does not void', async () => {
  await world.change('staging', { approval: { needed: 1, when: 'sensitive' } })
  const { promotion, shops } = await breaking()
  const until = (days: number) => new Date(world.owner.now().getTime() + days * dayMs).toISOString()
  const input = { promotion: promotion.id, applications: [shops[0].id], until: until(1), reason: 'Time' }
  const extended = await extendCallers({ ctx: world.owner, input })
  expect(extended.state).toBe('waiting')
  const decision = { promotion: promotion.id, decision: 'approved' as const, boundHash: extended.boundHash }
  expect((await decidePromotion({ ctx: second, input: decision })).state).toBe('ready')
  const longer = await extendCallers({ ctx: world.owner, input: { ...input, until: until(2) } })
  expect(longer).toMatchObject({ state: 'ready', approval: { decisions: [{ holds: true }] } })
  expect(await mailsTo(shops[0].personId)).toHaveLength(2)
})
