import { randomUUID } from 'node:crypto'
import { encodeUsageEvent } from '@gatehouse/analytics/events/encode-usage-event'
import { frameRecord } from '@gatehouse/analytics/events/record-frame'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import { newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findStage, findVersion } from '../src/apis/find-version.ts'
import { describeChanges } from '../src/contracts/changes/describe-changes.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { loadSide } from '../src/contracts/load-side.ts'
import { reimport } from '../src/contracts/reimport.ts'
import { deploy } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { consumerImpactCheck } from '../src/impact/consumer-impact-check.ts'
import { loadFeatures } from '../src/impact/feature-dictionary.ts'
import { getImpact } from '../src/impact/get-impact.ts'
import type { CheckSubject } from '../src/promotions/check.ts'
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

type Part = Record<string, unknown>
const status = (values: string[]) => ({ name: 'status', in: 'query', schema: { type: 'string', enum: values } })
const order = (more: Part = {}, extra: Part = {}): Part => ({
  type: 'object',
  properties: {
    note: { type: 'string' },
    customer: {
      type: 'object',
      properties: { name: { type: 'string' }, tier: { type: 'string', enum: ['gold', 'silver'] }, ...more },
    },
  },
  ...extra,
})
const json = (schema: Part) => ({ content: { 'application/json': { schema } } })

function file(options: { list?: Part; body?: Part; answer?: Part; more?: Part } = {}): string {
  const ok = {
    200: { description: 'OK', ...json(options.answer ?? { type: 'object', properties: { id: { type: 'string' } } }) },
  }
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: {
      '/orders': {
        get: { parameters: [status(['open', 'closed'])], responses: ok, ...options.list },
        post: { requestBody: json(options.body ?? order()), responses: ok },
      },
      '/parcels': { get: { responses: ok } },
      ...options.more,
    },
  })
}

let n = 0
async function deployed() {
  n += 1
  const source = file()
  const name = `Orders ${n}`
  const imported = await importApi({ ctx: owner, input: { fileName: 'orders.json', source, teamId, name } })
  const path = { api: imported.api.slug, version: 'v1' }
  await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
  const { items } = await listOperations({ ctx: owner, input: path })
  const ids = new Map(items.map((item) => [item.key, item.id as string]))
  const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })
  return { path, ids, stage, versionId: imported.version.id as string }
}
type Place = Awaited<ReturnType<typeof deployed>>

async function application(name: string): Promise<string> {
  const id = newId('application')
  await app.db.prisma.application.create({ data: { id, teamId, name, createdBy: { kind: 'system', id: 'test' } } })
  return id
}

/** Calls as a gateway notes them: features by their text. Null: nothing was noted. */
async function calls(
  place: Place,
  list: {
    application: string | undefined
    operation: string
    features: string[] | null
    times?: number
    at?: number
  }[],
): Promise<void> {
  const dictionary = await loadFeatures(app.db.prisma, [...place.ids.values()])
  const events = list.flatMap(({ application: applicationId, operation, features, times = 1, at = Date.now() }) => {
    const operationId = place.ids.get(operation) as string
    const bits = new Uint8Array(64)
    for (const feature of features ?? []) {
      const position = dictionary.get(operationId)?.get(feature)
      if (position === undefined) throw new Error(`no position for ${feature}`)
      bits[position >> 3] = (bits[position >> 3] ?? 0) | (1 << (position & 7))
    }
    return Array.from({ length: times }, () => ({
      requestId: newId('request', at),
      at,
      interim: false,
      versionId: place.versionId,
      operationId,
      ...(applicationId === undefined ? {} : { applicationId }),
      actor: 'client',
      method: 'GET',
      host: 'localhost',
      path: '/',
      status: 200,
      statusSource: 'backend',
      bytesIn: 1,
      bytesOut: 1,
      us: { total: 10, gateway: 1 },
      billable: false,
      billableReason: 'unpriced',
      units: 1,
      trace: [],
      errors: [],
      ...(features === null ? {} : { features: bits }),
    }))
  }) as unknown as UsageEvent[]
  const bytes = Buffer.concat(events.map((event) => frameRecord(encodeUsageEvent(event))))
  const batch = {
    owner: { gatewayId: newId('gateway'), stageId: place.stage.id },
    logId: randomUUID(),
    from: 0,
    to: bytes.length,
    bytes,
    served: [],
  }
  expect(await usageStoreOf(app.db.pool).append(batch, Date.now())).toMatchObject({ rejected: 0 })
}

async function impactOf(place: Place, source: string) {
  await reimport({ ctx: owner, input: { ...place.path, fileName: 'orders.json', source } })
  return getImpact({ ctx: owner, input: { ...place.path, stage: 'development' } })
}

