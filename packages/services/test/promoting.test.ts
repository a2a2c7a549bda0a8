import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moveLifecycle, publishVersion } from '../src/apis/move-lifecycle.ts'
import { deploy, rollback } from '../src/deployments/deploy.ts'
import { listDeployments } from '../src/deployments/list-deployments.ts'
import { cancelPromotion } from '../src/promotions/cancel-promotion.ts'
import { commentPromotion } from '../src/promotions/comment-promotion.ts'
import { decidePromotion } from '../src/promotions/decide-promotion.ts'
import { listPromotions } from '../src/promotions/list-promotions.ts'
import { overrideCheck } from '../src/promotions/override-check.ts'
import { rerunCheck } from '../src/promotions/rerun-check.ts'
import { runPromotion } from '../src/promotions/run-promotion.ts'
import { orderStages } from '../src/stages/order-stages.ts'
import { listTasks } from '../src/tasks/list-tasks.ts'
import { contract, createPromotionWorld, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
let second: Awaited<ReturnType<PromotionWorld['member']>>
beforeAll(async () => {
  world = await createPromotionWorld()
  second = await world.member('Admin')
})
afterAll(() => world.app.drop())

const breakingGate = [{ check: 'breaking-change' as const, required: true }]

/** Staging as the demonstration has it: no gate, no approval, no canary. */
async function open(stage = 'staging') {
  await world.change(stage, {
    gate: [],
    approval: { needed: 0, when: 'always' },
    canary: null,
    freezeWindows: [],
  })
}

describe('L5: a promotion', () => {
  test('to an open stage is done in the call that asks for it, and changes nothing the second time', async () => {
    const path = await world.deployed()
    const done = await world.promote(path)
    expect(done).toMatchObject({
      state: 'done',
      title: expect.stringMatching(/^Promote Orders.* v1 r1 to Staging$/),
      sentence: 'r1 runs on Staging.',
      now: { number: 1 },
      checks: [],
      acts: { rollback: { allowed: true }, run: { allowed: false } },
    })
    const again = await world.promote(path)
    expect([again.id, again.etag]).toEqual([done.id, done.etag])
    expect((await listDeployments({ ctx: world.owner, input: { ...path, stage: 'staging' } })).items).toHaveLength(1)
    // What came there another way is there as well.
    await world.next(path, contract({ get: { summary: 'All orders' } }))
    await world.promote(path)
    await rollback({ ctx: world.owner, input: { ...path, stage: 'development' } })
    await rollback({ ctx: world.owner, input: { ...path, stage: 'staging' } })
    const nothing = await world.promote(path)
    expect(nothing).toMatchObject({
      state: 'done',
      deploymentId: done.deploymentId,
      sentence: expect.stringMatching(/^r1 runs? on Staging|^r1 ran on Staging|already runs r1/),
    })
  })

  test('prepared waits for a person; asked for again it is the same; run twice it runs once', async () => {
    const path = await world.deployed()
    const prepared = await world.promote(path, { mode: 'prepare', note: 'For the launch' })
    expect(prepared).toMatchObject({ state: 'ready', mode: 'prepare', deploymentId: null, note: 'For the launch' })
    expect(prepared.sentence).toBe('r1 → Staging: 0 gateways. Keys, plans, stage values stay. Nothing runs there now.')
    expect((await world.promote(path, { mode: 'prepare' })).id).toBe(prepared.id)
    const input = { promotion: prepared.id, boundHash: prepared.boundHash }
    const [one, two] = await Promise.all([
      runPromotion({ ctx: world.owner, input }),
      runPromotion({ ctx: second, input }),
    ])
    expect([one?.state, two?.state, one?.deploymentId]).toEqual(['done', 'done', two?.deploymentId])
    expect((await listDeployments({ ctx: world.owner, input: { ...path, stage: 'staging' } })).items).toHaveLength(1)
  })

  test('of eight asked for at once is one', async () => {
    const path = await world.deployed()
    const all = await Promise.all(Array.from({ length: 8 }, () => world.promote(path, { mode: 'prepare' })))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
  })

  test('is found in lists by API, stage and whether it is open', async () => {
    const path = await world.deployed()
    const { id } = await world.promote(path, { mode: 'prepare' })
    const list = (more: object) => listPromotions({ ctx: world.owner, input: { api: path.api, ...more } })
    expect((await list({ open: true })).items.map((item) => item.id)).toEqual([id])
    expect((await list({ open: true, stage: 'production' })).items).toEqual([])
    await cancelPromotion({ ctx: world.owner, input: { promotion: id, reason: 'Not today' } })
    expect((await list({ open: true })).items).toEqual([])
    expect((await list({ state: 'cancelled' })).items.map((item) => item.id)).toEqual([id])
    expect((await list({ api: 'nothing-like-it' })).items).toEqual([])
  })
})

describe('L7 L8: gate, override and approval', () => {
  test('what would go on by itself waits for a person once whoever asked may not promote any more', async () => {
    const path = await world.deployed()
    await world.change('staging', { approval: { needed: 1, when: 'always' } })
    const asker = await world.member('Product owner')
    const asked = await world.promote(path, {}, asker)
    expect(asked).toMatchObject({ state: 'waiting', mode: 'run' })
    const personId = asker.actor.kind === 'member' ? asker.actor.personId : ''
    await world.app.db.prisma.roleAssignment.deleteMany({ where: { personId } })
    await decidePromotion({
      ctx: second,
      input: { promotion: asked.id, decision: 'approved', boundHash: asked.boundHash },
    })
    expect(await world.advance(asked.id)).toMatchObject({ state: 'ready', mode: 'prepare', deploymentId: null })
    await expect(runPromotion({ ctx: world.owner, input: { promotion: asked.id } })).resolves.toMatchObject({
      state: 'done',
    })
    await open()
  })

  test('a required check that fails blocks; an override with reason and end lets it pass, and expires', async () => {
    const path = await world.deployed()
    await world.promote(path)
    await world.next(path, contract({ limit: 'boolean' }))
    await world.change('staging', { gate: breakingGate })
    const blocked = await world.promote(path, { mode: 'prepare' })
    expect(blocked).toMatchObject({
      state: 'blocked',
      stateReason: 'Breaking changes: 1 change breaks what callers of r1 rely on.',
      counts: { contract: { breaking: 1 } },
      checks: [{ check: 'breaking-change', state: 'failed', mayOverride: { allowed: true } }],
    })
    const refusal = await runPromotion({ ctx: world.owner, input: { promotion: blocked.id } }).catch((error) => error)
    expect(refusal).toMatchObject({ code: 'promotion_move' })
    expect(refusal.detail).toContain('What is possible now: mend what blocks it')
    const check = blocked.checks[0]?.id ?? ''
    const until = (ms: number) => new Date(world.owner.now().getTime() + ms).toISOString()
    const override = { promotion: blocked.id, check, reason: 'Acme agreed by mail', expiresAt: until(3_600_000) }
    await expect(
      overrideCheck({ ctx: world.owner, input: { ...override, expiresAt: until(-1_000) } }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    const poor = await world.member('Product owner')
    await expect(overrideCheck({ ctx: poor, input: override })).rejects.toMatchObject({ code: 'forbidden' })
    const passed = await overrideCheck({ ctx: world.owner, input: override })
    expect(passed).toMatchObject({
      state: 'ready',
      confirmName: 'Orders',
      checks: [{ state: 'failed', override: { reason: 'Acme agreed by mail' } }],
    })
    expect(passed.boundHash).not.toBe(blocked.boundHash)
    world.later(3_700_000)
    await expect(runPromotion({ ctx: world.owner, input: { promotion: blocked.id } })).resolves.toMatchObject({
      state: 'blocked',
      stateReason: 'The override of Breaking changes has expired.',
      checks: [{ override: null }],
      deploymentId: null,
    })
    await open()
  })

  test('the requester cannot approve; another member’s approval sets it going; both are said', async () => {
    const path = await world.deployed()
    await world.change('staging', { approval: { needed: 1, when: 'always' } })
    const waiting = await world.promote(path)
    expect(waiting).toMatchObject({
      state: 'waiting',
      approval: { needed: 1, sentence: 'Staging asks for one approval of somebody else than the requester.' },
      acts: { approve: { allowed: false, why: expect.stringContaining('Whoever asked for it cannot agree') } },
    })
    const input = { promotion: waiting.id, decision: 'approved' as const, boundHash: waiting.boundHash }
    await expect(decidePromotion({ ctx: world.owner, input })).rejects.toMatchObject({ code: 'forbidden' })
    const viewer = await world.member('Viewer')
    await expect(decidePromotion({ ctx: viewer, input })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(decidePromotion({ ctx: second, input: { ...input, boundHash: 'other' } })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
    const tasks = async (ctx: typeof second) =>
      (await listTasks({ ctx, input: {} })).items.filter(({ href }) => href === `/promotions/${waiting.id}`)
    expect(await tasks(second)).toMatchObject([
      { kind: 'approve-promotion', sentence: expect.stringMatching(/^Approve: Orders.* r1 to Staging, asked by/) },
    ])
    expect(await tasks(world.owner)).toEqual([])
    const done = await decidePromotion({ ctx: second, input })
    expect(done).toMatchObject({ state: 'done', approval: { decisions: [{ decision: 'approved', holds: true }] } })
    expect(await tasks(second)).toEqual([])
    await open()
  })

  test('a rejection cancels with its reason; comments stay', async () => {
    const path = await world.deployed()
    await world.change('staging', { approval: { needed: 1, when: 'always' } })
    const { id, boundHash } = await world.promote(path)
    await commentPromotion({ ctx: second, input: { promotion: id, text: 'Why today?' } })
    const rejected = await decidePromotion({
      ctx: second,
      input: { promotion: id, decision: 'rejected', boundHash, reason: 'Friday' },
    })
    expect(rejected).toMatchObject({
      state: 'cancelled',
      stateReason: 'Rejected: Friday',
      comments: [{ text: 'Why today?' }],
      acts: { prepareAgain: { allowed: true }, approve: { allowed: false } },
    })
    await expect(cancelPromotion({ ctx: world.owner, input: { promotion: id } })).resolves.toMatchObject({
      stateReason: 'Rejected: Friday',
    })
    await open()
  })

  test('an approval does not hold for an override that came after it', async () => {
    const path = await world.deployed()
    await world.promote(path)
    await world.next(path, contract({ limit: 'boolean' }))
    await world.change('staging', { gate: breakingGate, approval: { needed: 2, when: 'always' } })
    const asked = await world.promote(path)
    const expiresAt = new Date(world.owner.now().getTime() + 3_600_000).toISOString()
    const over = () =>
      overrideCheck({
        ctx: second,
        input: { promotion: asked.id, check: 'breaking-change', reason: 'Agreed', expiresAt },
      })
    const waiting = await over()
    expect(waiting.state).toBe('waiting')
    const approve = (boundHash: string) =>
      decidePromotion({ ctx: second, input: { promotion: asked.id, decision: 'approved', boundHash } })
    expect((await approve(waiting.boundHash)).approval.decisions).toMatchObject([{ holds: true }])
    const again = await rerunCheck({ ctx: world.owner, input: { promotion: asked.id, check: 'breaking-change' } })
    expect(again).toMatchObject({ state: 'blocked', approval: { decisions: [{ holds: false }] } })
    await open()
  })

  test('asks only for what is sensitive where the stage says so', async () => {
    const path = await world.deployed()
    await world.change('staging', { approval: { needed: 1, when: 'sensitive' } })
    await world.promote(path)
    await world.next(path, contract({ get: { summary: 'All orders' } }))
    expect((await world.promote(path)).state).toBe('done')
    await world.next(path, contract({ limit: 'boolean' }))
    expect(await world.promote(path)).toMatchObject({
      state: 'waiting',
      approval: {
        sentence: 'Staging asks for one approval when something breaks or access gets wider, and this does.',
      },
    })
    await open()
  })
})

describe('L26: time', () => {
  const minute = 60_000
  const windowAround = () => {
    const at = (ms: number) => new Date(world.owner.now().getTime() + ms).toISOString().slice(0, 16)
    return {
      name: 'Peak',
      reason: 'Shops are full',
      zone: 'UTC',
      from: at(-5 * minute),
      to: at(20 * minute),
      weekly: false,
    }
  }

  test('a planned one goes when its time comes, by itself', async () => {
    const path = await world.deployed()
    const plannedFor = new Date(world.owner.now().getTime() + 10 * minute).toISOString()
    const planned = await world.promote(path, { plannedFor })
    expect(planned).toMatchObject({ state: 'ready', plannedFor })
    expect((await world.advance(planned.id)).state).toBe('ready')
    world.later(11 * minute)
    expect((await world.advance(planned.id)).state).toBe('done')
  })

  test('a freeze holds it until its end; as an emergency it goes through with another person’s approval', async () => {
    const path = await world.deployed()
    await world.change('staging', { freezeWindows: [windowAround()] })
    const frozen = await world.promote(path)
    expect(frozen).toMatchObject({ state: 'ready', frozen: { window: 'Peak' } })
    const urgent = await world.promote(path, { emergency: { reason: 'Leak of order data' } })
    expect(urgent.id).not.toBe(frozen.id)
    expect(await world.look(frozen.id)).toMatchObject({
      state: 'stale',
      stateReason: 'r1 was promoted to Staging on other terms.',
    })
    expect(urgent).toMatchObject({ state: 'waiting', approval: { needed: 1 }, frozen: null })
    const input = { promotion: urgent.id, decision: 'approved' as const, boundHash: urgent.boundHash }
    expect((await decidePromotion({ ctx: second, input })).state).toBe('done')

    const other = await world.deployed()
    const waits = await world.promote(other)
    world.later(25 * minute)
    expect((await world.advance(waits.id)).state).toBe('done')
    await open()
  })
})

describe('L24: what was judged has moved', () => {
  const prepared = async () => {
    const path = await world.deployed()
    await world.promote(path)
    await world.next(path, contract({ get: { summary: 'All orders' } }))
    await world.change('staging', { approval: { needed: 1, when: 'always' } })
    const view = await world.promote(path)
    return { path, view }
  }
  type Prepared = Awaited<ReturnType<typeof prepared>>

  test.each<[string, (it: Prepared) => Promise<unknown>, RegExp]>([
    [
      'a deploy on the stage before',
      ({ path }) => world.next(path, contract({ get: { summary: 'Some orders' } })),
      /^Development runs r3 now, not r2\.$/,
    ],
    [
      'a rollback on the stage before',
      ({ path }) => rollback({ ctx: world.owner, input: { ...path, stage: 'development' } }),
      /^Development runs r1 now, not r2\.$/,
    ],
    [
      'stage values of the target',
      ({ path }) => world.setAddress(path, 'staging', 'http://127.0.0.1:4012'),
      /^The stage values of Staging were changed: version 2 now, not 1\.$/,
    ],
    ['the gate', () => world.change('staging', { gate: breakingGate }), /^The gate of Staging was changed\.$/],
    [
      'the approval rule',
      () => world.change('staging', { approval: { needed: 2, when: 'always' } }),
      /^The approval rule of Staging was changed\.$/,
    ],
    [
      'the order of stages',
      () => orderStages({ ctx: world.owner, input: { stages: ['development', 'production', 'staging'] } }),
      /^The stage before Staging is Production now, not Development\.$/,
    ],
    [
      'the retirement of the version',
      async ({ path }) => {
        await publishVersion({ ctx: world.owner, input: path })
        await moveLifecycle({ ctx: world.owner, input: { ...path, state: 'deprecated' } })
        await moveLifecycle({ ctx: world.owner, input: { ...path, state: 'retired' } })
      },
      /^Orders v1 was retired\.$/,
    ],
  ])('%s makes it stale and says so; an approval of it comes to nothing', async (_name, move, reason) => {
    const it = await prepared()
    await move(it)
    const input = { promotion: it.view.id, decision: 'approved' as const, boundHash: it.view.boundHash }
    const approved = await decidePromotion({ ctx: second, input }).catch((error) => error)
    if (approved.code === undefined) expect(approved.state).toBe('stale')
    const stale = await world.advance(it.view.id)
    expect(stale).toMatchObject({ state: 'stale', deploymentId: null, acts: { prepareAgain: { allowed: true } } })
    expect(stale.stateReason).toMatch(reason)
    await orderStages({ ctx: world.owner, input: { stages: ['development', 'staging', 'production'] } })
    await open()
  })

  test('a deploy marks it in the same instant, and another revision asked for takes its place', async () => {
    const { path, view } = await prepared()
    await deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })
    expect((await world.look(view.id)).state).toBe('waiting')
    await world.next(path, contract({ get: { summary: 'Few orders' } }))
    expect(await world.look(view.id)).toMatchObject({ state: 'stale' })
    const tasks = await listTasks({ ctx: world.owner, input: {} })
    expect(tasks.items.filter(({ href }) => href === `/promotions/${view.id}`)).toMatchObject([
      { kind: 'promotion-stale', label: 'Prepare again' },
    ])
    const next = await world.promote(path)
    expect(next).toMatchObject({ state: 'waiting', revision: { number: 3 } })
    expect(
      (await listTasks({ ctx: world.owner, input: {} })).items.some(({ href }) => href === `/promotions/${view.id}`),
    ).toBe(false)
    const { rows } = await world.app.db.pool.query(
      `SELECT action, after FROM audit_log WHERE target_id = $1 ORDER BY seq`,
      [view.id],
    )
    expect(rows.at(-1)).toMatchObject({ action: 'version.deploy', after: { move: 'stale' } })
    await open()
  })

  test('values that were missing and are filled in take it on by itself', async () => {
    const path = await world.deployed(contract({ title: 'Parts' }))
    const { db } = world.app
    await db.prisma.stageValues.deleteMany({
      where: { version: { api: { slug: path.api } }, stage: { slug: 'staging' } },
    })
    const blocked = await world.promote(path)
    expect(blocked).toMatchObject({ state: 'blocked', blockers: [{ kind: 'missing-backend' }] })
    await world.setAddress(path, 'staging')
    expect(await world.advance(blocked.id)).toMatchObject({ state: 'done', blockers: [] })
  })
})
