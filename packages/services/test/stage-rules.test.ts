import type { FreezeWindow } from '@gatehouse/contracts/stage-rules'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getVersionPage } from '../src/apis/version-page.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { reimport } from '../src/contracts/reimport.ts'
import { deploy, rollback } from '../src/deployments/deploy.ts'
import { pauseVersion, resumeVersion } from '../src/deployments/pause-version.ts'
import { previewDeploy } from '../src/deployments/preview-deploy.ts'
import { getStageValues, putStageValues } from '../src/deployments/stage-values.ts'
import type { Context } from '../src/grammar/context.ts'
import { createPromotion } from '../src/promotions/create-promotion.ts'
import { runPromotion } from '../src/promotions/run-promotion.ts'
import { publishStage } from '../src/publishing/publish-stage.ts'
import { frozenAt } from '../src/stages/freeze.ts'
import { getStage } from '../src/stages/list-stages.ts'
import { updateStage } from '../src/stages/update-stage.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let owner: Context
let teamId: string
beforeAll(async () => {
  app = await createTestInstallation()
  owner = app.ctx(await app.member('Admin'))
  teamId = (await createTeam({ ctx: owner, input: { name: 'Commerce' } })).id
})
afterAll(() => app.drop())

const contract = (more: { limit?: string } = {}) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: {
      '/orders': {
        get: {
          parameters: [{ name: 'limit', in: 'query', schema: { type: more.limit ?? 'integer' } }],
          responses: { 200: { description: 'Orders' } },
        },
      },
    },
  })

/** As a person does it at once. */
const promote = (call: { ctx: Context; input: Parameters<typeof createPromotion>[0]['input'] }) =>
  createPromotion({ ...call, input: { ...call.input, mode: 'run' } })

/** An API that runs on Development, and has an address on Staging. */
async function deployed() {
  const { api } = await importApi({ ctx: owner, input: { fileName: 'orders.json', source: contract(), teamId } })
  const path = { api: api.slug, version: 'v1' }
  await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
  const there = { ...path, stage: 'staging' }
  const { backends, etag } = await getStageValues({ ctx: owner, input: there })
  const address = { url: 'http://127.0.0.1:4011', connectTimeoutMs: 2_000, timeoutMs: 30_000, headers: [] }
  const values = { backends: Object.fromEntries(backends.map(({ name }) => [name, address])) }
  await putStageValues({ ctx: owner, input: { ...there, values }, ifMatch: etag })
  return path
}

async function change(stage: string, fields: Omit<Parameters<typeof updateStage>[0]['input'], 'stage'>) {
  const { etag } = await getStage({ ctx: owner, input: { stage } })
  return await updateStage({ ctx: owner, input: { stage, ...fields }, ifMatch: etag })
}

const breaking = (path: { api: string; version: string }) =>
  reimport({ ctx: owner, input: { ...path, fileName: 'o.json', source: contract({ limit: 'boolean' }) } })

describe('S2: the staleness rule', () => {
  test('is the stage’s: saving it publishes it to the gateways without a deploy, with a row of change and audit log', async () => {
    const stage = await getStage({ ctx: owner, input: { stage: 'staging' } })
    expect(stage.staleness).toEqual({ mode: 'serve' })
    const manifestOf = async () => {
      await publishStage(owner, stage.id)
      const { rows } = await app.db.pool.query(
        'SELECT seq::int, manifest FROM stage_snapshot WHERE stage_id = $1 ORDER BY seq DESC LIMIT 1',
        [stage.id],
      )
      return { seq: rows[0].seq as number, manifest: JSON.parse(rows[0].manifest) }
    }
    const before = await manifestOf()
    expect(before.manifest.stage.staleness).toBeUndefined()
    expect(before.manifest.capabilities).not.toContain('staleness')
    const changed = await change('staging', { staleness: { mode: 'refuse', seconds: 300 } })
    expect(changed.staleness).toEqual({ mode: 'refuse', seconds: 300 })
    const after = await manifestOf()
    expect(after.seq).toBeGreaterThan(before.seq)
    expect(after.manifest.stage.staleness).toEqual({ mode: 'refuse', seconds: 300 })
    // A gateway that does not know the rule must not run without it.
    expect(after.manifest.capabilities).toContain('staleness')
    const audit = await app.db.pool.query(
      `SELECT after FROM audit_log WHERE action = 'stage.update' ORDER BY seq DESC LIMIT 1`,
    )
    expect(audit.rows[0].after.staleness).toEqual({ mode: 'refuse', seconds: 300 })
    await change('staging', { staleness: { mode: 'serve' } })
    expect((await manifestOf()).manifest.stage).toEqual(before.manifest.stage)
  })
})

