import { afterAll, beforeAll, expect, test } from 'vitest'
import { requireVersion } from '../src/apis/find-version.ts'
import { deploy, rollback } from '../src/deployments/deploy.ts'
import { previewTakeOff, takeOffStage } from '../src/deployments/take-off-stage.ts'
import { createStage } from '../src/stages/create-stage.ts'
import { deleteStage } from '../src/stages/delete-stage.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
beforeAll(async () => {
  world = await createPromotionWorld()
})
afterAll(() => world.app.drop())

const takeOff = (path: Path, stage: string, more: { revision?: number; reason?: string } = {}) =>
  takeOffStage({ ctx: world.owner, input: { ...path, stage, ...more } })

async function live(path: Path, stage: string) {
  const { id } = await requireVersion(world.app.db.prisma, path)
  return world.app.db.prisma.deployment.findMany({
    where: { versionId: id, stage: { slug: stage }, endedAt: null },
    include: { revision: true },
  })
}

test('ends what runs there, for gateways too, and names it in the history; a rollback brings it back', async () => {
  const path = await world.deployed()
  const [before] = await live(path, 'development')
  const { stage } = await previewTakeOff({ ctx: world.owner, input: { ...path, stage: 'development' } })
  const changes = () => world.app.db.prisma.changeLog.count({ where: { channel: 'snapshot', stageId: stage.id } })
  const told = await changes()
  const answer = await takeOff(path, 'development', { reason: 'Moved elsewhere' })
  expect(answer).toMatchObject({
    revision: 1,
    deployment: before?.id,
    sentence: 'Orders v1 r1 is taken off Development: its gateways answer 404.',
  })
  expect(await live(path, 'development')).toEqual([])
  expect(await changes()).toBe(told + 1)
  const ended = await world.app.db.prisma.deployment.findUniqueOrThrow({ where: { id: before?.id ?? '' } })
  expect(ended).toMatchObject({ endReason: 'taken off: Moved elsewhere' })
  expect(ended.changeSeq).not.toBe(before?.changeSeq)

  await rollback({ ctx: world.owner, input: { ...path, stage: 'development' } })
  expect((await live(path, 'development')).map(({ revision }) => revision.number)).toEqual([1])
})

test('says before what ends: calls, the last open stage, promotions', async () => {
  const path = await world.deployed()
  const { id } = await requireVersion(world.app.db.prisma, path)
  await world.promote(path)
  await world.app.db.prisma.version.update({ where: { id }, data: { state: 'published' } })
  await world.change('production', { approval: { needed: 1, when: 'always' } })
  const waiting = await world.promote(path, { stage: 'production' })
  expect(waiting.state).toBe('waiting')
  const preview = await previewTakeOff({ ctx: world.owner, input: { ...path, stage: 'staging' } })
  expect(preview).toMatchObject({ revision: 1, act: { allowed: true }, applications: [] })
  expect(preview.ends).toEqual([
    expect.stringMatching(/^Calls to `.*` are answered 404\.$/),
    'It is the last stage that is open to developers: in the portal it can be read, but not called.',
    'The promotion of r1 to Production becomes stale.',
    'Keys, subscriptions, plans and stage values stay. A rollback or a deploy brings it back.',
  ])
  await takeOff(path, 'staging')
  expect(await world.look(waiting.id)).toMatchObject({
    state: 'stale',
    stateReason: 'Nothing runs on Staging any more.',
  })
  await world.change('production', { approval: { needed: 0, when: 'always' } })
})

test('what it had been promoted by is taken back with it', async () => {
  const path = await world.deployed()
  const promotion = await world.promote(path)
  await takeOff(path, 'staging', { reason: 'Wrong place' })
  expect(await world.look(promotion.id)).toMatchObject({
    state: 'rolled-back',
    stateReason: 'r1 was taken off Staging: Wrong place',
  })
})

test('refuses what is not there, what has moved, a canary, and who may not; each says what is possible', async () => {
  const path = await world.deployed()
  await expect(takeOff(path, 'production')).rejects.toMatchObject({
    code: 'not_possible',
    message: 'Orders v1 does not run on Production. It runs on: Development.',
  })
  await expect(takeOff(path, 'development', { revision: 7 })).rejects.toMatchObject({ code: 'changed_meanwhile' })
  const viewer = await world.member('Viewer')
  const there = { ...path, stage: 'development' }
  expect((await previewTakeOff({ ctx: viewer, input: there })).act).toMatchObject({ allowed: false })
  await expect(takeOffStage({ ctx: viewer, input: there })).rejects.toMatchObject({ code: 'forbidden' })

  await world.promote(path)
  await world.next(
    path,
    contract({ title: 'Orders', paths: { '/more': { get: { responses: { 200: { description: 'More' } } } } } }),
  )
  const canary = { weight: 10, minutes: 5, minCalls: 10, maxErrorShare: 0.1 }
  expect((await world.promote(path, { canary })).state).toBe('running')
  await expect(takeOff(path, 'staging')).rejects.toMatchObject({
    code: 'not_possible',
    message: expect.stringContaining('roll back its promotion'),
  })
})

test('twice at once: one takes it off, the other is told that nothing runs', async () => {
  const path = await world.deployed()
  const done = await Promise.allSettled([takeOff(path, 'development'), takeOff(path, 'development')])
  expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('a stage can be deleted once everything is taken off that was deployed to it', async () => {
  const path = await world.deployed()
  const stage = await createStage({
    ctx: world.owner,
    input: { slug: 'scratch', name: 'Scratch', gatewayUrl: 'http://localhost:4199' },
  })
  await world.change(stage.slug, { accepts: 'deploy' })
  await world.setAddress(path, stage.slug)
  await deploy({ ctx: world.owner, input: { ...path, stage: stage.slug } })
  const remove = () => deleteStage({ ctx: world.owner, input: { stage: stage.slug } })
  await expect(remove()).rejects.toMatchObject({ message: '1 version runs on it; take it off first.' })
  await takeOff(path, stage.slug)
  expect(await remove()).toEqual({ deleted: true })
})
