import { promotionStates } from '@gatehouse/contracts/endpoints/promotion-views'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moveLifecycle, publishVersion } from '../src/apis/move-lifecycle.ts'
import { reimport } from '../src/contracts/reimport.ts'
import { deploy, rollback } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { DomainError } from '../src/grammar/domain-error.ts'
import { cancelPromotion } from '../src/promotions/cancel-promotion.ts'
import { decidePromotion } from '../src/promotions/decide-promotion.ts'
import { endedStates } from '../src/promotions/promotion-states.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
let second: Context
beforeAll(async () => {
  world = await createPromotionWorld()
  second = await world.member('Admin')
  await world.change('staging', { approval: { needed: 1, when: 'always' } })
})
afterAll(() => world.app.drop())

type Act = 'approve' | 'cancel' | 'deploy' | 'rollback' | 'retire'
const acts: readonly Act[] = ['approve', 'cancel', 'deploy', 'rollback', 'retire']

/** Every order of the five acts, of which fifty are taken, spread over all. */
const orders = permutations(acts).filter((_, index) => index % 12 < 5)

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}

describe('approve, cancel, deploy, rollback and retire at once', () => {
  test('are tried in fifty orders', () => expect(orders).toHaveLength(50))

  test.each(orders.map((order) => [order.join(', '), order] as const))(
    '%s: ends legal, with a complete history',
    async (_name, order) => {
      const { path, promotion, boundHash } = await prepared()
      const outcomes = await Promise.all(order.map((act) => settled(run(act, path, promotion, boundHash))))
      // What is refused is refused by name; nothing breaks.
      for (const outcome of outcomes) if (outcome !== 'done') expect(outcome).toBeInstanceOf(DomainError)
      const view = await world.advance(promotion)
      expect(endedStates).toContain(view.state)
      await expectSound(path, promotion, view.deploymentId)
    },
  )
})

/** r2 waits for approval on its way to Staging, where r1 runs; the working copy holds r3; it is published and deprecated. */
async function prepared() {
  const path = await world.deployed()
  const first = await world.promote(path)
  await decidePromotion({
    ctx: second,
    input: { promotion: first.id, decision: 'approved', boundHash: first.boundHash },
  })
  await world.next(path, contract({ get: { summary: 'All orders' } }))
  await publishVersion({ ctx: world.owner, input: path })
  await moveLifecycle({ ctx: world.owner, input: { ...path, state: 'deprecated' } })
  const { id, boundHash } = await world.promote(path)
  const source = contract({ get: { summary: 'Few orders' } })
  await reimport({ ctx: world.owner, input: { ...path, fileName: 'orders.json', source } })
  return { path, promotion: id, boundHash }
}

async function run(act: Act, path: Path, promotion: string, boundHash: string): Promise<unknown> {
  const ctx = world.owner
  switch (act) {
    case 'approve':
      return decidePromotion({ ctx: second, input: { promotion, decision: 'approved', boundHash } })
    case 'cancel':
      return cancelPromotion({ ctx, input: { promotion } })
    case 'deploy':
      return deploy({ ctx, input: { ...path, stage: 'development' } })
    case 'rollback':
      return rollback({ ctx, input: { ...path, stage: 'development' } })
    case 'retire':
      return moveLifecycle({ ctx, input: { ...path, state: 'retired' } })
  }
}

async function settled(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => error,
  )
}

async function expectSound(path: Path, promotion: string, deploymentId: string | null): Promise<void> {
  const { pool, prisma } = world.app.db
  const live = await prisma.deployment.groupBy({
    by: ['stageId'],
    where: { version: { api: { slug: path.api } }, endedAt: null },
    _count: true,
  })
  // One revision per stage, whatever came first.
  for (const { _count } of live) expect(_count).toBe(1)
  const open = await prisma.promotion.count({
    where: { version: { api: { slug: path.api } }, state: { notIn: [...endedStates] } },
  })
  expect(open).toBe(0)
  const row = await prisma.promotion.findUniqueOrThrow({ where: { id: promotion } })
  expect(['done', 'rolled-back'].includes(row.state)).toBe(deploymentId !== null)
  const { rows } = await pool.query<{
    action: string
    before: { state?: string } | null
    after: { state?: string; move?: string } | null
  }>(`SELECT action, before, after FROM audit_log WHERE target_id = $1 ORDER BY seq`, [promotion])
  // The log leads from the request to the state that is there, each step from where the one before ended.
  expect(rows[0]?.action).toBe('promotion.create')
  let state = 'checking'
  for (const { before, after } of rows.slice(1)) {
    if (before?.state !== undefined && before.state !== state && after?.state !== before.state) state = before.state
    if (after?.move === 'stale') state = 'stale'
    else if (after?.state !== undefined && (promotionStates as readonly string[]).includes(after.state))
      state = after.state
  }
  expect(state).toBe(row.state)
}