const get = 'GET /orders'
const post = 'POST /orders'

describe('the dictionary', () => {
  test('is append-only: positions stay through removal and return, new features come behind', async () => {
    const place = await deployed()
    const read = async () =>
      (await loadFeatures(app.db.prisma, [place.ids.get(get) as string])).get(place.ids.get(get) as string)
    const before = await read()
    expect([...(before?.keys() ?? [])]).toEqual(['query:status', 'query:status=open', 'query:status=closed'])
    for (const values of [['closed'], ['closed', 'open', 'lost']]) {
      const source = file({ list: { parameters: [status(values)] } })
      await reimport({ ctx: owner, input: { ...place.path, fileName: 'orders.json', source } })
      await deploy({ ctx: owner, input: { ...place.path, stage: 'development' } })
    }
    const after = await read()
    for (const [feature, position] of before ?? []) expect(after?.get(feature)).toBe(position)
    expect(after?.get('query:status=lost')).toBe(3)
    const { content } = await app.db.prisma.snapshotPart.findFirstOrThrow({
      where: {
        hash: (
          await app.db.prisma.deployment.findFirstOrThrow({ where: { versionId: place.versionId, endedAt: null } })
        ).partHash,
      },
    })
    const part = JSON.parse(content) as { operations: { id: string; features?: Record<string, number> }[] }
    expect(part.operations.find(({ id }) => id === place.ids.get(get))?.features).toEqual(
      Object.fromEntries(after ?? []),
    )
  })
})

describe('impact', () => {
  test('of a removed enum value is felt by exactly those who sent it, by name, calls and last call', async () => {
    const place = await deployed()
    const [acme, bank] = [await application('Acme Shop'), await application('Harbour Bank')]
    const earlier = Date.now() - 3 * 86_400_000
    await calls(place, [
      { application: acme, operation: get, features: ['query:status', 'query:status=open'], times: 1_204, at: earlier },
      { application: acme, operation: get, features: ['query:status', 'query:status=closed'] },
      { application: bank, operation: get, features: ['query:status', 'query:status=closed'], times: 5 },
    ])
    const impact = await impactOf(place, file({ list: { parameters: [status(['closed'])] } }))
    expect(impact).toMatchObject({ active: 2, affected: 1, recorded: true, from: 'r1 on Development', days: 30 })
    expect(impact.items).toHaveLength(1)
    expect(impact.items[0]).toMatchObject({
      sentence: '`GET /orders` no longer accepts `status=open`; Acme Shop sent it 1,204 times in 30 days',
      total: 1,
      unnamed: null,
      applications: [{ id: acme, name: 'Acme Shop', calls: 1_204, basis: 'exact', team: { id: teamId } }],
    })
    const last = impact.items[0]?.applications[0]?.lastCallAt ?? ''
    expect(Math.abs(Date.parse(last) - earlier)).toBeLessThanOrEqual(60_000)
    const two = await getImpact({ ctx: owner, input: { ...place.path, stage: 'development', days: 2 } })
    expect(two.items[0]?.sentence).toBe('`GET /orders` no longer accepts `status=open`; no application affected')
  })

  test('of what becomes required is felt by those who left it out', async () => {
    const place = await deployed()
    const [with_, without] = [await application('With'), await application('Without')]
    const body = ['media:application/json', 'body:/customer', 'body:/customer/name']
    await calls(place, [
      { application: with_, operation: get, features: ['query:status'], times: 3 },
      { application: without, operation: get, features: [], times: 4 },
      { application: with_, operation: post, features: [...body, 'body:/note'] },
      { application: without, operation: post, features: body, times: 2 },
    ])
    const impact = await impactOf(
      place,
      file({
        list: { parameters: [{ ...status(['open', 'closed']), required: true }] },
        body: order({}, { required: ['note'] }),
      }),
    )
    expect(impact.items.map(({ sentence }) => sentence).sort()).toEqual([
      '`GET /orders` now requires query parameter `status`, which was optional; Without called without it 4 times in 30 days',
      '`POST /orders` now requires `note` of the request body, which was optional; Without called without it 2 times in 30 days',
    ])
  })

  test('of properties, enum values of bodies, operations, answers: each the callers that its kind can touch', async () => {
    const place = await deployed()
    const [names, tiers, reader] = [await application('Names'), await application('Tiers'), await application('Reader')]
    const media = ['media:application/json', 'body:/customer']
    await calls(place, [
      { application: names, operation: post, features: [...media, 'body:/customer/name'] },
      {
        application: tiers,
        operation: post,
        features: [...media, 'body:/customer/tier', 'body:/customer/tier=gold'],
        times: 2,
      },
      { application: reader, operation: 'GET /parcels', features: [], times: 7 },
      { application: undefined, operation: 'GET /parcels', features: [] },
    ])
    const tier = { type: 'string', enum: ['silver'] }
    const answer = { type: 'object', properties: { id: { type: 'integer' } } }
    const impact = await impactOf(
      place,
      file({ body: order({ tier, name: { type: 'string', maxLength: 5 } }), answer }),
    )
    const of = (start: string) => impact.items.find(({ sentence }) => sentence.startsWith(start))
    expect(of('`POST /orders` no longer accepts')?.applications).toMatchObject([
      { id: tiers, calls: 2, basis: 'exact' },
    ])
    expect(of('`POST /orders` now takes only texts of up to 5')?.applications).toMatchObject([{ id: names, calls: 1 }])
    const parcels = of('`GET /parcels`')
    expect(parcels).toMatchObject({
      applications: [{ id: reader, calls: 7, basis: 'may-read' }],
      unnamed: { calls: 1 },
    })
    expect(parcels?.sentence).toContain(
      'Reader may read it, called 7 times and callers without an application once in 30 days',
    )
  })

  test('of calls of which nothing was noted is told as possible, never as none', async () => {
    const place = await deployed()
    const old = await application('Old gateway')
    await calls(place, [{ application: old, operation: get, features: null, times: 6 }])
    const impact = await impactOf(place, file({ list: { parameters: [status(['closed'])] } }))
    expect(impact.items[0]).toMatchObject({ total: 1, applications: [{ id: old, calls: 6, basis: 'may-use' }] })
  })

  test('of an operation that goes is felt by all who called it', async () => {
    const place = await deployed()
    const gone = await application('Gone')
    await calls(place, [{ application: gone, operation: 'GET /parcels', features: [], times: 2 }])
    const before = (await loadSide(app.db.prisma, place.versionId, 'stage:development'))?.content
    if (!before) throw new Error('nothing runs')
    const after = structuredClone(before)
    after.contract.operations = after.contract.operations.filter(({ path }) => path !== '/parcels')
    const changes = await describeChanges(before, after)
    const outcome = await check(place, { content: after, changes })
    expect(outcome).toMatchObject({ passed: false, verdict: 'Breaking for 1 of 1 active application.' })
    expect(outcome.evidence?.sentences).toEqual([
      '`GET /parcels` is gone; calls get 404 or 405; Gone called it 2 times in 30 days',
    ])
  })
})

