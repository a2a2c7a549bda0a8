import { importOpenApi } from '@gatehouse/importers/import-openapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApi } from '../src/apis/create-api.ts'
import { discardWorkingCopy } from '../src/contracts/discard-working-copy.ts'
import { addOperation, putOperationDefinition, removeOperation } from '../src/contracts/edit-operations.ts'
import { putSchema, removeSchema } from '../src/contracts/edit-schemas.ts'
import { exportContract } from '../src/contracts/export-contract.ts'
import { getWorkingCopy } from '../src/contracts/get-working-copy.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { getSchema, listSchemas } from '../src/contracts/list-schemas.ts'
import { putContractInfo } from '../src/contracts/put-contract-info.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { putVersionSettings } from '../src/contracts/put-version-settings.ts'
import { reimport } from '../src/contracts/reimport.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { getStageValues, putStageValues } from '../src/deployments/stage-values.ts'
import type { Context } from '../src/grammar/context.ts'
import { DomainError } from '../src/grammar/domain-error.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let ctx: Context
let teamId: string
beforeAll(async () => {
  app = await createTestInstallation()
  ctx = app.ctx(await app.member('Admin'))
  teamId = (await createTeam({ ctx, input: { name: 'Commerce' } })).id
})
afterAll(() => app.drop())

type Path = { api: string; version: string }
const order = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, parent: { $ref: '#/schemas/Order' } },
}
const getOrder = {
  method: 'GET' as const,
  path: '/orders/{id}',
  parameters: [{ in: 'path' as const, name: 'id', schema: { type: 'string' } }],
  responses: { 200: { description: 'It', content: { 'application/json': { schema: { $ref: '#/schemas/Order' } } } } },
}

async function scratch(): Promise<Path> {
  return { api: (await createApi({ ctx, input: { name: 'Shop', teamId } })).slug, version: 'v1' }
}

const copyOf = (path: Path) => getWorkingCopy({ ctx, input: path })
const etagOf = async (path: Path) => ({ ifMatch: (await copyOf(path)).etag })
const add = async (path: Path, definition: Parameters<typeof addOperation>[0]['input']['definition']) =>
  (await addOperation({ ctx, input: { ...path, definition }, ...(await etagOf(path)) })).operation
const schema = async (path: Path, schemaName: string, value: object | boolean) =>
  putSchema({ ctx, input: { ...path, schemaName, schema: value as never }, ...(await etagOf(path)) })

/** A shop with one schema and one operation that uses it. */
async function shop() {
  const path = await scratch()
  await schema(path, 'Order', order)
  return { path, operation: await add(path, getOrder) }
}

async function errorsOf(act: Promise<unknown>): Promise<string[]> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof DomainError)) throw error ?? new Error('it was not refused')
  return (error.errors ?? []).map(({ pointer, rule }) => `${pointer} ${rule}`)
}

describe('an API from nothing', () => {
  test('answers from the mock on the first stage with nothing else typed', async () => {
    const { path } = await shop()
    const values = await getStageValues({ ctx, input: { ...path, stage: 'development' } })
    expect(values.values.backends).toEqual({ default: { mock: true } })
    expect(values.missing).toEqual([])
    const { deployment } = await deploy({ ctx, input: { ...path, stage: 'development' } })
    expect(deployment.stage.slug).toBe('development')
    const part = await app.db.prisma.snapshotPart.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    expect(part.content).toContain('"mock":[{"body":"{\\"id\\":\\"string\\"')
  })

  test('is made from a file without an address, too, and a live first stage gets no mock', async () => {
    const source = JSON.stringify({ openapi: '3.1.0', info: { title: 'Bare', version: '1' }, paths: {} })
    const imported = await importApi({ ctx, input: { fileName: 'bare.json', source, teamId } })
    expect(imported).toMatchObject({ backendUrl: null, mock: true })
    await app.db.prisma.stage.updateMany({ where: { slug: 'development' }, data: { exposure: 'live' } })
    const second = await importApi({ ctx, input: { fileName: 'bare.json', source, teamId } })
    await app.db.prisma.stage.updateMany({ where: { slug: 'development' }, data: { exposure: 'hidden' } })
    expect(second).toMatchObject({ backendUrl: null, mock: false })
  })
})

