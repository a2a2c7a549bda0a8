import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { openSealed } from '@gatehouse/auth/credentials/sealed'
import { newId } from '@gatehouse/contracts/ids'
import { syncPaths } from '@gatehouse/contracts/sync'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { loadDeploymentView } from '@gatehouse/services/deployments/deployment-view'
import { setSecret } from '@gatehouse/services/deployments/stage-values'
import { createEnrolment } from '@gatehouse/services/gateways/create-enrolment'
import { removeGateway } from '@gatehouse/services/gateways/remove-gateway'
import { verb } from '@gatehouse/services/grammar/verb'
import { trimChangeLog } from '@gatehouse/services/publishing/trim'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { FakeGateway } from './fake-gateway.ts'
import { enrolGateway, startTestControl } from './start-test-control.ts'

let app: TestInstallation
let controls: Awaited<ReturnType<typeof startTestControl>>[]
let base: string
let teamId: string

beforeAll(async () => {
  app = await createTestInstallation()
  controls = [await startTestControl(app), await startTestControl(app)]
  base = controls[0]?.url ?? ''
  teamId = (await createTeam({ ctx: app.ctx(await app.member('Admin')), input: { name: 'Commerce' } })).id
})
afterAll(async () => {
  for (const control of controls) await control.close()
  await app.drop()
})

/** Creates or changes an application row: what a real verb does, without the rest. */
const touch = verb({
  name: 'test.touch',
  allowed: { systemOnly: true },
  input: z.strictObject({ id: z.string(), state: z.enum(['active', 'suspended']), teamId: z.string() }),
  run: async ({ tx, input, change }) => {
    await tx.application.upsert({
      where: { id: input.id },
      create: { id: input.id, name: 'Shop', teamId: input.teamId, state: input.state, createdBy: {} },
      update: { state: input.state },
    })
    change.access('application', input.id)
    return { id: input.id }
  },
  audit: ({ result }) => ({ target: { kind: 'application', id: result.id } }),
})

async function headOfLog(): Promise<number> {
  const { rows } = await app.db.pool.query('SELECT max(seq)::int AS seq FROM change_log')
  return rows[0].seq
}

const applications = (gateway: FakeGateway) =>
  new Map(gateway.rows().flatMap((row) => (row.kind === 'application' ? [[row.id as string, row.state]] : [])))

describe('enrolment', () => {
  test('takes a token once, however many try at the same moment', async () => {
    const { token } = await createEnrolment({ ctx: app.ctx(), input: { stage: 'development' } })
    const tries = await Promise.all(
      Array.from({ length: 6 }, () => new FakeGateway(app.installation.controlUrl).enrol(base, token)),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401, 401, 401])
    const refused = tries.find(({ status }) => status === 401)
    expect(await refused?.json()).toMatchObject({ code: 'enrolment_invalid' })
  })
})

describe('a gateway’s proof', () => {
  test.each([
    ['another key', (gateway: FakeGateway) => gateway.token({}, generateKeyPairSync('ed25519').privateKey)],
    ['another audience', (gateway: FakeGateway) => gateway.token({ aud: 'http://elsewhere' })],
    ['a life too long', (gateway: FakeGateway) => gateway.token({ exp: Math.floor(Date.now() / 1000) + 3600 })],
    ['a time that is over', (gateway: FakeGateway) => gateway.token({ exp: Math.floor(Date.now() / 1000) - 120 })],
    ['another gateway’s name', (gateway: FakeGateway) => gateway.token({ iss: newId('gateway') })],
    ['no signature', (gateway: FakeGateway) => `${gateway.token().split('.').slice(0, 2).join('.')}.`],
  ])('with %s is refused', async (_, forge) => {
    const gateway = await enrolGateway(app, base, 'development')
    const answer = await fetch(base + syncPaths.access, { headers: { authorization: `Bearer ${forge(gateway)}` } })
    expect(answer.status).toBe(401)
  })

  test('of a removed gateway is refused and its stream is cut', async () => {
    const gateway = await enrolGateway(app, base, 'development')
    expect(await gateway.connect(base)).toBe(200)
    await expect.poll(() => gateway.frames.length).toBeGreaterThan(0)
    await removeGateway({ ctx: app.ctx(), input: { gateway: gateway.id } })
    await expect.poll(() => gateway.closed).toBe(true)
    expect((await gateway.call(base, syncPaths.access)).status).toBe(401)
  })

  test('without a shared protocol is told so', async () => {
    const gateway = await enrolGateway(app, base, 'development')
    expect(await gateway.connect(base, { 'gatehouse-protocol': '0' })).toBe(426)
  })
})

