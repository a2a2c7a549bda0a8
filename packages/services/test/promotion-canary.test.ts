import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getVersionPage } from '../src/apis/version-page.ts'
import { finishCanary, rollBackCanary } from '../src/deployments/canary.ts'
import { rollback } from '../src/deployments/deploy.ts'
import { listDeployments } from '../src/deployments/list-deployments.ts'
import { stopPromotion } from '../src/promotions/stop-promotion.ts'
import { contract, createPromotionWorld, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
beforeAll(async () => {
  world = await createPromotionWorld()
})
afterAll(() => world.app.drop())

const rule = { weight: 10, minutes: 15, minCalls: 100, maxErrorShare: 0.01 }

describe('L15: a canary', () => {
  const running = async () => {
    const path = await world.deployed()
    await world.promote(path)
    await world.next(path, contract({ get: { summary: 'All orders' } }))
    const view = await world.promote(path, { canary: rule })
    return { path, view, deployment: view.deploymentId ?? '' }
  }
  const live = async (path: { api: string; version: string }) =>
    (await listDeployments({ ctx: world.owner, input: { ...path, stage: 'staging' } })).items
      .filter(({ endedAt }) => endedAt === null)
      .map(({ revision, weight }) => [revision.number, weight])

  test('begins beside what runs, gets all traffic, is watched, and then is done', async () => {
    const { path, view, deployment } = await running()
    expect(view).toMatchObject({
      state: 'running',
      now: { number: 1 },
      canary: rule,
      canaryFigures: { weight: 10, canary: { calls: 0 } },
      acts: { rollback: { allowed: true }, cancel: { allowed: false } },
    })
    expect(view.sentence).toMatch(/^r2 has 10 % of the callers of Staging until .* UTC; r1 has the others\.$/)
    expect(await live(path)).toEqual([
      [2, 10],
      [1, 90],
    ])
    expect((await getVersionPage({ ctx: world.owner, input: path })).pipeline[1]?.deployment?.revision.number).toBe(1)
    // Another revision has to wait until it is decided.
    await world.next(path, contract({ get: { summary: 'Few orders' } }))
    await expect(world.promote(path)).rejects.toMatchObject({ code: 'promotion_move' })
    expect(await finishCanary({ ctx: world.system, input: { deployment } })).toEqual({ changed: true })
    expect(await finishCanary({ ctx: world.system, input: { deployment } })).toEqual({ changed: false })
    expect(await live(path)).toEqual([[2, 100]])
    expect((await world.advance(view.id)).state).toBe('watching')
    world.later(16 * 60_000)
    expect(await world.advance(view.id)).toMatchObject({ state: 'done', canaryFigures: { weight: 100 } })
  })

  test('is taken back by its judge with the reason, and again changes nothing', async () => {
    const { path, view, deployment } = await running()
    const reason = '3.1 % of 240 calls failed, more than 1 %'
    expect(await rollBackCanary({ ctx: world.system, input: { deployment, reason } })).toEqual({ changed: true })
    expect(await rollBackCanary({ ctx: world.system, input: { deployment, reason } })).toEqual({ changed: false })
    expect(await live(path)).toEqual([[1, 100]])
    expect(await world.look(view.id)).toMatchObject({
      state: 'rolled-back',
      stateReason: reason,
      sentence: `Taken back. ${reason}. Staging runs r1.`,
    })
    // What it was is nothing to go back to.
    await expect(rollback({ ctx: world.owner, input: { ...path, stage: 'staging' } })).rejects.toMatchObject({
      code: 'not_possible',
    })
  })

  test('is taken back by a person, and by a rollback of the stage', async () => {
    const first = await running()
    expect(
      await stopPromotion({ ctx: world.owner, input: { promotion: first.view.id, reason: 'Looks odd' } }),
    ).toMatchObject({
      state: 'rolled-back',
      stateReason: 'Looks odd',
    })
    const other = await running()
    await rollback({ ctx: world.owner, input: { ...other.path, stage: 'staging' } })
    expect(await world.look(other.view.id)).toMatchObject({ state: 'rolled-back' })
    expect(await live(other.path)).toEqual([[1, 100]])
  })

  test('beside nothing it has everybody at once', async () => {
    const path = await world.deployed()
    expect(await world.promote(path, { canary: rule })).toMatchObject({ state: 'done', canary: null })
  })
})

describe('taking back what has all traffic', () => {
  test('goes back to what ran before, with its reason, once', async () => {
    const path = await world.deployed()
    await world.promote(path)
    await world.next(path, contract({ get: { summary: 'All orders' } }))
    const { id } = await world.promote(path)
    const back = await stopPromotion({ ctx: world.owner, input: { promotion: id, reason: 'Orders vanish' } })
    expect(back).toMatchObject({
      state: 'rolled-back',
      stateReason: 'Staging was rolled back to r1: Orders vanish',
      now: { number: 1 },
    })
    expect((await stopPromotion({ ctx: world.owner, input: { promotion: id } })).etag).toBe(back.etag)
    expect((await listDeployments({ ctx: world.owner, input: { ...path, stage: 'staging' } })).items).toHaveLength(3)
  })

  test('is refused where nothing ran before, and where it does not run any more', async () => {
    const path = await world.deployed()
    const first = await world.promote(path)
    await expect(stopPromotion({ ctx: world.owner, input: { promotion: first.id } })).rejects.toMatchObject({
      code: 'not_possible',
    })
    await world.next(path, contract({ get: { summary: 'All orders' } }))
    await world.promote(path)
    await expect(stopPromotion({ ctx: world.owner, input: { promotion: first.id } })).rejects.toMatchObject({})
  })
})
