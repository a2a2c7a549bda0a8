import { newId } from '@gatehouse/contracts/ids'
import { type SnapshotManifest, snapshotManifest } from '@gatehouse/contracts/snapshot'
import { createMyApplication } from '@gatehouse/services/applications/my-applications'
import { pauseApplication, resumePausedApplication } from '@gatehouse/services/applications/pause-application'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { reimport } from '@gatehouse/services/contracts/reimport'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { verb } from '@gatehouse/services/grammar/verb'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { FakeGateway } from './fake-gateway.ts'
import { enrolGateway, startTestControl } from './start-test-control.ts'

let app: TestInstallation
let controls: Awaited<ReturnType<typeof startTestControl>>[]
let gateways: FakeGateway[]
let elsewhere: FakeGateway
let path: { api: string; version: string }
let versionId: string

const contract = (paths: object = {}) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: { '/orders': { get: { responses: { 200: { description: 'Orders' } } } }, ...paths },
  })

beforeAll(async () => {
  app = await createTestInstallation()
  controls = [await startTestControl(app), await startTestControl(app)]
  const ctx = app.ctx()
  const { id: teamId } = await createTeam({ ctx, input: { name: 'Commerce' } })
  const imported = await importApi({ ctx, input: { fileName: 'orders.json', source: contract(), teamId } })
  path = { api: imported.api.slug, version: imported.version.name }
  versionId = imported.version.id
  // One gateway at each control plane.
  gateways = []
  for (const { url } of controls) {
    const gateway = await enrolGateway(app, url, 'development')
    await gateway.connect(url)
    gateways.push(gateway)
  }
  const url = controls[0]?.url ?? ''
  elsewhere = await enrolGateway(app, url, 'staging')
  await elsewhere.connect(url)
})
afterAll(async () => {
  for (const gateway of [...gateways, elsewhere]) gateway.disconnect()
  for (const control of controls) await control.close()
  await app.drop()
})

const until = (condition: () => void) => vi.waitFor(condition, { timeout: 10_000, interval: 10 })

/** The version in the newest manifest that a gateway got. */
function versionAt(gateway: FakeGateway): SnapshotManifest['versions'][number] | undefined {
  const newest = gateway.frames.findLast((frame) => frame.type === 'snapshot')
  if (newest?.type !== 'snapshot') return undefined
  return snapshotManifest.parse(JSON.parse(newest.manifest)).versions.find(({ id }) => id === versionId)
}
const sidesAt = (gateway: FakeGateway) => versionAt(gateway)?.deployments.map(({ id, weight }) => [id, weight])

/** Changes rows and says so, as the verbs that own them do. */
const touch = verb({
  name: 'test.touch',
  allowed: { systemOnly: true },
  input: z.strictObject({ sql: z.string(), values: z.array(z.unknown()) }),
  run: async ({ tx, input, change }) => {
    await tx.$executeRawUnsafe(input.sql, ...input.values)
    change.snapshot('version', versionId, null)
  },
  audit: () => ({ target: { kind: 'version', id: versionId } }),
})

describe('a canary', () => {
  test('that fails is taken from all gateways, whichever control plane they talk to, and the reason is stored', async () => {
    const ctx = app.ctx()
    const older = (await deploy({ ctx, input: { ...path, stage: 'development' } })).deployment.id
    const source = contract({ '/new': { get: { responses: { 200: { description: 'New' } } } } })
    await reimport({ ctx, input: { ...path, fileName: 'orders.json', source, conflicts: 'file' } })
    const newer = (await deploy({ ctx, input: { ...path, stage: 'development' } })).deployment.id
    const rule = { weight: 40, minutes: 60, minCalls: 50, maxErrorShare: 0.1 }
    await touch({
      ctx,
      input: {
        sql: `UPDATE deployment SET ended_at = NULL, weight = CASE WHEN id = $1 THEN 60 ELSE 40 END,
                canary = CASE WHEN id = $2 THEN $3::jsonb END WHERE id IN ($1, $2)`,
        values: [older, newer, JSON.stringify(rule)],
      },
    })
    for (const gateway of gateways)
      await until(() =>
        expect(sidesAt(gateway)).toEqual([
          [older, 60],
          [newer, 40],
        ]),
      )
    const say = async (requests: number, errors: number) => {
      for (const [i, gateway] of gateways.entries()) {
        const counts = { requests, latencyUsSum: requests * 900.5, latencyUsMax: 1200.25 }
        const answer = await gateway.acknowledge(controls[i]?.url ?? '', {}, [
          { id: newer, errors, ...counts },
          { id: older, errors: 0, ...counts },
        ] as never)
        expect(answer.status).toBe(204)
      }
    }
    // Too few calls to judge by; then enough of them, told twice.
    await say(20, 20)
    await say(30, 20)
    await say(30, 20)
    for (const gateway of gateways) await until(() => expect(sidesAt(gateway)).toEqual([[older, 100]]))
    const ended = await app.db.prisma.deployment.findUniqueOrThrow({ where: { id: newer } })
    expect(ended.endReason).toBe('canary rolled back: 66.7 % of 60 calls failed, more than 10 %')
  })
})