describe('an operation by hand', () => {
  test('fills what follows from the place of a parameter', async () => {
    const { path, operation } = await shop()
    const { content } = await copyOf(path)
    expect(content.contract.operations[0]?.parameters).toEqual([
      { in: 'path', name: 'id', required: true, style: 'simple', explode: false, schema: { type: 'string' } },
    ])
    expect(operation.key).toBe('GET /orders/{id}')
  })

  test('is refused with every place that is wrong, and nothing is saved', async () => {
    const { path } = await shop()
    const before = await copyOf(path)
    const wrong = {
      method: 'GET' as const,
      path: '/orders/{orderId}',
      security: [{ nothing: [] }],
      parameters: [
        { in: 'path' as const, name: 'other', schema: { type: 'strange' } },
        { in: 'query' as const, name: 'q', style: 'simple' as const, schema: { $ref: '#/schemas/Nothing' } },
        { in: 'query' as const, name: 'q', schema: { type: 'string', pattern: '(' } },
      ],
      responses: { 'two hundred': { description: '' } },
    }
    expect(await errorsOf(add(path, wrong))).toEqual([
      '/definition/path path.ambiguous',
      '/definition/parameters path.parameter-missing',
      '/definition/parameters/0/name path.parameter-unknown',
      '/definition/parameters/1/style parameter.style',
      '/definition/parameters/2/name parameter.twice',
      '/definition/responses/two hundred response.status',
      '/definition/security/0/nothing security.scheme',
      '/definition/parameters/0/schema/type schema.enum',
      '/definition/parameters/1/schema schema.reference',
      '/definition/parameters/2/schema/pattern schema.pattern',
    ])
    expect(await copyOf(path)).toEqual(before)
  })

  test('keeps its identity and settings under another method and path, also when two swap', async () => {
    const { path, operation } = await shop()
    const other = await add(path, { method: 'GET', path: '/carts/{id}', parameters: [{ in: 'path', name: 'id' }] })
    await putOperationSettings({
      ctx,
      input: { ...path, operation: operation.id, upstream: { method: 'GET', path: '/v2/items/{id}' } },
      ...(await etagOf(path)),
    })
    const define = async (id: string, to: string, name: string, more = {}) =>
      putOperationDefinition({
        ctx,
        input: {
          ...path,
          operation: id,
          definition: { ...getOrder, path: to, parameters: [{ in: 'path', name }] },
          ...more,
        },
        ...(await etagOf(path)),
      })
    const here = await getStageValues({ ctx, input: { ...path, stage: 'development' } })
    const own = { responseValidation: 'report' as const }
    const values = { ...here.values, operations: { 'GET /orders/{id}': own } }
    await putStageValues({ ctx, input: { ...path, stage: 'development', values }, ifMatch: here.etag })
    await define(other.id, '/elsewhere/{id}', 'id')
    const moved = await define(operation.id, '/carts/{orderId}', 'orderId')
    expect(moved.operation).toMatchObject({ id: operation.id, key: 'GET /carts/{orderId}' })
    expect(moved.operation.settings.upstream).toEqual({ method: 'GET', path: '/v2/items/{orderId}' })
    const carried = await getStageValues({ ctx, input: { ...path, stage: 'development' } })
    expect(carried.values.operations).toEqual({ 'GET /orders/{id}': own, 'GET /carts/{orderId}': own })
    const kept = await define(other.id, '/orders/{id}', 'id', { keepUpstream: true })
    expect(kept.operation.settings.upstream).toEqual({ method: 'GET', path: '/elsewhere/{id}' })
    const rows = await app.db.prisma.operation.findMany({ where: { id: { in: [operation.id, other.id] } } })
    expect(rows.map(({ path: at, removedAt }) => [at, removedAt])).toEqual(
      expect.arrayContaining([
        ['/carts/{orderId}', null],
        ['/orders/{id}', null],
      ]),
    )
  })

  test('is mapped only to what its own path can fill', async () => {
    const { path, operation } = await shop()
    const map = async (method: string, to: string) =>
      putOperationSettings({
        ctx,
        input: { ...path, operation: operation.id, upstream: { method, path: to } },
        ...(await etagOf(path)),
      })
    expect(await errorsOf(map('GET', '/v2/{orderId}'))).toEqual(['/upstream/path mapping.parameter'])
    expect(await errorsOf(map('GET', '/v2/{id'))).toEqual(['/upstream/path mapping.path'])
    expect(await errorsOf(map('GET', '/v2#a'))).toEqual(['/upstream/path mapping.path'])
    expect(await errorsOf(map('GET', '/v2?a={orderId}'))).toEqual(['/upstream/path mapping.parameter'])
    for (const query of ['', '=1', '{id}=1', 'a={id'])
      expect(await errorsOf(map('GET', `/v2?${query}`))).toEqual(['/upstream/path mapping.query'])
    const asked = (await map('GET', '/v2?kind=all&order={id}')).operation.settings.upstream
    expect(asked).toEqual({ method: 'GET', path: '/v2?kind=all&order={id}' })
    expect(await errorsOf(map('get', '/v2'))).toEqual(['/upstream/method mapping.method'])
    expect((await map('PUT', '/v2')).operation.settings.upstream).toEqual({ method: 'PUT', path: '/v2' })
  })

  test('comes back as itself after it was removed, and after its path was taken by another', async () => {
    const { path, operation } = await shop()
    await removeOperation({ ctx, input: { ...path, operation: operation.id }, ...(await etagOf(path)) })
    expect((await copyOf(path)).content.contract.operations).toEqual([])
    expect((await add(path, getOrder)).id).toBe(operation.id)
    await deploy({ ctx, input: { ...path, stage: 'development' } })
    await putOperationDefinition({
      ctx,
      input: { ...path, operation: operation.id, definition: { ...getOrder, path: '/sales/{id}' } },
      ...(await etagOf(path)),
    })
    const second = await add(path, getOrder)
    expect(second.id).not.toBe(operation.id)
    await discardWorkingCopy({ ctx, input: path, ...(await etagOf(path)) })
    const row = await app.db.prisma.operation.findUniqueOrThrow({ where: { id: operation.id } })
    expect([row.path, row.removedAt]).toEqual(['/orders/{id}', null])
  })

  test('is not edited on an older state, nor by who may only read', async () => {
    const { path, operation } = await shop()
    const edit = { ctx, input: { ...path, operation: operation.id, definition: getOrder } }
    await expect(putOperationDefinition(edit)).rejects.toMatchObject({ code: 'precondition_required' })
    await expect(putOperationDefinition({ ...edit, ifMatch: 1 })).rejects.toMatchObject({ code: 'changed_meanwhile' })
    const viewer = app.ctx(await app.member('Viewer'))
    await expect(putOperationDefinition({ ...edit, ctx: viewer, ifMatch: 1 })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

describe('a shared schema', () => {
  test('takes its references along when it is renamed', async () => {
    const { path } = await shop()
    await schema(path, 'Choice', {
      oneOf: [{ $ref: '#/schemas/Order' }],
      discriminator: { propertyName: 'kind', mapping: { order: '#/schemas/Order' } },
      examples: [{ $ref: '#/schemas/Order' }],
    })
    const input = { ...path, schemaName: 'Order', rename: 'Sale' }
    const renamed = await putSchema({ ctx, input, ...(await etagOf(path)) })
    expect(renamed).toMatchObject({ name: 'Sale', usedBy: ['`GET /orders/{id}`', 'Schema `Sale`', 'Schema `Choice`'] })
    const { content } = await copyOf(path)
    const text = JSON.stringify({ ...content.contract, schemas: { ...content.contract.schemas, Choice: null } })
    expect(text).not.toContain('#/schemas/Order')
    expect(content.contract.schemas.Choice).toEqual({
      oneOf: [{ $ref: '#/schemas/Sale' }],
      discriminator: { propertyName: 'kind', mapping: { order: '#/schemas/Sale' } },
      examples: [{ $ref: '#/schemas/Order' }],
    })
    expect((await listSchemas({ ctx, input: { ...path, limit: 1 } })).items[0]).toMatchObject({
      name: 'Choice',
      uses: 0,
    })
    expect(Object.keys((await getSchema({ ctx, input: { ...path, schemaName: 'Choice' } })).schemas)).toEqual(['Sale'])
  })

  test('is not removed while something uses it, and says who does', async () => {
    const { path, operation } = await shop()
    const remove = async () => removeSchema({ ctx, input: { ...path, schemaName: 'Order' }, ...(await etagOf(path)) })
    await expect(remove()).rejects.toMatchObject({
      code: 'not_possible',
      detail: expect.stringContaining('`GET /orders/{id}`'),
    })
    await removeOperation({ ctx, input: { ...path, operation: operation.id }, ...(await etagOf(path)) })
    expect((await remove()).name).toBe('Order')
  })

  test('is refused where it is no schema, refers to nothing, or cannot be run', async () => {
    const { path } = await shop()
    expect(await errorsOf(schema(path, 'A', { type: 'object', properties: { x: { minLength: 'two' } } }))).toEqual([
      '/schema/properties/x/minLength schema.type',
    ])
    expect(await errorsOf(schema(path, 'A', { $ref: 'http://example.com/schema' }))).toEqual([
      '/schema schema.reference',
    ])
    expect(await errorsOf(schema(path, 'A', { properties: { a: { pattern: '(?=x)y' } } }))).toEqual([
      '/schema/properties/a/pattern schema.pattern',
    ])
    expect(await errorsOf(schema(path, 'a name', true))).toEqual(['/schemaName schema.name'])
    const create = { ctx, input: { ...path, schemaName: 'Order', schema: true, create: true }, ...(await etagOf(path)) }
    await expect(putSchema(create)).rejects.toMatchObject({ code: 'already_exists' })
  })
})

describe('an export', () => {
  test('imported again says the same, with mapping, limits and policies; who needs no credential is said anew by a person', async () => {
    const { path, operation } = await shop()
    const info = { title: 'Shop', description: '# Hello', tags: [{ name: 'orders' }], summary: 'All of it' }
    await putContractInfo({ ctx, input: { ...path, info }, ...(await etagOf(path)) })
    const upstream = { method: 'POST', path: '/v2/{id}' }
    const anonymous = { reason: 'Open data' }
    await putOperationSettings({
      ctx,
      input: { ...path, operation: operation.id, upstream, anonymous, requestValidation: 'report' },
      ...(await etagOf(path)),
    })
    const keyLocations = [{ in: 'query' as const, name: 'token' }]
    await putVersionSettings({ ctx, input: { ...path, keyLocations }, ...(await etagOf(path)) })
    await schema(path, 'Extra', { type: 'object', properties: { example: { type: 'string', example: 'x' } } })
    const { content } = await copyOf(path)
    expect(content.contract.schemas.Extra).toEqual({
      type: 'object',
      properties: { example: { type: 'string', examples: ['x'] } },
    })
    for (const format of ['json', 'yaml'] as const) {
      const file = await exportContract({ ctx, input: { ...path, format } })
      expect(file.fileName).toBe(`${path.api}-v1.${format}`)
      const imported = await importApi({ ctx, input: { fileName: file.fileName, source: file.source, teamId } })
      const again = (await copyOf({ api: imported.api.slug, version: 'v1' })).content
      // All but the one thing that only a person says.
      expect(withoutIds(again)).toEqual(withoutIds(content, 'anonymous'))
      const read = importOpenApi({ text: file.source })
      expect(read.ok && read.report.items.filter(({ fate }) => fate === 'dropped')).toMatchObject([
        { pointer: expect.stringMatching(/x-gatehouse\/anonymous$/) },
      ])
    }
    const here = await exportContract({ ctx, input: path })
    const changes = await reimport({
      ctx,
      input: { ...path, fileName: here.fileName, source: here.source, dryRun: true },
    })
    expect([changes.changes, changes.parkedSettings]).toEqual([[], []])
  })

  test('without additions is the bare contract, and of a stage what runs there', async () => {
    const { path } = await shop()
    const bare = await exportContract({ ctx, input: { ...path, extensions: 'without' } })
    expect(bare.source).not.toContain('x-gatehouse')
    await expect(exportContract({ ctx, input: { ...path, of: 'stage:development' } })).rejects.toMatchObject({
      code: 'not_found',
    })
    await deploy({ ctx, input: { ...path, stage: 'development' } })
    const runs = await exportContract({ ctx, input: { ...path, of: 'stage:development', format: 'yaml' } })
    expect(runs.source).toMatch(/^openapi: 3\.1\.1\n/)
    expect(runs.fileName).toBe(`${path.api}-v1-development.yaml`)
  })
})

type Content = Awaited<ReturnType<typeof copyOf>>['content']

function withoutIds(content: Content, leftOut?: 'anonymous') {
  const settings = Object.entries(content.operations).map(([key, { id: _id, ...rest }]) => {
    if (leftOut) delete rest[leftOut]
    return [key, rest]
  })
  return { ...content, operations: Object.fromEntries(settings) }
}
