import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getWorkingCopy } from '../src/contracts/get-working-copy.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { getExposureRule, putExposureRule } from '../src/exposure/exposure-rule.ts'
import { exportExposures, listExposures } from '../src/exposure/list-exposures.ts'
import { recordExposures } from '../src/exposure/record-exposures.ts'
import type { Context } from '../src/grammar/context.ts'
import { createProduct } from '../src/products/create-product.ts'
import { recordCalls } from '../src/testing-usage.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
beforeAll(async () => {
  world = await createPromotionWorld()
})
afterAll(() => world.app.drop())

const body = { content: { 'application/json': { schema: { type: 'object' } } } }
const source = (title: string, more: object = {}) =>
  contract({
    title,
    paths: { '/orders/{id}': { get: { responses: {} }, put: { requestBody: body, responses: {} } }, ...more },
  })

async function operations(path: Path): Promise<Map<string, string>> {
  const { items } = await listOperations({ ctx: world.owner, input: path })
  return new Map(items.map(({ id, method, path: template }) => [`${method} ${template}`, id]))
}

async function configure(path: Path, operation: string, settings: object): Promise<void> {
  const { etag } = await getWorkingCopy({ ctx: world.owner, input: path })
  const id = (await operations(path)).get(operation) ?? ''
  await putOperationSettings({ ctx: world.owner, input: { ...path, operation: id, ...settings }, ifMatch: etag })
}

const redeploy = (path: Path) => deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })
const rate = { limit: 100, periodSeconds: 60, burst: 10 }

async function product(path: Path, name: string, limits: object): Promise<string> {
  const version = await world.app.db.prisma.version.findFirstOrThrow({ where: { api: { slug: path.api } } })
  const made = await createProduct({
    ctx: world.owner,
    input: {
      name,
      teamId: world.teamId,
      items: [{ versionId: version.id as never, include: 'version' }],
      plans: [{ name: 'Gold', limits: { default: limits, stages: {} } }],
      portalIds: [],
    } as never,
  })
  return made.id
}

async function guardrail(policy: string, options: object, more: object = {}): Promise<string> {
  const id = newId('guardrail')
  await world.app.db.prisma.guardrail.create({
    data: { id, name: id, policy, options: options as never, ...more },
  })
  return id
}
const drop = (id: string) => world.app.db.prisma.guardrail.delete({ where: { id } })

const report = async (path: Path, more: object = {}, ctx: Context = world.owner) =>
  listExposures({ ctx, input: { api: path.api, ...more } })
const lines = async (path: Path, more: object = {}) =>
  (await report(path, more)).items.map(({ kind, operation }) => `${kind} ${operation}`)