async function check(place: Place, more: Partial<CheckSubject>, maxApplications = 0) {
  const db = app.db.prisma
  const version = await findVersion(db, place.path)
  const stage = await findStage(db, 'development')
  const running = (await loadSide(db, place.versionId, 'stage:development'))?.content
  if (!version || !stage || !running) throw new Error('not deployed')
  const subject: CheckSubject = {
    version,
    stage,
    fromStage: null,
    content: running,
    hash: '',
    revision: null,
    values: null,
    running: { deploymentId: '', revisionId: '', number: 1, content: running },
    changes: [],
    by: { kind: 'system', id: 'test' },
    promotionId: null,
    note: null,
    ...more,
  }
  const options = { check: 'consumer-impact', required: true, days: 30, maxApplications } as const
  return consumerImpactCheck.run(owner, subject, options, () => {}, new AbortController().signal)
}

describe('the check', () => {
  test('passes a first promotion, and a breaking change that nobody called for, and says so', async () => {
    const place = await deployed()
    expect(await check(place, { running: null })).toMatchObject({
      passed: true,
      verdict: 'Nothing ran on Development before: no application affected.',
    })
    const before = (await loadSide(app.db.prisma, place.versionId, 'stage:development'))?.content
    if (!before) throw new Error('nothing runs')
    const after = structuredClone(before)
    for (const operation of after.contract.operations) operation.parameters = []
    after.contract.operations = after.contract.operations.filter(({ path }) => path === '/orders')
    const changes = await describeChanges(before, after)
    const silent = await check(place, { content: after, changes })
    expect(silent).toMatchObject({
      passed: true,
      verdict: 'Breaking, but nobody called in 30 days: no application affected.',
    })
    expect(silent.evidence?.sentences).toEqual(['No call of this version on Development is recorded in 30 days.'])
    const caller = await application('Caller')
    await calls(place, [{ application: caller, operation: post, features: [] }])
    expect(await check(place, { content: after, changes })).toMatchObject({
      passed: true,
      verdict: 'Breaking, no application affected.',
    })
    await calls(place, [{ application: caller, operation: 'GET /parcels', features: [] }])
    expect((await check(place, { content: after, changes })).passed).toBe(false)
    expect((await check(place, { content: after, changes }, 1)).passed).toBe(true)
  })
})
