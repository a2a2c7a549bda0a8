import { type Id, newId } from '@gatehouse/contracts/ids'
import type { CanaryRule } from '@gatehouse/contracts/stage-rules'
import type { AckBatch } from '@gatehouse/contracts/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCanaryFigures, recordCanaryCounts } from '../src/deployments/canary-counters.ts'
import { judgeCanary } from '../src/deployments/canary-verdict.ts'
import { judgeCanaries } from '../src/deployments/judge-canaries.ts'
import { createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.end())

const rule: CanaryRule = { weight: 10, minutes: 15, minCalls: 100, maxErrorShare: 0.01 }
const began = new Date('2026-06-01T10:00:00Z')
const minutesLater = (minutes: number) => new Date(began.getTime() + minutes * 60_000)

/** A version with a revision that runs and a canary beside it, and two gateways of their stage. */
async function canaryBeside(canary: CanaryRule = rule) {
  const { versionId } = await world.listedVersion()
  const { prisma } = world.db
  const stageId = world.stages.live.id
  const actor = { kind: 'system', id: 'test' }
  const values = await prisma.stageValues.create({
    data: { id: newId('stageValues'), versionId, stageId, number: 1, values: { backends: {} }, hash: 'h', actor },
  })
  const run = async (number: number, weight: number, more: object) => {
    const revision = await prisma.revision.create({
      data: { id: newId('revision'), versionId, number, hash: `h${number}`, content: {}, origin: actor },
    })
    const id = newId('deployment')
    const { id: stageValuesId } = values
    const row = { id, versionId, stageId, revisionId: revision.id, stageValuesId, kind: 'deploy', partHash: 'p' }
    await prisma.deployment.create({ data: { ...row, weight, changeSeq: 0n, actor, ...more } })
    return id
  }
  const older = await run(1, 100 - canary.weight, { startedAt: minutesLater(-600) })
  const newer = await run(2, canary.weight, { startedAt: began, canary })
  return { older, newer, versionId }
}

async function gateway(stageId = world.stages.live.id) {
  const id = newId('gateway')
  await world.db.prisma.gateway.create({
    data: { id, name: id, stageId, signingKey: id, sealingKey: id },
  })
  return id
}

type Said = { id: Id<'deployment'>; requests: number; errors?: number; us?: number }
function say(gatewayId: string, startedAt: Date, ...said: Said[]) {
  const deployments = said.map(({ id, requests, errors = 0, us = 1000 }) => ({
    id,
    requests,
    errors,
    latencyUsSum: requests * us,
    latencyUsMax: us,
  }))
  return recordCanaryCounts(world.db, gatewayId, {
    deployments,
    status: { startedAt: startedAt.getTime() } as AckBatch['status'],
  })
}
const figuresOf = async (id: string) => (await readCanaryFigures(world.db.pool, [id])).get(id)
const judge = (now: Date) => judgeCanaries({ ...world.system, now: () => now })
const rowOf = (id: string) => world.db.prisma.deployment.findUniqueOrThrow({ where: { id } })

describe('counts of a canary', () => {
  test('are the same whatever comes twice, late or in another order, over restarts and gateways', async () => {
    const { newer } = await canaryBeside()
    const [one, two] = [await gateway(), await gateway()]
    await say(one, began, { id: newer, requests: 10, errors: 1 })
    await say(one, began, { id: newer, requests: 30, errors: 2 })
    await say(one, began, { id: newer, requests: 10, errors: 1 })
    await say(two, began, { id: newer, requests: 5 })
    // The first gateway starts again: its totals begin at nothing.
    await say(one, minutesLater(1), { id: newer, requests: 4, errors: 4 })
    await say(one, began, { id: newer, requests: 30, errors: 2 })
    expect((await figuresOf(newer))?.canary).toEqual({ calls: 39, errors: 6, meanMs: 1, maxMs: 1 })
  })

  test('of what runs beside it begin with the canary', async () => {
    const { older, newer } = await canaryBeside()
    const one = await gateway()
    await say(one, minutesLater(-60), { id: older, requests: 10_000, errors: 500 })
    expect((await figuresOf(newer))?.current).toEqual({ calls: 0, errors: 0, meanMs: null, maxMs: 1 })
    await say(one, minutesLater(-60), { id: older, requests: 10_040, errors: 501 })
    await say(one, minutesLater(2), { id: older, requests: 7 })
    expect((await figuresOf(newer))?.current).toMatchObject({ calls: 47, errors: 1 })
    expect((await figuresOf(newer))?.canary.calls).toBe(0)
  })

  test('of other deployments, and from a gateway of another stage, are not kept', async () => {
    const { newer } = await canaryBeside()
    const alone = await canaryBeside()
    await world.db.prisma.deployment.update({ where: { id: alone.newer }, data: { endedAt: began } })
    await say(await gateway(world.stages.hidden.id), began, { id: newer, requests: 10 })
    await say(await gateway(), began, { id: alone.older, requests: 10 })
    expect((await figuresOf(newer))?.canary.calls).toBe(0)
    const { rows } = await world.db.pool.query('SELECT 1 FROM canary_count WHERE deployment_id = ANY($1)', [
      [newer, alone.older],
    ])
    expect(rows).toEqual([])
  })
})