describe('S13 exposure', () => {
  test('an operation that nobody needs a credential for is one, until a guardrail or a rule refuses strangers', async () => {
    const path = await world.deployed(source('Open'))
    await configure(path, 'GET /orders', { anonymous: { reason: 'Price list is public' } })
    expect(await lines(path)).toEqual([])
    await redeploy(path)
    const [row] = (await report(path, { kind: 'unauthenticated' })).items
    expect(row).toMatchObject({
      operation: 'GET /orders',
      sentence: 'Everybody can call it without a credential: Price list is public',
      owner: { name: 'Commerce' },
      stage: { slug: 'development' },
      fix: { href: expect.stringContaining('/contract/op_') },
    })
    expect(await lines(path)).toEqual(['unauthenticated GET /orders', 'unlimited GET /orders'])
    const elsewhere = await guardrail('requirements', { noAnonymous: true }, { audience: 'partner' })
    expect(await lines(path, { kind: 'unauthenticated' })).toHaveLength(1)
    const here = await guardrail('requirements', { noAnonymous: true })
    expect(await lines(path)).toEqual([])
    await Promise.all([drop(elsewhere), drop(here)])
    const rules = { rules: [{ effect: 'allow', when: [{ of: 'credential', anyOf: ['key'] }] }], otherwise: 'deny' }
    const ruled = await guardrail('access-rules', rules)
    expect(await lines(path)).toEqual([])
    await drop(ruled)
  })

  test('a way of calling without a limit is one: a plan, or no credential; a limit of the operation or a guardrail ends it', async () => {
    const path = await world.deployed(source('Limits'))
    await product(path, 'Limited', { rate })
    expect(await lines(path)).toEqual([])
    await product(path, 'Boundless', {})
    const found = (await report(path)).items
    expect(found.map(({ kind, operation }) => `${kind} ${operation}`).sort()).toEqual([
      'unlimited GET /orders',
      'unlimited GET /orders/{id}',
      'unlimited PUT /orders/{id}',
    ])
    expect(found[0]?.sentence).toBe('Calls under the plan Gold of Boundless have no limit.')
    await configure(path, 'GET /orders', { policies: [{ policy: 'rate-limit', options: rate }] })
    await redeploy(path)
    expect(await lines(path)).not.toContain('unlimited GET /orders')
    const limit = await guardrail('rate-limit', rate)
    expect(await lines(path)).toEqual([])
    await drop(limit)
  })

  test('an operation whose requests are not held against its contract is one; a guardrail’s floor ends it', async () => {
    const bare = { '/upload': { post: { requestBody: { content: { 'text/csv': {} } }, responses: {} } } }
    const path = await world.deployed(source('Validation', bare))
    await configure(path, 'PUT /orders/{id}', { requestValidation: 'report' })
    await redeploy(path)
    expect((await report(path)).items.map(({ operation, sentence }) => [operation, sentence])).toEqual([
      ['PUT /orders/{id}', 'What breaks the contract is reported, and goes on to the backend.'],
      ['POST /upload', 'Bodies of text/csv have no schema to be held against.'],
    ])
    const floor = await guardrail('requirements', { requestValidation: 'block' })
    expect(await lines(path)).toEqual(['unvalidated POST /upload'])
    await drop(floor)
  })

  test('what is called and declared nowhere is one, ids grouped, callers named; a path below no API for those who see all', async () => {
    const path = await world.deployed(source('Shadow'))
    const { prisma } = world.app.db
    const stage = await prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })
    const version = await prisma.version.findFirstOrThrow({ where: { api: { slug: path.api } } })
    const application = await prisma.application.create({
      data: { id: newId('application'), teamId: world.teamId, name: 'Shop', createdBy: {} },
    })
    const refused = { status: 404, code: 'no_route' }
    for (const n of [1, 2])
      await recordCalls(
        world.system,
        { stageId: stage.id, versionId: version.id, path: `${version.basePath}/returns/${n}`, refused },
        [{ applicationId: application.id, times: 3 }, { times: 1 }],
      )
    await recordCalls(world.system, { stageId: stage.id, path: '/legacy/v0/orders', refused }, [{ times: 2 }])
    const [row] = (await report(path)).items
    expect(row).toMatchObject({
      kind: 'undeclared',
      operation: `GET ${version.basePath}/returns/{id}`,
      calls: 8,
      callers: { applications: [{ id: application.id, name: 'Shop' }], more: 0, unknownCalls: 2 },
      lastRequestId: expect.stringMatching(/^req_/),
    })
    const all = (ctx: Context) => listExposures({ ctx, input: { kind: 'undeclared', q: 'legacy' } })
    expect((await all(world.owner)).items).toMatchObject([{ api: null, operation: 'GET /legacy/v0/orders', calls: 2 }])
    const { actor } = world.owner
    if (actor.kind !== 'member') throw new Error('a member')
    const ofTeam = {
      ...actor,
      grants: [{ permissions: ['api.read' as const], scope: { kind: 'team' as const, teamId: world.teamId } }],
    }
    expect((await all({ ...world.owner, actor: ofTeam })).items).toEqual([])
    const [seen] = (await report(path, {}, { ...world.owner, actor: ofTeam })).items
    expect(seen?.callers).toEqual({ applications: [], more: 1, unknownCalls: 2 })
    const stranger = {
      ...actor,
      grants: [{ permissions: ['api.read' as const], scope: { kind: 'team' as const, teamId: newId('team') } }],
    }
    expect(await report(path, {}, { ...world.owner, actor: stranger })).toMatchObject({
      items: [],
      counts: { undeclared: 0 },
    })
  })

  test('what nobody calls is one after a week on the stage', async () => {
    const path = await world.deployed(source('Silent'))
    const { prisma } = world.app.db
    const stage = await prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })
    const version = await prisma.version.findFirstOrThrow({ where: { api: { slug: path.api } } })
    const known = await operations(path)
    const place = { stageId: stage.id, versionId: version.id, operationId: known.get('GET /orders') ?? '' }
    await recordCalls(world.system, place, [{ times: 1 }])
    expect(await lines(path)).toEqual([])
    const later = { ...world.owner, now: () => new Date(Date.now() + 8 * 86_400_000) }
    const rows = (await report(path, {}, later)).items
    expect(rows.map(({ kind, operation }) => `${kind} ${operation}`)).toEqual([
      'uncalled GET /orders/{id}',
      'uncalled PUT /orders/{id}',
    ])
  })

  test('pages by cursor without a gap or a repetition, and writes CSV that computes nothing', async () => {
    const path = await world.deployed(source('=Pages()'))
    await product(path, 'Endless', {})
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof report>> = await report(path, {
        limit: 1,
        ...(cursor === null ? {} : { cursor }),
      })
      seen.push(...page.items.map(({ operation }) => operation))
      expect(page.counts.unlimited).toBe(3)
      cursor = page.next
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(3)
    expect(seen).toHaveLength(3)
    const { csv, rows } = await exportExposures({ ctx: world.owner, input: { api: path.api } })
    expect(rows).toBe(3)
    expect(csv).toContain(`"'=Pages()"`)
    expect(csv.split('\r\n')).toHaveLength(5)
  })

  test('its history says since when: what ends is ended, what comes back begins again', async () => {
    const path = await world.deployed(source('History'))
    await configure(path, 'GET /orders', { anonymous: { reason: 'Public' } })
    await redeploy(path)
    const own = async () => {
      const id = (await operations(path)).get('GET /orders') ?? ''
      return world.app.db.prisma.exposure.findMany({
        where: { operationId: id, kind: 'unauthenticated' },
        orderBy: { since: 'asc' },
      })
    }
    await recordExposures(world.system)
    await recordExposures(world.system)
    const running = await world.app.db.prisma.deployment.findFirstOrThrow({
      where: { version: { api: { slug: path.api } }, endedAt: null },
    })
    expect(await own()).toMatchObject([{ since: running.startedAt, until: null }])
    expect((await report(path, { kind: 'unauthenticated' })).items[0]?.since).toBe(running.startedAt.toISOString())
    const id = await guardrail('requirements', { noAnonymous: true })
    await recordExposures(world.system)
    const [ended] = await own()
    expect(ended?.until).not.toBeNull()
    await drop(id)
    await recordExposures(world.system)
    const rows = await own()
    expect(rows).toHaveLength(2)
    expect(rows[1]?.since.getTime()).toBeGreaterThanOrEqual(ended?.until?.getTime() ?? Number.NaN)
    const { trend } = await report(path)
    expect(trend).toHaveLength(30)
    expect(trend.at(-1)).toMatchObject({ unauthenticated: 1 })
  })
})

