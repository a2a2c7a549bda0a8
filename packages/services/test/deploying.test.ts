import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listApis } from '../src/apis/list-apis.ts'
import { moveLifecycle, publishVersion } from '../src/apis/move-lifecycle.ts'
import { getVersionPage } from '../src/apis/version-page.ts'
import { discardWorkingCopy } from '../src/contracts/discard-working-copy.ts'
import { getChanges } from '../src/contracts/get-changes.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { listRevisions } from '../src/contracts/list-revisions.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { reimport } from '../src/contracts/reimport.ts'
import { deploy, rollback } from '../src/deployments/deploy.ts'
import { listDeployments } from '../src/deployments/list-deployments.ts'
import { previewDeploy } from '../src/deployments/preview-deploy.ts'
import { getStageValues, putStageValues, setSecret } from '../src/deployments/stage-values.ts'
import type { Context } from '../src/grammar/context.ts'
import { createPromotion } from '../src/promotions/create-promotion.ts'
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

/** As stage values refer to the secret `token`. */
const secretHeader = ['$', '{secret:token}'].join('')

const contract = (more: { paths?: object; limit?: string } = {}) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: {
      '/orders': {
        get: {
          operationId: 'listOrders',
          parameters: [{ name: 'limit', in: 'query', schema: { type: more.limit ?? 'integer' } }],
          responses: { 200: { description: 'Orders' } },
        },
      },
      ...more.paths,
    },
  })

/** As a person does it at once. */
const promote = (call: { ctx: Context; input: Parameters<typeof createPromotion>[0]['input'] }) =>
  createPromotion({ ...call, input: { ...call.input, mode: 'run' } })

async function importOrders() {
  const imported = await importApi({ ctx: owner, input: { fileName: 'orders.json', source: contract(), teamId } })
  return { path: { api: imported.api.slug, version: 'v1' }, imported }
}

async function countRows() {
  const tables = [
    'api',
    'version',
    'working_copy',
    'operation',
    'backend',
    'contract_import',
    'stage_values',
    'audit_log',
  ]
  const counts = await Promise.all(tables.map((table) => app.db.pool.query(`SELECT count(*)::int AS n FROM ${table}`)))
  return counts.map(({ rows }) => rows[0].n)
}

async function copyEtag(path: { api: string; version: string }) {
  return (await getVersionPage({ ctx: owner, input: path })).workingCopyEtag
}

describe('an import', () => {
  test('makes API, version, operations, backend and the first stage’s address in one step', async () => {
    const { path, imported } = await importOrders()
    expect(imported.version.basePath).toBe(`/${imported.api.slug}/v1`)
    expect(imported.backendUrl).toBe('http://127.0.0.1:4010')
    const page = await getVersionPage({ ctx: owner, input: path })
    expect(page.primary).toMatchObject({ act: 'deploy', label: 'Deploy to Development', allowed: true })
    expect(page.checklist.map(({ done }) => done)).toEqual([true, true, false, false, false, false])
  })

  test('gives a taken slug a number', async () => {
    const [a, b] = [await importOrders(), await importOrders()]
    expect(a.imported.api.slug).not.toBe(b.imported.api.slug)
    expect(b.imported.api.slug).toMatch(/^orders-\d+$/)
  })

  test.each([
    ['is not YAML', 'a: [1'],
    ['is no OpenAPI', '{"hello":"world"}'],
    ['has a character that cannot be stored', contract().replace('Orders', 'Ord\\u0000ers')],
  ])('that %s saves nothing and says why', async (_, source) => {
    const before = await countRows()
    await expect(importApi({ ctx: owner, input: { fileName: 'bad', source, teamId } })).rejects.toMatchObject({
      code: 'import_failed',
      errors: [{ in: 'file' }],
    })
    expect(await countRows()).toEqual(before)
  })

  test('of two operations of one verb and path the first is served, and the report names the other', async () => {
    const source = contract({
      paths: { '/orders/{a}': { get: { responses: {} } }, '/orders/{b}': { get: { responses: {} } } },
    })
    const { operations, report } = await importApi({ ctx: owner, input: { fileName: 'twice', source, teamId } })
    expect(operations).toBe(2)
    expect(report.items.filter(({ fate }) => fate === 'dropped').map(({ pointer }) => pointer)).toContainEqual(
      expect.stringContaining('~1orders~1{b}'),
    )
  })

  test('again keeps identities and what people set, and says what changed before it is saved', async () => {
    const { path } = await importOrders()
    const [before] = (await listOperations({ ctx: owner, input: path })).items
    if (!before) throw new Error('no operation')
    await putOperationSettings({
      ctx: owner,
      input: { ...path, operation: before.id, requestValidation: 'report' },
      ifMatch: await copyEtag(path),
    })
    const source = contract({
      limit: 'string',
      paths: { '/orders/{id}': { get: { responses: { 200: { description: 'One' } } } } },
    })
    const file = { fileName: 'orders.json', source }
    const dry = await reimport({ ctx: owner, input: { ...path, ...file, dryRun: true } })
    expect(dry.saved).toBe(false)
    expect(dry.changes.map(({ sentence }) => sentence).join('\n')).toContain('`GET /orders/{id}` is new')
    expect((await listOperations({ ctx: owner, input: path })).total).toBe(1)
    const saved = await reimport({ ctx: owner, input: { ...path, ...file } })
    expect(saved.counts.text).toBe(dry.counts.text)
    const after = (await listOperations({ ctx: owner, input: path })).items.find(({ key }) => key === 'GET /orders')
    expect(after).toMatchObject({ id: before.id, settings: { requestValidation: 'report' } })
  })
})

