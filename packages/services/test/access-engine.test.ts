import type { Id } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessDiff } from '../src/access-engine/access-diff.ts'
import { getAccessCell } from '../src/access-engine/get-cell.ts'
import { getAccessMatrix } from '../src/access-engine/get-matrix.ts'
import { previewAccessDiff } from '../src/access-engine/preview-diff.ts'
import { simulateAccess } from '../src/access-engine/simulate.ts'
import { publishVersion } from '../src/apis/move-lifecycle.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { createMyCredential } from '../src/credentials/create-credential.ts'
import { deploy } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { createProduct } from '../src/products/create-product.ts'
import { publishStage } from '../src/publishing/publish-stage.ts'
import { updateStage } from '../src/stages/update-stage.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

const response = { responses: { 200: { description: 'ok' } } }
const scoped = (scope: string) => ({ security: [{ oauth: [scope] }], ...response })
const contract = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1.0.0' },
  servers: [{ url: 'http://127.0.0.1:4010' }],
  components: {
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://example.com/token', scopes: { 'orders:write': 'Write' } } },
      },
    },
  },
  paths: {
    '/orders': {
      get: { tags: ['read'], ...response },
      post: {
        ...scoped('orders:write'),
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 3 } } },
            },
          },
        },
      },
    },
    '/orders/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 10 } }],
      get: { tags: ['read'], ...response },
      delete: { ...response },
    },
  },
})

let app: TestInstallation
let owner: Context
let teamId: Id<'team'>
let stage: string
let path: { api: string; version: string }
let productId: Id<'product'>
let shop: { id: Id<'application'>; keyId: Id<'credential'> }
let idle: Id<'application'>
const operations = new Map<string, Id<'operation'>>()

beforeAll(async () => {
  app = await createTestInstallation()
  owner = app.ctx(await app.member('Admin'))
  const team = await createTeam({ ctx: owner, input: { name: 'Commerce' } })
  teamId = team.id
  const imported = await importApi({
    ctx: owner,
    input: { fileName: 'orders.json', source: contract, teamId, audience: 'public' },
  })
  path = { api: imported.api.slug, version: imported.version.name }
  stage = 'development'
  const row = await app.db.prisma.stage.findFirstOrThrow({ where: { slug: stage } })
  await deploy({ ctx: owner, input: { ...path, stage } })
  await publishVersion({ ctx: owner, input: path })
  await updateStage({
    ctx: owner,
    input: { stage: row.id, exposure: 'sandbox', publicName: 'Sandbox' } as never,
    ifMatch: row.etag,
  })
  const portal = await app.db.prisma.portal.findFirstOrThrow()
  const versionId = imported.version.id as Id<'version'>
  const product = await createProduct({
    ctx: owner,
    input: {
      name: 'Reading',
      teamId,
      items: [{ include: 'tag', versionId, tag: 'read' }],
      plans: [{ name: 'Free', limits: { default: {}, stages: {} } }],
      portalIds: [portal.id as Id<'portal'>],
    },
  })
  productId = product.id
  const planId = product.plans[0]?.id as Id<'plan'>
  const developer = app.ctx(await app.developer())
  const application = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
  await requestMyAccess({ ctx: developer, input: { applicationId: application.id, planId } })
  const key = await createMyCredential({
    ctx: developer,
    input: { applicationId: application.id, stageId: row.id as Id<'stage'>, name: 'Backend' } as never,
  })
  shop = { id: application.id, keyId: (key as unknown as { credential: { id: Id<'credential'> } }).credential.id }
  const other = await createMyApplication({ ctx: developer, input: { name: 'Idle' } })
  await requestMyAccess({ ctx: developer, input: { applicationId: other.id, planId } })
  idle = other.id
  for (const one of await app.db.prisma.operation.findMany({ where: { versionId } }))
    operations.set(`${one.method} ${one.path}`, one.id as Id<'operation'>)
  await publishStage(app.ctx(), row.id)
})
afterAll(() => app.drop())

const id = (name: string): Id<'operation'> => operations.get(name) as Id<'operation'>

function cellsOf({ cells }: { cells: string }): number[] {
  const bytes = Buffer.from(cells, 'base64')
  const values: number[] = []
  for (let at = 0; at < bytes.length; at += 4)
    for (let left = bytes.readUInt16LE(at); left > 0; left -= 1) values.push(bytes.readUInt16LE(at + 2))
  return values
}

test('S9 the matrix holds a verdict with its reason for each application and operation', async () => {
  const matrix = await getAccessMatrix({ ctx: owner, input: { stage } })
  const values = cellsOf(matrix)
  expect(values).toHaveLength(matrix.applications.length * matrix.operations.length)
  const verdictOf = (application: string, operation: string) => {
    const row = matrix.applications.findIndex(({ name }) => name === application)
    const column = matrix.operations.findIndex((one) => `${one.method} ${one.path}` === operation)
    return matrix.reasons[values[row * matrix.operations.length + column] ?? 0]
  }
  expect(verdictOf('Shop', 'GET /orders')).toMatchObject({ verdict: 'allow', sentence: 'By Reading under Free' })
  expect(verdictOf('Shop', 'DELETE /orders/{id}')).toMatchObject({ verdict: 'deny', code: 'not_subscribed' })
  expect(verdictOf('Idle', 'GET /orders')).toMatchObject({ verdict: 'depends' })
  expect(matrix.counts).toEqual({ allow: 2, depends: 2, deny: 4 })
  const denied = await getAccessMatrix({ ctx: owner, input: { stage, verdict: 'allow' } })
  expect(denied.applications.map(({ name }) => name)).toEqual(['Shop'])
  expect(denied.operations.map(({ method }) => method)).toEqual(['GET', 'GET'])
})