describe('S13 a rule forbids new ones', () => {
  const forbid = async (kinds: ('unauthenticated' | 'unlimited' | 'unvalidated')[]) => {
    const { etag } = await getExposureRule({ ctx: world.owner, input: {} })
    return putExposureRule({ ctx: world.owner, input: { forbid: kinds }, ifMatch: etag })
  }

  test('a gate fails for what is new, not for what is there', async () => {
    await world.change('staging', { gate: [{ check: 'exposure-rules', required: true }] })
    const path = await world.deployed(source('Forbidden'))
    await configure(path, 'GET /orders', { requestValidation: 'off' })
    await redeploy(path)
    expect((await world.promote(path)).checks[0]).toMatchObject({ state: 'passed' })
    await forbid(['unvalidated'])
    await configure(path, 'GET /orders', { bodyBytes: 2_000 })
    await redeploy(path)
    expect((await world.promote(path)).checks[0]).toMatchObject({ state: 'passed' })
    await configure(path, 'PUT /orders/{id}', { requestValidation: 'off' })
    await redeploy(path)
    const [check] = (await world.promote(path)).checks
    expect(check).toMatchObject({ state: 'failed', verdict: '1 new exposure of a kind that is forbidden.' })
    expect(check?.evidence.sentences).toEqual([
      '`PUT /orders/{id}` would be not held against the contract: Requests are not held against the contract.',
    ])
    await forbid([])
  })

  test('only Security sets it, on what it saw', async () => {
    const input = { forbid: ['unlimited' as const] }
    const { etag } = await getExposureRule({ ctx: world.owner, input: {} })
    const call = (ctx: Context, ifMatch: number) => putExposureRule({ ctx, input, ifMatch })
    await expect(call(await world.member('Security reviewer'), etag)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(call(await world.member('Product owner'), etag)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(call(world.owner, etag + 1)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    expect(await call(await world.member('Security admin'), etag)).toMatchObject(input)
    await forbid([])
  })
})
