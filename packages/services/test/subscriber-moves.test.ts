import type { Id } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moveSubscribers, previewMove } from '../src/deprecation/move-subscribers.ts'
import { undoSubscriberMove } from '../src/deprecation/undo-move.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createDeprecationWorld } from './deprecation-world.ts'

let world: Awaited<ReturnType<typeof createDeprecationWorld>>
beforeAll(async () => {
  world = await createDeprecationWorld()
})
afterAll(() => world.end())

type Plans = readonly object[]

/** v1 and v2 in products of their own, v1 with subscribers and v2 as its successor. */
async function offered(next: Plans = [{ name: 'Standard' }], before: Plans = [{ name: 'Standard' }]) {
  const made = await world.versions()
  const old = await world.product([made.v1], before)
  const target = next.length === 0 ? null : await world.product([made.v2], next)
  const planId = old.plans[0]?.id ?? ''
  const shop = await world.caller(planId, 'Shop')
  await world.plan(made.path, { deprecatedAt: world.days(0), sunsetAt: world.days(10), successor: made.v2 })
  const preview = (more: object = {}) => previewMove({ ctx: world.owner, input: { ...made.path, ...more } })
  const run = (more: object = {}) => moveSubscribers({ ctx: world.owner, input: { ...made.path, ...more } })
  return { ...made, old, target, planId, shop, preview, run }
}

const openOf = async (applicationId: string) =>
  world.db.prisma.subscription.findMany({
    where: { applicationId, openKey: { not: null } },
    orderBy: { requestedAt: 'asc' },
    select: { id: true, state: true, productId: true, decidedBy: true },
  })

