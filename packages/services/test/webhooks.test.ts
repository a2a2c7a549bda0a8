import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { moveLifecycle, publishVersion } from '../src/apis/move-lifecycle.ts'
import { deliverWebhook, retryWaits } from '../src/webhooks/deliver-webhook.ts'
import { listWebhookDeliveries, listWebhooks } from '../src/webhooks/list-webhooks.ts'
import { createWebhook, rotateWebhookSecret, updateWebhook } from '../src/webhooks/manage-webhooks.ts'
import { redeliver, testWebhook } from '../src/webhooks/redeliver.ts'
import { createPromotionWorld, type PromotionWorld } from './promotion-world.ts'
import { type Seen, startReceiver, verifyMessage } from './receiver.ts'

let world: PromotionWorld
let receiver: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  world = await createPromotionWorld()
  receiver = await startReceiver()
  world.app.installation.webhookNetwork = { rules: { mode: 'backend', loopback: [receiver.port] } }
})
afterAll(async () => {
  receiver.end()
  await world.app.drop()
})
beforeEach(() => receiver.reset())

const verify = (secret: string, seen: Seen) => verifyMessage(secret, seen, world.owner.now())

describe('D60 D61 webhooks', () => {
  const jobs = async (id: string) => {
    const { rows } = await world.app.db.pool.query(
      `SELECT j.run_at FROM graphile_worker._private_jobs j WHERE j.key = $1`,
      [`webhook ${id}`],
    )
    return rows.map(({ run_at }) => (run_at as Date).getTime())
  }
  const state = async (webhook: string) => (await listWebhookDeliveries({ ctx: world.owner, input: { webhook } })).items

  test('tell those who want to know what becomes of a promotion, once and signed', async () => {
    const { webhook, secret } = await createWebhook({
      ctx: world.owner,
      input: { name: 'chat', url: `${receiver.base}/chat`, events: ['promotion.done'] },
    })
    const { id: promotion } = await world.promote(await world.deployed())
    const [delivery] = await state(webhook.id)
    expect(delivery).toMatchObject({ event: 'promotion.done', state: 'waiting' })
    const id = delivery?.id ?? ''
    expect(await jobs(id)).toHaveLength(1)
    await deliverWebhook(world.system, id)
    await deliverWebhook(world.system, id)
    expect(receiver.seen).toHaveLength(1)
    expect(verify(secret, receiver.seen[0] as Seen)).toBe(true)
    expect(receiver.seen[0]?.headers['webhook-id']).toBe(id)
    expect(JSON.parse(receiver.seen[0]?.body ?? '')).toMatchObject({
      type: 'promotion.done',
      data: { promotion: { id: promotion, state: 'done' }, stage: { slug: 'staging' } },
    })
    expect((await state(webhook.id))[0]).toMatchObject({ state: 'delivered', attempts: 1, lastStatus: 200 })
  })

  test('tell when a version is deprecated and when it is retired', async () => {
    const events = ['version.deprecated' as const, 'version.retired' as const]
    const { webhook } = await createWebhook({
      ctx: world.owner,
      input: { name: 'register', url: `${receiver.base}/register`, events },
    })
    const path = await world.deployed()
    await publishVersion({ ctx: world.owner, input: path })
    for (const to of ['deprecated', 'retired'] as const)
      await moveLifecycle({ ctx: world.owner, input: { ...path, state: to } })
    expect((await state(webhook.id)).map(({ event }) => event)).toEqual([...events].reverse())
  })

  test('are tried again under the same id by the schedule, and at last given up', async () => {
    const { webhook } = await createWebhook({ ctx: world.owner, input: { name: 'down', url: `${receiver.base}/down` } })
    const { id } = await testWebhook({ ctx: world.owner, input: { webhook: webhook.id } })
    receiver.answer = () => ({ status: 503 })
    for (const [attempt, wait] of retryWaits.entries()) {
      const before = world.system.now().getTime()
      await deliverWebhook(world.system, id, () => 0)
      const [at = 0] = await jobs(id)
      expect(at - before, `try ${attempt + 1}`).toBeGreaterThanOrEqual(wait)
      expect(at - before).toBeLessThan(wait + 5_000)
    }
    await deliverWebhook(world.system, id)
    expect((await state(webhook.id))[0]).toMatchObject({
      state: 'failed',
      attempts: retryWaits.length + 1,
      lastStatus: 503,
      lastError: 'It answered 503.',
    })
    expect(new Set(receiver.seen.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
    receiver.answer = () => ({ status: 204 })
    await redeliver({ ctx: world.owner, input: { webhook: webhook.id, delivery: id } })
    await deliverWebhook(world.system, id)
    expect((await state(webhook.id))[0]).toMatchObject({ state: 'delivered', attempts: 1 })
  })

  test('wait as long as Retry-After says, and are switched off by 410', async () => {
    const { webhook } = await createWebhook({ ctx: world.owner, input: { name: 'busy', url: `${receiver.base}/busy` } })
    const { id } = await testWebhook({ ctx: world.owner, input: { webhook: webhook.id } })
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '600' } })
    const before = world.system.now().getTime()
    await deliverWebhook(world.system, id, () => 0)
    expect((await jobs(id))[0]).toBeGreaterThanOrEqual(before + 600_000)
    receiver.answer = () => ({ status: 410 })
    await deliverWebhook(world.system, id)
    const found = (await listWebhooks({ ctx: world.owner, input: {} })).items.find((one) => one.id === webhook.id)
    expect(found).toMatchObject({ enabled: false, lastDelivery: { state: 'failed' } })
  })

  test('sign with both secrets for a day after a rotation; no secret is shown again', async () => {
    const made = await createWebhook({ ctx: world.owner, input: { name: 'rotating', url: `${receiver.base}/r` } })
    const { webhook, secret } = await rotateWebhookSecret({ ctx: world.owner, input: { webhook: made.webhook.id } })
    expect([secret === made.secret, webhook.formerSecretUntil !== null]).toEqual([false, true])
    const send = async () => {
      const { id } = await testWebhook({ ctx: world.owner, input: { webhook: webhook.id } })
      await deliverWebhook(world.system, id)
      return receiver.seen.at(-1) as Seen
    }
    const during = await send()
    expect([verify(secret, during), verify(made.secret, during)]).toEqual([true, true])
    world.later(25 * 3_600_000)
    const after = await send()
    expect([verify(secret, after), verify(made.secret, after)]).toEqual([true, false])
    const text = JSON.stringify([
      await listWebhooks({ ctx: world.owner, input: {} }),
      (await world.app.db.pool.query('SELECT * FROM audit_log')).rows,
      (await world.app.db.pool.query('SELECT * FROM webhook')).rows,
    ])
    for (const one of [secret, made.secret]) expect(text).not.toContain(one.slice(6, 30))
  })

  test('are changed only as they were seen', async () => {
    const { webhook } = await createWebhook({ ctx: world.owner, input: { name: 'edited', url: `${receiver.base}/e` } })
    const input = { webhook: webhook.id, events: ['promotion.stale' as const] }
    expect((await updateWebhook({ ctx: world.owner, input, ifMatch: webhook.etag })).events).toEqual([
      'promotion.stale',
    ])
    await expect(updateWebhook({ ctx: world.owner, input, ifMatch: webhook.etag })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
    await expect(
      createWebhook({ ctx: world.owner, input: { name: 'x', url: 'http://me:pw@example.com/' } }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
