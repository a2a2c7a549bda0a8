import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listApis } from '../src/apis/list-apis.ts'
import { loadVersionAlarms } from '../src/apis/version-alarms.ts'
import { extendSunset } from '../src/deprecation/extensions.ts'
import { sunsetNear } from '../src/deprecation/sunset-near.ts'
import { listTasks } from '../src/tasks/list-tasks.ts'
import { createDeprecationWorld } from './deprecation-world.ts'

let world: Awaited<ReturnType<typeof createDeprecationWorld>>
beforeAll(async () => {
  world = await createDeprecationWorld()
})
afterAll(() => world.end())

async function called() {
  const made = await world.versions()
  const product = await world.product([made.v1])
  const shop = await world.caller(product.plans[0]?.id ?? '')
  await world.calls(made.v1, shop.applicationId)
  return { ...made, shop }
}

/** Puts the sunset into the past without a clock that goes there: usage is stored of what has happened only. */
async function sunsetPassed(versionId: string) {
  const sunsetAt = new Date(world.now().getTime() - 3_600_000)
  await world.db.prisma.deprecation.update({ where: { versionId }, data: { sunsetAt } })
}

test('a sunset that is near is told, and a task, while somebody calls who has no extension; then the extension’s end is one', async () => {
  const { path, v1, shop, slug } = await called()
  const { program } = await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(12) })
  expect(await sunsetNear(world.db.prisma, world.owner, v1)).toBe('Sunset in 12 days: 1 application still calls.')
  const tasks = async () => {
    const { items } = await listTasks({ ctx: world.owner, input: {} })
    return items.filter(({ href }) => href.includes(slug)).map(({ kind, dueAt }) => ({ kind, dueAt }))
  }
  expect(await tasks()).toEqual([{ kind: 'deprecation-callers', dueAt: program?.sunsetAt }])
  const until = world.days(13)
  const input = { ...path, applicationId: shop.applicationId, until, reason: 'Later.' }
  await extendSunset({ ctx: world.owner, input })
  expect(await sunsetNear(world.db.prisma, world.owner, v1)).toBeNull()
  expect(await tasks()).toEqual([])
  world.pass(7)
  expect(await tasks()).toEqual([{ kind: 'extension-ending', dueAt: until }])
})

test('callers after the sunset are flagged in the list of APIs, with the click that mends it; extended ones are not', async () => {
  const { path, v1, shop } = await called()
  await world.plan(path, { deprecatedAt: world.days(0), sunsetAt: world.days(5) })
  await sunsetPassed(v1)
  const flags = async () => {
    const { items } = await listApis({ ctx: world.at(world.system), input: { flag: 'callers-after-sunset' } })
    return items.find(({ id }) => id === path.api)?.flags.filter(({ flag }) => flag === 'callers-after-sunset')
  }
  expect(await flags()).toEqual([
    { flag: 'callers-after-sunset', sentence: 'v1 has ended; 1 application still calls it.', mend: 'lifecycle' },
  ])
  const input = { ...path, applicationId: shop.applicationId, until: world.days(20), reason: 'Later.' }
  await extendSunset({ ctx: world.owner, input })
  expect(await flags()).toBeUndefined()
})

test('a secret is flagged 30 days before it ends', async () => {
  const { v1 } = await world.versions()
  const secret = (name: string, days: number) =>
    world.db.prisma.secret.create({
      data: {
        id: newId('secret'),
        versionId: v1,
        stageId: world.stages.live.id,
        name,
        sealed: 'x',
        expiresAt: new Date(world.days(days)),
      },
    })
  await secret('token', 12)
  await secret('old', -1)
  await secret('fresh', 90)
  const alarms = (await loadVersionAlarms(world.db.prisma, world.owner, [v1]))(v1)
  expect(alarms).toEqual({
    callersAfterSunset: 0,
    responseFindings: 0,
    secrets: ['old on Production has ended', 'token on Production ends in 12 days'],
    certificates: [],
    uncalled: false,
  })
})