describe('the verdict', () => {
  const calls = (n: number, errors: number, meanMs = 5) => ({ calls: n, errors, meanMs, maxMs: meanMs })
  test.each([
    ['too few calls', calls(99, 99), 1, {}, { kind: 'wait' }],
    ['just within the bound', calls(100, 1), 1, {}, { kind: 'wait' }],
    ['beyond it', calls(100, 2), 1, {}, { kind: 'roll-back', reason: '2 % of 100 calls failed, more than 1 %' }],
    [
      'beyond it by little',
      calls(100_000, 1_001),
      1,
      {},
      { kind: 'roll-back', reason: '1.001 % of 100000 calls failed, more than 1 %' },
    ],
    [
      'too slow',
      calls(100, 0, 500.2),
      1,
      { maxMeanMs: 500 },
      { kind: 'roll-back', reason: '100 calls took 501 ms on average, more than 500 ms' },
    ],
    ['slow where nobody asked', calls(100, 0, 5000), 1, {}, { kind: 'wait' }],
    ['time up without a fault', calls(100, 1), 15, {}, { kind: 'finish' }],
    ['time up with few calls', calls(0, 0), 15, {}, { kind: 'finish' }],
    ['a fault when time is up', calls(100, 50), 15, {}, { kind: 'roll-back' }],
  ] as const)('%s', (_, figures, minutes, more, verdict) => {
    expect(judgeCanary({ ...rule, ...more }, figures, began, minutesLater(minutes))).toMatchObject(verdict)
  })
})

describe('the judge', () => {
  test('takes back what fails: no traffic, the reason stored, all of it on what ran before', async () => {
    const { older, newer } = await canaryBeside()
    await say(await gateway(), began, { id: newer, requests: 200, errors: 9 })
    await judge(minutesLater(1))
    expect(await rowOf(newer)).toMatchObject({
      endedAt: minutesLater(1),
      endReason: 'canary rolled back: 4.5 % of 200 calls failed, more than 1 %',
    })
    expect(await rowOf(older)).toMatchObject({ endedAt: null, weight: 100 })
  })

  test('gives all traffic to what has done well for its time', async () => {
    const { older, newer } = await canaryBeside()
    await say(await gateway(), began, { id: newer, requests: 200, errors: 1 })
    await judge(minutesLater(14))
    expect(await rowOf(newer)).toMatchObject({ endedAt: null, weight: 10 })
    await judge(minutesLater(15))
    expect(await rowOf(newer)).toMatchObject({ endedAt: null, weight: 100, canary: null })
    expect((await rowOf(older)).endedAt).toEqual(minutesLater(15))
  })

  test('asked by many at once judges once, and never again', async () => {
    const { newer } = await canaryBeside()
    await say(await gateway(), began, { id: newer, requests: 200, errors: 200 })
    await Promise.all(Array.from({ length: 8 }, () => judge(minutesLater(2))))
    await judge(minutesLater(3))
    const { rows } = await world.db.pool.query(
      `SELECT action FROM audit_log WHERE target_id = $1 AND action = 'deployment.roll-back-canary'`,
      [newer],
    )
    expect(rows).toHaveLength(1)
  })
})