test('S9 a cell tells the chain that decides; whoever reads nothing of it finds nothing', async () => {
  const input = { stage, application: shop.id, operation: id('GET /orders') }
  const cell = await getAccessCell({ ctx: owner, input })
  expect(cell.chain.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
    'version passed',
    'credential passed',
    'application passed',
    'subscription passed',
    'product passed',
  ])
  const refused = await getAccessCell({ ctx: owner, input: { ...input, operation: id('POST /orders') } })
  expect(refused.chain.find(({ outcome }) => outcome === 'refused')).toMatchObject({ step: 'product' })
  const stranger = app.ctx({ ...(await app.member()), grants: [] } as never)
  await expect(getAccessCell({ ctx: stranger, input })).rejects.toMatchObject({ code: 'not_found' })
  expect((await getAccessMatrix({ ctx: stranger, input: { stage } })).operations).toEqual([])
})

test('S10 a simulation gives verdict, problem, trace and chain, for a credential by its id', async () => {
  const caller = { as: 'credential' as const, credentialId: shop.keyId }
  const base = { stage, caller }
  const good = await simulateAccess({
    ctx: owner,
    input: { ...base, request: { of: 'operation', operationId: id('GET /orders/{id}') } },
  })
  expect(good).toMatchObject({ verdict: 'allow', problem: null, application: { name: 'Shop' } })
  expect(good.trace.map(({ phase }) => phase)).toContain('authorize')
  const wrong = await simulateAccess({
    ctx: owner,
    input: { ...base, request: { of: 'request', method: 'GET', target: `/${path.api}/${path.version}/orders/1` } },
  })
  expect(wrong).toMatchObject({ verdict: 'deny', problem: { code: 'request_invalid' } })
  expect(wrong.findings).toHaveLength(1)
  const nobody = await simulateAccess({
    ctx: owner,
    input: { stage, caller: { as: 'nobody' }, request: { of: 'operation', operationId: id('GET /orders') } },
  })
  expect(nobody.problem?.code).toBe('key_missing')
})

test('S11 a product with more in it: who gains, before anybody saves it', async () => {
  const versionId = (await app.db.prisma.version.findFirstOrThrow()).id as Id<'version'>
  const diff = await accessDiff(owner, { kind: 'product', productId, items: [{ include: 'version', versionId }] })
  expect(diff.gains.map(({ operation }) => `${operation.method} ${operation.path}`).sort()).toEqual(
    ['DELETE /orders/{id}', 'POST /orders', 'POST /orders', 'DELETE /orders/{id}'].sort(),
  )
  expect(diff.losses).toEqual([])
  expect(diff.sentences.join('\n')).toContain('Shop gains')
  const none = await accessDiff(owner, { kind: 'product', productId, items: [] })
  expect(none.counts).toEqual({ gains: 0, losses: 4 })
})

test('S11 a guardrail: who loses, over every API, with nothing built anew', async () => {
  const { counts, losses, sentences } = await previewAccessDiff({
    ctx: owner,
    input: {
      change: {
        kind: 'guardrail',
        guardrail: {
          policy: 'access-rules',
          options: {
            rules: [{ name: 'no-reading', effect: 'deny', when: [{ of: 'method', anyOf: ['GET'] }], say: 'Not now.' }],
            otherwise: 'allow',
          },
          scope: { tag: 'read' },
        },
      },
    },
  })
  expect(counts).toEqual({ gains: 0, losses: 4 })
  expect(losses.map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
    'allow deny',
    'allow deny',
    'depends deny',
    'depends deny',
  ])
  expect(sentences[0]).toMatch(/lose.*no-reading/)
})

test('S11 a guardrail on addresses makes what was allowed depend on them', async () => {
  const diff = await accessDiff(owner, {
    kind: 'guardrail',
    guardrail: { policy: 'ip-rules', options: { allow: ['10.0.0.0/8'] }, scope: {}, enabled: true },
  })
  expect(new Set(diff.losses.map(({ to }) => to))).toEqual(new Set(['depends']))
})

test('S11 a requirement of tokens takes away what keys may; parts are built anew for it', async () => {
  const diff = await accessDiff(owner, {
    kind: 'guardrail',
    guardrail: { policy: 'requirements', options: { credentials: ['token'], bodyBytes: 10 }, scope: {}, enabled: true },
  })
  expect(diff.counts).toEqual({ gains: 0, losses: 4 })
  expect(idle).toMatch(/^app_/)
})