describe('a deprecation program', () => {
  test('reaches the gateways with no deploy: dates, guide, extensions, and the successor where it runs', async () => {
    const ctx = app.ctx()
    const api = await app.db.prisma.version.findUniqueOrThrow({ where: { id: versionId }, include: { api: true } })
    const successor = newId('version')
    await app.db.prisma.version.create({
      data: { id: successor, apiId: api.apiId, name: 'v2', basePath: `/${api.api.slug}/v2` },
    })
    const application = await createMyApplication({ ctx: app.ctx(await app.developer()), input: { name: 'Shop' } })
    const until2030 = new Date('2030-01-01T00:00:00Z')
    await app.db.prisma.deprecation.create({
      data: {
        versionId,
        deprecatedAt: new Date('2026-01-01T00:00:00Z'),
        sunsetAt: new Date('2029-01-01T00:00:00Z'),
        successorId: successor,
        brownOuts: [{ from: '2028-12-01T09:00:00Z', to: '2028-12-01T10:00:00Z' }],
        actor: {},
        extensions: {
          create: {
            id: newId('sunsetExtension'),
            applicationId: application.id,
            until: until2030,
            reason: 'r',
            actor: {},
          },
        },
      },
    })
    await touch({ ctx, input: { sql: 'SELECT 1', values: [] } })
    const expected = {
      deprecatedAt: Date.parse('2026-01-01T00:00:00Z'),
      sunsetAt: Date.parse('2029-01-01T00:00:00Z'),
      guide: `${app.installation.portalUrl}/apis/${api.api.slug}/v2`,
      brownOuts: [{ from: Date.parse('2028-12-01T09:00:00Z'), to: Date.parse('2028-12-01T10:00:00Z') }],
      extensions: [{ applicationId: application.id, until: until2030.getTime() }],
    }
    for (const gateway of gateways) await until(() => expect(versionAt(gateway)?.deprecation).toEqual(expected))
    await touch({
      ctx,
      input: {
        sql: `INSERT INTO deployment (id, version_id, stage_id, revision_id, stage_values_id, kind, part_hash, change_seq, actor)
              SELECT $1, $2, stage_id, revision_id, stage_values_id, kind, part_hash, 0, '{}' FROM deployment
              WHERE version_id = $3 AND ended_at IS NULL`,
        values: [newId('deployment'), successor, versionId],
      },
    })
    const stage = await app.db.prisma.stage.findUniqueOrThrow({ where: { slug: 'development' } })
    for (const gateway of gateways)
      await until(() =>
        expect(versionAt(gateway)?.deprecation?.successor).toBe(`${stage.gatewayUrl}/${api.api.slug}/v2`),
      )
  })
})

describe('a pause of an application', () => {
  test('reaches the gateways of its stage, and its end as well; others are told of none', async () => {
    const { id: applicationId } = await createMyApplication({
      ctx: app.ctx(await app.developer()),
      input: { name: 'Shop' },
    })
    const ctx = app.ctx(await app.member('Admin'))
    const rowAt = (gateway: FakeGateway) => gateway.rows().find(({ id }) => id === applicationId)
    const input = { applicationId, stage: 'development', reason: 'Too many calls' }
    const pause = await pauseApplication({ ctx, input })
    for (const gateway of gateways)
      await until(() => expect(rowAt(gateway)).toMatchObject({ paused: { reason: 'Too many calls' } }))
    await until(() => expect(rowAt(elsewhere)).toMatchObject({ state: 'active' }))
    expect(rowAt(elsewhere)).not.toHaveProperty('paused')
    await resumePausedApplication({ ctx, input: { applicationId, pause: pause.id } })
    for (const gateway of gateways) await until(() => expect(rowAt(gateway)).not.toHaveProperty('paused'))
  })
})