describe('the dry run', () => {
  test('says per application where it goes, and changes nothing', async () => {
    const { preview, shop, target } = await offered()
    const { items, sentence } = await preview()
    expect(items).toMatchObject([
      {
        application: { id: shop.applicationId },
        outcome: 'moves',
        to: { productId: target?.id, plan: { name: 'Standard' } },
        notes: [],
      },
    ])
    expect(sentence).toMatch(/^1 application gets access to API .* v2 with the keys that it has\.$/)
    expect(await openOf(shop.applicationId)).toHaveLength(1)
  })

  test('names the approval that the act stands for, and other limits', async () => {
    const limits = { default: { quota: { limit: 100, period: 'month' } }, stages: {} }
    const { preview } = await offered([{ name: 'Standard', approval: 'manual', limits }])
    const { items } = await preview()
    expect(items[0]?.notes).toEqual([
      'The plan asks for approval: this act stands for it.',
      'Limits: 100 a month (now no limits).',
    ])
  })

  test('says what is missing: no product with the successor, several plans, access that is not active', async () => {
    const bare = await offered([])
    expect((await bare.preview()).items[0]).toMatchObject({ outcome: 'no-product', to: null })
    await expect(bare.run()).rejects.toMatchObject({ code: 'not_possible' })
    const several = await offered([{ name: 'Small' }, { name: 'Large' }])
    const { items, plans } = await several.preview()
    expect(items[0]).toMatchObject({ outcome: 'choose' })
    const large = plans.find(({ name }) => name === 'Large')?.id ?? ''
    const chosen = await several.preview({ plans: { [several.planId]: large } })
    expect(chosen.items[0]).toMatchObject({ outcome: 'moves', to: { plan: { id: large } } })
    await expect(several.preview({ plans: { [several.planId]: 'pln_nothing' } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await world.db.prisma.subscription.updateMany({
      where: { id: several.shop.subscriptionId },
      data: { state: 'suspended' },
    })
    expect((await several.preview()).items[0]).toMatchObject({ outcome: 'not-active' })
  })

  test('says that nothing has to be moved where the product contains both versions', async () => {
    const made = await world.versions()
    const both = await world.product([made.v1, made.v2])
    await world.caller(both.plans[0]?.id ?? '')
    const { items } = await previewMove({ ctx: world.owner, input: { ...made.path, to: made.v2 } })
    expect(items).toMatchObject([{ outcome: 'same-product', to: null }])
  })

  test('opens nothing on a product that the mover may not give access to', async () => {
    const { path, shop, apiId } = await (async () => {
      const made = await offered()
      return { ...made, apiId: made.path.api }
    })()
    const apiOnly = world.at(await world.member('Product owner', { kind: 'api', apiId: apiId as Id<'api'> }))
    const { items } = await previewMove({ ctx: apiOnly, input: path })
    expect(items[0]).toMatchObject({ outcome: 'forbidden' })
    await expect(moveSubscribers({ ctx: apiOnly, input: path })).rejects.toMatchObject({ code: 'not_possible' })
    expect(await openOf(shop.applicationId)).toHaveLength(1)
  })
})

describe('a move', () => {
  test('opens active access that names the mover, leaves the old one, and tells gateways and the owner', async () => {
    const { run, shop, target, v1 } = await offered([{ name: 'Standard', approval: 'manual' }])
    const view = await run()
    expect(view.applications).toMatchObject([{ name: 'Shop', state: 'moved' }])
    const open = await openOf(shop.applicationId)
    expect(open.map(({ state }) => state)).toEqual(['active', 'active'])
    const opened = open.find(({ productId }) => productId === target?.id)
    const { actor } = world.owner
    expect(opened?.decidedBy).toEqual({ kind: 'member', id: actor.kind === 'member' ? actor.personId : '' })
    const logged = await world.db.prisma.changeLog.count({ where: { channel: 'access', entityId: opened?.id ?? '' } })
    expect(logged).toBe(1)
    const audit = await world.db.prisma.auditLog.findMany({ where: { action: 'subscriber-move.run', targetId: v1 } })
    expect(audit).toHaveLength(1)
    const mails = await world.mailsTo(shop.developer.personId)
    expect(mails).toContainEqual(expect.objectContaining({ decision: 'approved', application: 'Shop' }))
  })

  test('asked for twice, or beside a request for access, gives one subscription', async () => {
    const { run, shop, target } = await offered()
    const planId = target?.plans[0]?.id as Id<'plan'>
    const request = {
      ctx: world.at(shop.developer),
      input: { applicationId: shop.applicationId as Id<'application'>, planId },
    }
    await Promise.allSettled([run(), run(), requestMyAccess(request)])
    expect((await openOf(shop.applicationId)).filter(({ productId }) => productId === target?.id)).toHaveLength(1)
  })

  test('is undone until the first successful call; who has called keeps the new access', async () => {
    const { run, path, v2, planId, shop } = await offered()
    await world.db.prisma.version.update({ where: { id: path.version }, data: { state: 'published' } })
    const till = await world.caller(planId, 'Till')
    const move = await run()
    await world.calls(v2, shop.applicationId, 1, { status: 200 })
    await world.calls(v2, till.applicationId, 1, { status: 404 })
    const undone = await undoSubscriberMove({ ctx: world.owner, input: { ...path, move: move.id } })
    expect(undone.applications.map(({ name, state }) => [name, state])).toEqual([
      ['Shop', 'called'],
      ['Till', 'undone'],
    ])
    expect(await openOf(till.applicationId)).toHaveLength(1)
    expect(await openOf(shop.applicationId)).toHaveLength(2)
    await expect(undoSubscriberMove({ ctx: world.owner, input: { ...path, move: move.id } })).rejects.toMatchObject({
      code: 'not_possible',
    })
    const again = await run()
    expect(again.applications.map(({ name, state }) => [name, state])).toEqual([
      ['Shop', 'had'],
      ['Till', 'moved'],
    ])
  })

  test('cannot be undone after 24 hours', async () => {
    const { run, path } = await offered()
    const { id } = await run()
    world.pass(1.1)
    await expect(undoSubscriberMove({ ctx: world.owner, input: { ...path, move: id } })).rejects.toMatchObject({
      code: 'not_possible',
    })
  })

  test('closes the old access at the sunset, of those who moved only, and not where its product holds another version', async () => {
    const { run, path, shop, old } = await offered()
    await run()
    const { v1: other } = await world.versions()
    const mixed = await world.product([path.version, other])
    await world.db.prisma.version.update({ where: { id: path.version }, data: { state: 'published' } })
    const stays = await world.caller(old.plans[0]?.id ?? '', 'Did not move')
    const bundled = await world.caller(mixed.plans[0]?.id ?? '', 'Bundle')
    await run({ applications: [bundled.applicationId] })
    world.pass(11)
    await world.advance(path)
    expect(await world.state(path.version)).toBe('retired')
    const state = async (id: string) => (await world.db.prisma.subscription.findUniqueOrThrow({ where: { id } })).state
    expect(await state(shop.subscriptionId)).toBe('closed')
    expect(await state(stays.subscriptionId)).toBe('active')
    expect(await state(bundled.subscriptionId)).toBe('active')
  })
})