describe('L4: a freeze window', () => {
  const minutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString().slice(0, 16)
  const peak: FreezeWindow = {
    name: 'Peak weekend',
    reason: 'No changes while the shops are full.',
    zone: 'UTC',
    from: minutes(-60),
    to: minutes(60),
    weekly: false,
  }

  test('refuses deploys and promotions with its name and end, says so before the click, and lets a rollback pass', async () => {
    const path = await deployed()
    await breaking(path)
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    await promote({ ctx: owner, input: { ...path, stage: 'staging' } })
    await reimport({ ctx: owner, input: { ...path, fileName: 'o.json', source: contract() } })
    await change('development', { freezeWindows: [peak] })
    await expect(deploy({ ctx: owner, input: { ...path, stage: 'development' } })).rejects.toMatchObject({
      code: 'stage_frozen',
      detail: `Development is frozen until ${peak.to.replace('T', ' ')} UTC by “Peak weekend”: No changes while the shops are full. A rollback stays possible.`,
    })
    const preview = await previewDeploy({ ctx: owner, input: { ...path, act: 'deploy', stage: 'development' } })
    expect(preview.blockers.map(({ kind }) => kind)).toEqual(['frozen'])
    const page = await getVersionPage({ ctx: owner, input: path })
    expect(page.pipeline[0]).toMatchObject({ frozen: { window: 'Peak weekend' }, deploy: { allowed: false } })
    expect(page.pipeline[0]?.deploy.why).toContain('frozen until')
    expect((await rollback({ ctx: owner, input: { ...path, stage: 'development' } })).changed).toBe(true)
    // What Staging takes is its own matter.
    expect(page.pipeline[1]?.frozen).toBeNull()
    await change('staging', { freezeWindows: [peak] })
    const waits = await promote({ ctx: owner, input: { ...path, stage: 'staging' } })
    expect(waits).toMatchObject({ state: 'ready', frozen: { window: 'Peak weekend' }, deploymentId: null })
    expect(waits.acts.run.allowed).toBe(false)
    await expect(runPromotion({ ctx: owner, input: { promotion: waits.id } })).rejects.toMatchObject({
      code: 'stage_frozen',
    })
    for (const stage of ['development', 'staging']) await change(stage, { freezeWindows: [] })
    expect(await promote({ ctx: owner, input: { ...path, stage: 'staging' } })).toMatchObject({
      id: waits.id,
      state: 'done',
    })
  })

  test.each([
    ['before it', '2026-12-18T16:59:59Z', null],
    ['from its first second', '2026-12-18T17:00:00Z', '2026-12-20T22:59:00.000Z'],
    ['at its end', '2026-12-20T22:59:00Z', null],
    ['a week later', '2026-12-25T18:00:00Z', null],
  ])('once, in its own zone: %s', (_, now, until) => {
    const window = { ...peak, zone: 'Europe/Berlin', from: '2026-12-18T18:00', to: '2026-12-20T23:59' }
    expect(frozenAt([window], new Date(now))?.until ?? null).toBe(until)
  })

  test.each([
    ['not before the first', '2026-03-13T17:30:00Z', null],
    ['in winter', '2026-03-20T17:30:00Z', '2026-03-22T23:00:00.000Z'],
    ['over the change to summer time', '2026-03-28T12:00:00Z', '2026-03-29T22:00:00.000Z'],
    ['in summer at the same hour of the clock', '2026-07-03T16:00:00Z', '2026-07-05T22:00:00.000Z'],
    ['not between', '2026-07-01T12:00:00Z', null],
  ])('each week by the clock of its zone: %s', (_, now, until) => {
    const window = { ...peak, zone: 'Europe/Berlin', from: '2026-03-20T18:00', to: '2026-03-23T00:00', weekly: true }
    expect(frozenAt([window], new Date(now))?.until ?? null).toBe(until)
  })

  test.each([
    ['an end before its begin', { from: minutes(10), to: minutes(-10) }],
    ['an unknown zone', { zone: 'Mars/Olympus' }],
    ['a day that does not exist', { to: '2030-02-30T10:00' }],
    ['a weekly one longer than a week', { weekly: true, to: minutes(60 * 24 * 8) }],
  ])('rejects %s', async (_, over) => {
    await expect(change('staging', { freezeWindows: [{ ...peak, ...over }] })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})

describe('L4: the gate', () => {
  test('blocks on a required check that fails, with its sentences; warns on another; lets a rollback pass', async () => {
    const path = await deployed()
    await promote({ ctx: owner, input: { ...path, stage: 'staging' } })
    await breaking(path)
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    await change('staging', { gate: [{ check: 'breaking-change', required: true }] })
    const look = () => previewDeploy({ ctx: owner, input: { ...path, act: 'promote', stage: 'staging' } })
    const blocked = await look()
    expect(blocked.blockers).toMatchObject([{ kind: 'check', where: 'breaking-change' }])
    expect(blocked.checks).toMatchObject([{ check: 'breaking-change', required: true, passed: false }])
    expect(blocked.checks[0]?.sentences.join()).toContain('limit')
    const refused = await promote({ ctx: owner, input: { ...path, stage: 'staging' } })
    expect(refused).toMatchObject({ state: 'blocked', checks: [{ check: 'breaking-change', state: 'failed' }] })
    expect(refused.checks[0]?.evidence.sentences).toEqual(blocked.checks[0]?.sentences)

    await change('staging', { gate: [{ check: 'breaking-change', required: false }] })
    const warned = await look()
    expect(warned.blockers).toEqual([])
    expect(warned.checks).toMatchObject([{ required: false, passed: false }])
    await promote({ ctx: owner, input: { ...path, stage: 'staging' } })
    const audit = await app.db.pool.query(
      `SELECT after FROM audit_log WHERE action = 'version.promote' AND target_kind = 'deployment' ORDER BY seq DESC LIMIT 1`,
    )
    expect(audit.rows[0].after.checks).toEqual([{ check: 'breaking-change', required: false, passed: false }])

    // The way back would break what runs now; nobody is stopped on it.
    await change('staging', { gate: [{ check: 'breaking-change', required: true }] })
    expect((await rollback({ ctx: owner, input: { ...path, stage: 'staging' } })).changed).toBe(true)
    await change('staging', { gate: [] })
  })

  test('passes what breaks nothing, and a first deployment', async () => {
    await change('development', { gate: [{ check: 'breaking-change', required: true }] })
    const path = await deployed()
    const preview = await previewDeploy({ ctx: owner, input: { ...path, act: 'promote', stage: 'staging' } })
    expect(preview.checks).toEqual([])
    await change('development', { gate: [] })
  })
})

describe('a pause', () => {
  const manifestOf = async () => {
    const { id } = await getStage({ ctx: owner, input: { stage: 'development' } })
    await publishStage(owner, id)
    const { rows } = await app.db.pool.query(
      'SELECT manifest FROM stage_snapshot WHERE stage_id = $1 ORDER BY seq DESC LIMIT 1',
      [id],
    )
    return JSON.parse(rows[0].manifest) as {
      capabilities: string[]
      versions: { id: string; paused?: { reason: string }; pausedOperations: { id: string; reason: string }[] }[]
    }
  }

  test('of a version or an operation reaches the stage’s snapshot without a deploy, holds through one, and ends', async () => {
    const path = await deployed()
    const page = await getVersionPage({ ctx: owner, input: path })
    const { rows } = await app.db.pool.query('SELECT id FROM operation WHERE version_id = $1', [page.version.id])
    const operation: string = rows[0].id
    const of = async () => (await manifestOf()).versions.find(({ id }) => id === page.version.id)
    expect(await of()).toMatchObject({ pausedOperations: [] })

    const input = { ...path, stage: 'development', reason: 'Moving house' }
    const whole = await pauseVersion({ ctx: owner, input })
    expect(await of()).toMatchObject({ paused: { reason: 'Moving house' } })
    expect((await manifestOf()).capabilities).toContain('pause')
    await expect(pauseVersion({ ctx: owner, input })).rejects.toMatchObject({ code: 'not_possible' })
    const one = await pauseVersion({ ctx: owner, input: { ...input, operation, reason: 'Broken' } })
    expect(one.operation).toEqual({ id: operation, key: 'GET /orders' })
    expect(await of()).toMatchObject({ pausedOperations: [{ id: operation, reason: 'Broken' }] })
    const card = (await getVersionPage({ ctx: owner, input: path })).pipeline[0]
    expect(card?.pauses.map(({ reason }) => reason)).toEqual(['Moving house', 'Broken'])

    await breaking(path)
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(await of()).toMatchObject({ paused: { reason: 'Moving house' } })

    for (const { id } of [whole, one, one]) await resumeVersion({ ctx: owner, input: { ...path, pause: id } })
    const after = await of()
    expect([after?.paused, after?.pausedOperations]).toEqual([undefined, []])
    const audit = await app.db.pool.query(
      `SELECT action, after FROM audit_log WHERE action IN ('version.pause', 'version.resume') ORDER BY seq`,
    )
    expect(audit.rows.map(({ action }) => action)).toEqual([
      'version.pause',
      'version.pause',
      'version.resume',
      'version.resume',
      'version.resume',
    ])
    expect(audit.rows[0].after).toMatchObject({ reason: 'Moving house', operation: null })
  })

  test('of what is not there or by who may not is refused', async () => {
    const path = await deployed()
    const viewer = app.ctx(await app.member('Viewer'))
    const input = { ...path, stage: 'development', reason: 'x' }
    await expect(pauseVersion({ ctx: viewer, input })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(pauseVersion({ ctx: owner, input: { ...input, operation: 'op_x' } })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(resumeVersion({ ctx: owner, input: { ...path, pause: 'pau_x' } })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