describe('the stream', () => {
  test('carries every change of 16 writers through two control planes, the last state of each row winning', async () => {
    const gateways = await Promise.all(controls.map(({ url }) => enrolGateway(app, url, 'staging')))
    await Promise.all(gateways.map((gateway, index) => gateway.connect(controls[index]?.url ?? '')))
    const shared = Array.from({ length: 8 }, () => newId('application'))
    const expected = new Map<string, string>()
    await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        const own = newId('application')
        for (let i = 0; i < 12; i += 1) {
          const state = i % 2 === 0 ? 'active' : 'suspended'
          await touch({ ctx: app.ctx(), input: { id: own, state, teamId } })
          await touch({ ctx: app.ctx(), input: { id: shared[(writer + i) % 8] ?? own, state, teamId } })
          expected.set(own, state)
        }
      }),
    )
    const { rows } = await app.db.pool.query('SELECT id, state FROM application WHERE id = ANY($1)', [shared])
    for (const row of rows) expected.set(row.id, row.state)
    const head = await headOfLog()
    for (const gateway of gateways) {
      await expect.poll(() => gateway.accessSeq ?? 0).toBeGreaterThanOrEqual(head)
      for (const [id, state] of expected) expect(applications(gateway).get(id)).toBe(state)
      const seqs = gateway.frames.flatMap((received) => (received.type === 'access' ? received.seq : []))
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
      gateway.disconnect()
    }
  })

  test('resumes from a position without a reset, at another control plane', async () => {
    const gateway = await enrolGateway(app, base, 'staging')
    await gateway.connect(base)
    const id = newId('application')
    await touch({ ctx: app.ctx(), input: { id, state: 'active', teamId } })
    const before = await headOfLog()
    await expect.poll(() => gateway.accessSeq ?? 0).toBeGreaterThanOrEqual(before)
    gateway.disconnect()
    await expect.poll(() => gateway.closed).toBe(true)
    await touch({ ctx: app.ctx(), input: { id, state: 'suspended', teamId } })
    gateway.frames.length = 0
    await gateway.connect(controls[1]?.url ?? '')
    await expect.poll(() => applications(gateway).get(id)).toBe('suspended')
    expect(gateway.frames.map(({ type }) => type)).not.toContain('access.reset')
    gateway.disconnect()
  })

  test('begins anew with a reset where the log no longer goes back', async () => {
    const gateway = await enrolGateway(app, base, 'staging')
    await gateway.connect(base)
    await expect.poll(() => gateway.accessSeq).toBeDefined()
    gateway.disconnect()
    gateway.accessSeq = 0
    await touch({ ctx: app.ctx(), input: { id: newId('application'), state: 'active', teamId } })
    await app.db.pool.query(`UPDATE change_log SET at = now() - interval '8 days'`)
    const head = await headOfLog()
    await trimChangeLog(app.db)
    expect(await headOfLog()).toBe(head)
    gateway.frames.length = 0
    await gateway.connect(base)
    await expect.poll(() => gateway.frames.map(({ type }) => type)).toContain('access.reset')
    gateway.disconnect()
  })

  test('says a checksum that equals the gateway’s own over the same rows', async () => {
    const gateway = await enrolGateway(app, base, 'production')
    await gateway.connect(base)
    await expect.poll(() => gateway.frames.find(({ type }) => type === 'checksum')).toBeDefined()
    const checksum = gateway.frames.find((received) => received.type === 'checksum')
    expect(checksum).toMatchObject({ value: gateway.checksum(), seq: gateway.accessSeq })
    gateway.disconnect()
  })

  test('pings and tells how many gateways share the limits', async () => {
    const gateway = await enrolGateway(app, base, 'production')
    await gateway.connect(base)
    await expect.poll(() => gateway.frames.map(({ type }) => type)).toEqual(expect.arrayContaining(['ping', 'counts']))
    gateway.disconnect()
  })
})

