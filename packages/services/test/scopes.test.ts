import type { Id } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishVersion } from '../src/apis/move-lifecycle.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { createMyCredential } from '../src/credentials/create-credential.ts'
import { listMyScopes } from '../src/credentials/list-my-scopes.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { createProduct } from '../src/products/create-product.ts'
import { publishStage } from '../src/publishing/publish-stage.ts'
import { updateStage } from '../src/stages/update-stage.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

const get = (security: object[], tags: string[] = []) => ({ tags, security, responses: { 200: { description: 'ok' } } })
const contract = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1.0.0' },
  servers: [{ url: 'http://127.0.0.1:4010' }],
  components: {
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: {
          clientCredentials: {
            tokenUrl: 'https://example.com/token',
            scopes: { 'orders:read': 'Read orders', 'orders:write': 'Change orders', unused: 'Nobody asks for it' },
          },
        },
      },
      key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
    },
  },
  paths: {
    '/orders': { get: get([{ oauth: ['orders:read'] }], ['read']), post: get([{ oauth: ['orders:write'] }]) },
    '/refunds': { get: get([{ oauth: ['orders:read'], key: ['finance'] }], ['read']) },
    '/health': { get: get([{ oauth: ['health'] }, { key: [] }]) },
  },
})

test('S1e: the scopes of the contract reach the gateways; those that an application’s products need are offered for its keys', async () => {
  const owner = app.ctx(await app.member('Admin'))
  const team = await createTeam({ ctx: owner, input: { name: 'Commerce' } })
  const imported = await importApi({
    ctx: owner,
    input: { fileName: 'orders.json', source: contract, teamId: team.id, audience: 'public' },
  })
  const path = { api: imported.api.id, version: imported.version.id }
  const { id: stageId } = await app.db.prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })
  await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
  await publishVersion({ ctx: owner, input: path })
  const portal = await app.db.prisma.portal.findFirstOrThrow()
  const versionId = path.version as Id<'version'>
  const product = await createProduct({
    ctx: owner,
    input: {
      name: 'Reading',
      teamId: team.id,
      items: [{ include: 'tag', versionId, tag: 'read' }],
      plans: [{ name: 'Free', limits: { default: {}, stages: {} } }],
      portalIds: [portal.id as Id<'portal'>],
    },
  })
  const developer = app.ctx(await app.developer())
  const application = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
  const offered = async () => (await listMyScopes({ ctx: developer, input: { applicationId: application.id } })).items
  expect(await offered()).toEqual([])
  const planId = product.plans[0]?.id
  if (!planId) throw new Error('no plan')
  await requestMyAccess({ ctx: developer, input: { applicationId: application.id, planId } })
  // What runs on closed stages only is nobody’s business.
  expect(await offered()).toEqual([])
  await updateStage({
    ctx: owner,
    input: { stage: 'development', exposure: 'sandbox', publicName: 'Playground' },
    ifMatch: 1,
  })
  expect(await offered()).toEqual([
    { name: 'finance', description: null, apis: ['Orders'] },
    { name: 'orders:read', description: 'Read orders', apis: ['Orders'] },
  ])

  const made = await createMyCredential({
    ctx: developer,
    input: { applicationId: application.id, stageId: stageId as Id<'stage'>, name: 'k', scopes: ['orders:read'] },
  })
  expect(made.credential.scopes).toEqual(['orders:read'])

  await publishStage(app.ctx(), stageId)
  const { rows } = await app.db.pool.query(
    `SELECT content FROM snapshot_part WHERE hash = (SELECT part_hash FROM deployment WHERE stage_id = $1 AND ended_at IS NULL)`,
    [stageId],
  )
  const part = JSON.parse(rows[0].content) as { operations: { method: string; path: string; scopes?: string[][] }[] }
  expect(Object.fromEntries(part.operations.map(({ method, path, scopes }) => [`${method} ${path}`, scopes]))).toEqual({
    'GET /health': undefined,
    'GET /orders': [['orders:read']],
    'GET /refunds': [['finance', 'orders:read']],
    'POST /orders': [['orders:write']],
  })
})
