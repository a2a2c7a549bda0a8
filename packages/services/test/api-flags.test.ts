import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { testCertificate } from '@gatehouse/net/testing-certificate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requireVersion } from '../src/apis/find-version.ts'
import { listApis } from '../src/apis/list-apis.ts'
import { loadVersionAlarms } from '../src/apis/version-alarms.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import type { Context } from '../src/grammar/context.ts'
import { lookAtCertificates } from '../src/stages/look-at-certificates.ts'
import { recordCalls } from '../src/testing-usage.ts'
import { createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

const dayMs = 86_400_000

let world: PromotionWorld
beforeAll(async () => {
  world = await createPromotionWorld()
})
afterAll(() => world.app.drop())

const flagOf = async (path: Path, flag: 'no-calls' | 'certificate-expiring', ctx: Context = world.owner) => {
  const { items } = await listApis({ ctx, input: { flag } })
  return items.find(({ slug }) => slug === path.api)?.flags.filter((one) => one.flag === flag)
}

/** An API that was published and deployed so long ago. */
async function aged(days: number, state = 'published') {
  const path = await world.deployed()
  const version = await requireVersion(world.app.db.prisma, path)
  const at = new Date(Date.now() - days * dayMs)
  await world.app.db.prisma.version.update({ where: { id: version.id }, data: { state, stateSince: at } })
  await world.app.db.prisma.deployment.updateMany({ where: { versionId: version.id }, data: { startedAt: at } })
  return { path, versionId: version.id }
}

test('L20: a version that could be called for 90 days and was not is flagged, until somebody calls', async () => {
  const { path, versionId } = await aged(100)
  const flagged = [{ flag: 'no-calls', sentence: 'v1: no call for 90 days.', mend: 'lifecycle' }]
  expect(await flagOf(path, 'no-calls')).toEqual(flagged)
  const developer = world.app.ctx(await world.app.developer())
  const { id: applicationId } = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
  const stage = await world.app.db.prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })
  const { items } = await listOperations({ ctx: world.owner, input: path })
  const place = { stageId: stage.id, versionId, operationId: items[0]?.id ?? '' }
  await recordCalls(world.owner, place, [{ applicationId, times: 1 }])
  expect(await flagOf(path, 'no-calls')).toBeUndefined()
  await world.app.db.pool.query('UPDATE usage.caller_day SET day = day - 95')
  expect(await flagOf(path, 'no-calls')).toEqual(flagged)
})

test.each([
  ['young', 20, 'published'],
  ['a draft', 100, 'draft'],
  ['retired', 100, 'retired'],
])('L20: a version that is %s is not said to be uncalled', async (_, days, state) => {
  const { path } = await aged(days, state)
  expect(await flagOf(path, 'no-calls')).toBeUndefined()
})

test('L20: the certificate of a backend is looked at where it runs, and flagged 30 days before it ends', async () => {
  const server = createServer(testCertificate, (socket) => socket.on('error', () => {}))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const path = await world.deployed()
  const { prisma } = world.app.db
  const { id } = await requireVersion(prisma, path)
  const running = await prisma.deployment.findFirstOrThrow({ where: { versionId: id, endedAt: null } })
  const point = (url: string) =>
    prisma.stageValues.update({
      where: { id: running.stageValuesId },
      data: { values: { backends: { default: { url } } } },
    })
  await point(`https://127.0.0.1:${port}`)
  const network = { rules: { mode: 'backend', loopback: 'all' } } as const
  const at = (days: number): Context => ({
    ...world.owner,
    now: () => new Date(testCertificate.expiresAt.getTime() - days * dayMs),
  })
  await lookAtCertificates(at(40), network)
  const certificates = async (days: number) => (await loadVersionAlarms(prisma, at(days), [id]))(id).certificates
  expect(await certificates(31)).toEqual([])
  expect(await certificates(12)).toEqual(['the certificate of default on Development ends in 12 days'])
  expect(await certificates(-1)).toEqual(['the certificate of default on Development has ended'])
  expect(await flagOf(path, 'certificate-expiring', at(12))).toMatchObject([{ mend: 'backends' }])

  // Away for a while: what was seen stays. No such address any more: it is forgotten.
  await new Promise((done) => server.close(done))
  await lookAtCertificates(at(11), network)
  expect(await prisma.backendCertificate.findFirst({ where: { versionId: id } })).toMatchObject({
    failure: 'not-connected',
    expiresAt: testCertificate.expiresAt,
  })
  await point('http://127.0.0.1:9')
  await lookAtCertificates(at(11), network)
  expect(await prisma.backendCertificate.count({ where: { versionId: id } })).toBe(0)
})