describe('a deploy', () => {
  const source = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: { '/orders': { get: { responses: { 200: { description: 'Orders' } } } } },
  })

  test('arrives as a signed manifest with its part, and its receipt has the lag', async () => {
    const gateway = await enrolGateway(app, base, 'development')
    await gateway.connect(base)
    const { api } = await importApi({ ctx: app.ctx(), input: { fileName: 'o.json', source, teamId } })
    const path = { api: api.slug, version: 'v1' }
    const { deployment } = await deploy({ ctx: app.ctx(), input: { ...path, stage: 'development' } })
    const find = () =>
      gateway.frames.findLast((received) => received.type === 'snapshot' && received.manifest.includes(deployment.id))
    await expect.poll(find).toBeDefined()
    const snapshot = find()
    if (snapshot?.type !== 'snapshot') throw new Error('no snapshot')
    const { rows } = await app.db.pool.query(`SELECT public_key FROM signing_key WHERE purpose = 'snapshot'`)
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: rows[0].public_key }, format: 'jwk' })
    expect(verify(null, Buffer.from(snapshot.manifest), key, Buffer.from(snapshot.signature, 'base64'))).toBe(true)
    expect(createHash('sha256').update(snapshot.manifest).digest('hex')).toBe(snapshot.hash)
    for (const { hash } of JSON.parse(snapshot.manifest).parts) {
      const part = await gateway.call(base, `${syncPaths.parts}/${hash}`)
      expect(part.headers.get('cache-control')).toContain('immutable')
      expect(
        createHash('sha256')
          .update(await part.text())
          .digest('hex'),
      ).toBe(hash)
    }
    const { seq, hash } = snapshot
    await gateway.acknowledge(base, { snapshot: { seq, hash, outcome: 'applied', issues: [] } })
    const { receipts } = await loadDeploymentView(app.db.prisma, deployment.id, new Date())
    const line = receipts?.gateways.find(({ gatewayId }) => gatewayId === gateway.id)
    expect(line).toMatchObject({ state: 'confirmed', connected: true })
    expect(line?.lagMs).toBeGreaterThanOrEqual(0)
    expect(receipts?.text).toMatch(/^1\/\d+ gateways? · \d/)

    await setSecret({
      ctx: app.ctx(),
      input: { ...path, stage: 'development', secret: 'token', value: 'for the backend' },
    })
    await expect.poll(() => gateway.frames.some(({ type }) => type === 'secrets')).toBe(true)
    const secrets = gateway.frames.find((received) => received.type === 'secrets')
    const item = secrets?.type === 'secrets' ? secrets.items[0] : undefined
    if (!item) throw new Error('no secret')
    expect(openSealed(gateway.sealing.privateKey, item, item.sealed)).toBe('for the backend')
    gateway.disconnect()
  })
})

describe('a database that was restored', () => {
  test('gives a new epoch, and every gateway loads everything again', async () => {
    const [known, other] = await Promise.all([enrolGateway(app, base, 'staging'), enrolGateway(app, base, 'staging')])
    await Promise.all([known.connect(base), other.connect(controls[1]?.url ?? '')])
    await expect.poll(() => [known.accessSeq, other.accessSeq].every((seq) => seq !== undefined)).toBe(true)
    const epoch = known.epoch
    known.disconnect()
    // What it was told is no longer in the log: the backup is older.
    known.accessSeq = (await headOfLog()) + 1_000
    known.frames.length = 0
    await known.connect(base)
    await expect.poll(() => known.frames.map(({ type }) => type)).toContain('access.reset')
    expect(known.epoch).not.toBe(epoch)
    await expect.poll(() => other.closed).toBe(true)
    other.frames.length = 0
    await other.connect(controls[1]?.url ?? '')
    await expect.poll(() => other.frames.map(({ type }) => type)).toContain('access.reset')
    expect(other.epoch).toBe(known.epoch)
    known.disconnect()
    other.disconnect()
  })
})