describe('a deploy', () => {
  test('makes one revision of equal content, ends what ran and changes nothing the second time', async () => {
    const { path } = await importOrders()
    const first = await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(first).toMatchObject({ changed: true, deployment: { revision: { number: 1 }, kind: 'deploy' } })
    const second = await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(second).toMatchObject({ changed: false, deployment: { id: first.deployment.id } })
    expect((await listRevisions({ ctx: owner, input: path })).items).toHaveLength(1)
    expect((await getChanges({ ctx: owner, input: path })).items).toEqual([])
  })

  test('is refused on a stage that takes promotions only', async () => {
    const { path } = await importOrders()
    await expect(deploy({ ctx: owner, input: { ...path, stage: 'production' } })).rejects.toMatchObject({
      code: 'promotion_only',
    })
  })

  test('names every stage value that is missing', async () => {
    const { path } = await importOrders()
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    const asked = await promote({ ctx: owner, input: { ...path, stage: 'staging' } })
    expect(asked).toMatchObject({ state: 'blocked', blockers: [{ kind: 'missing-backend', where: 'default' }] })
    const values = {
      backends: { default: { url: 'http://127.0.0.1:4010', headers: [{ name: 'x-token', value: secretHeader }] } },
    }
    await putStageValues({ ctx: owner, input: { ...path, stage: 'staging', values }, ifMatch: 1 })
    expect(await promote({ ctx: owner, input: { ...path, stage: 'staging' } })).toMatchObject({
      id: asked.id,
      state: 'blocked',
      blockers: [{ kind: 'missing-secret' }],
    })
    await setSecret({ ctx: owner, input: { ...path, stage: 'staging', secret: 'token', value: 's3cret' } })
    expect(await promote({ ctx: owner, input: { ...path, stage: 'staging' } })).toMatchObject({
      id: asked.id,
      state: 'done',
    })
    const view = await getStageValues({ ctx: owner, input: { ...path, stage: 'staging' } })
    expect(JSON.stringify(view)).not.toContain('s3cret')
    expect(view.missing).toEqual([])
  })

  test('refuses what a gateway would refuse, before anything is saved', async () => {
    const { path } = await importOrders()
    const [operation] = (await listOperations({ ctx: owner, input: path })).items
    const examples = [{ title: 'Everybody', expect: 'allow' }]
    const options = { rules: [{ effect: 'deny', when: [] }], examples }
    const policies = [{ policy: 'access-rules', options }]
    const input = { ...path, operation: operation?.id ?? '', policies }
    await putOperationSettings({ ctx: owner, input, ifMatch: await copyEtag(path) })
    await expect(deploy({ ctx: owner, input: { ...path, stage: 'development' } })).rejects.toMatchObject({
      code: 'deploy_blocked',
      errors: [{ rule: 'build' }],
    })
    expect((await listRevisions({ ctx: owner, input: path })).items).toEqual([])
  })

  test('of eight at once leaves exactly one alive', async () => {
    const { path, imported } = await importOrders()
    await Promise.all(Array.from({ length: 8 }, () => deploy({ ctx: owner, input: { ...path, stage: 'development' } })))
    const { rows } = await app.db.pool.query(
      'SELECT count(*)::int AS n FROM deployment WHERE version_id = $1 AND ended_at IS NULL',
      [imported.version.id],
    )
    expect(rows[0].n).toBe(1)
  })

  test('of a working copy that changed since it was seen is refused', async () => {
    const { path } = await importOrders()
    await expect(deploy({ ctx: owner, input: { ...path, stage: 'development' }, ifMatch: 7 })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
  })

  test('is not for viewers, and does not exist for strangers', async () => {
    const { path } = await importOrders()
    const viewer = app.ctx(await app.member('Viewer'))
    await expect(deploy({ ctx: viewer, input: { ...path, stage: 'development' } })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect((await getVersionPage({ ctx: viewer, input: path })).primary).toMatchObject({
      act: 'deploy',
      allowed: false,
    })
    const stranger = app.ctx(await app.member())
    await expect(deploy({ ctx: stranger, input: { ...path, stage: 'development' } })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await listApis({ ctx: stranger, input: {} })).total).toBe(0)
  })
})

describe('promotion and rollback', () => {
  test('carry the same revision on, with each stage’s own values, and back again', async () => {
    const { path } = await importOrders()
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    for (const stage of ['staging', 'production']) {
      const values = { backends: { default: { url: `http://${stage}.example` } } }
      await putStageValues({ ctx: owner, input: { ...path, stage, values }, ifMatch: 1 })
      const done = await promote({ ctx: owner, input: { ...path, stage } })
      expect(done).toMatchObject({ state: 'done', now: { number: 1 }, counts: { contract: { breaking: 0 } } })
      const [there] = (await listDeployments({ ctx: owner, input: { ...path, stage } })).items
      expect(there).toMatchObject({ id: done.deploymentId, kind: 'promotion', revision: { number: 1 } })
      expect((await promote({ ctx: owner, input: { ...path, stage } })).id).toBe(done.id)
      expect((await listDeployments({ ctx: owner, input: { ...path, stage } })).items).toHaveLength(1)
    }
    await reimport({ ctx: owner, input: { ...path, fileName: 'o.json', source: contract({ limit: 'string' }) } })
    expect((await getChanges({ ctx: owner, input: path })).counts.text).not.toBe('nothing')
    const changed = await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(changed.deployment.revision.number).toBe(2)
    const page = await getVersionPage({ ctx: owner, input: path })
    expect(page.pipeline[1]?.behind?.sentence).toBe('Staging is 1 revision behind Development')
    expect(page.pipeline[1]?.promote.allowed).toBe(true)
    const preview = await previewDeploy({ ctx: owner, input: { ...path, act: 'rollback', stage: 'development' } })
    expect(preview).toMatchObject({
      revision: { number: 1, isNew: false },
      now: { number: 2 },
      nothingToDo: false,
      blockers: [],
    })
    expect(preview.stays).toContain('Keys')
    const back = await rollback({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(back.deployment).toMatchObject({ kind: 'rollback', revision: { number: 1 } })
    const history = await listDeployments({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(history.items.map(({ revision, endedAt }) => [revision.number, endedAt === null])).toEqual([
      [1, true],
      [2, false],
      [1, false],
    ])
    await discardWorkingCopy({ ctx: owner, input: path, ifMatch: await copyEtag(path) })
    expect((await getChanges({ ctx: owner, input: path })).items).toEqual([])
  })

  test('refuse a revision that no longer runs on the stage before', async () => {
    const { path } = await importOrders()
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    await expect(promote({ ctx: owner, input: { ...path, stage: 'staging', revision: 9 } })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
  })
})

describe('the lifecycle', () => {
  test('refuses an illegal move with the legal ones, and publishes a draft as a preview', async () => {
    const { path } = await importOrders()
    await expect(moveLifecycle({ ctx: owner, input: { ...path, state: 'retired' } })).rejects.toMatchObject({
      code: 'lifecycle_move',
      detail: 'From Draft it can go to Published, not to Retired.',
    })
    expect(await publishVersion({ ctx: owner, input: path })).toMatchObject({
      version: { state: 'published' },
      previewOnly: true,
    })
    expect((await publishVersion({ ctx: owner, input: path })).version.state).toBe('published')
    const listed = (await listApis({ ctx: owner, input: { q: path.api, state: 'published' } })).items
    expect(listed[0]?.versions[0]?.portals).toHaveLength(1)
  })
})
