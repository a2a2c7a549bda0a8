import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { Id } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAudit } from '../src/audit/list-audit.ts'
import { discardWorkingCopy } from '../src/contracts/discard-working-copy.ts'
import { getWorkingCopy } from '../src/contracts/get-working-copy.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { editWorkingCopy } from '../src/contracts/load-working-copy.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { reimport } from '../src/contracts/reimport.ts'
import { deploy } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { createProduct } from '../src/products/create-product.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let owner: Context
let teamId: Id<'team'>
beforeAll(async () => {
  app = await createTestInstallation()
  owner = app.ctx(await app.member('Admin'))
  teamId = (await createTeam({ ctx: owner, input: { name: 'Commerce' } })).id
})
afterAll(() => app.drop())

type Paths = Record<string, Record<string, object>>
const answer = { responses: { 200: { description: 'Fine' } } }
const list = (limit: object = { type: 'integer' }, more = {}) => ({
  summary: 'List orders',
  parameters: [{ name: 'limit', in: 'query', schema: limit }],
  ...answer,
  ...more,
})
const orders: Paths = { '/orders': { get: list() }, '/orders/{id}': { get: byId('id') }, '/carts': { get: answer } }

function byId(name: string) {
  return { parameters: [{ name, in: 'path', required: true, schema: { type: 'string' } }], ...answer }
}

const file = (paths: Paths) => ({
  fileName: 'orders.json',
  source: JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths,
  }),
})

async function imported() {
  const { api, version } = await importApi({ ctx: owner, input: { ...file(orders), teamId } })
  return { api: api.slug, version: version.name, versionId: version.id as Id<'version'> }
}
type Place = Awaited<ReturnType<typeof imported>>
const path = ({ api, version }: Place) => ({ api, version })
const copyOf = (place: Place) => getWorkingCopy({ ctx: owner, input: path(place) })

/** People's edit of one operation's contract, as an editor saves it. */
async function editContract(place: Place, key: string, edit: Partial<ApiDescription['operations'][number]>) {
  const { etag } = await copyOf(place)
  await app.db.prisma.$transaction((tx) =>
    editWorkingCopy(tx, place.versionId, etag, ({ content }) => {
      const { contract } = content
      const operations = contract.operations.map((one) => (operationKey(one) === key ? { ...one, ...edit } : one))
      return { content: { ...content, contract: { ...contract, operations } }, touched: ['/contract/operations'] }
    }),
  )
}

const operationOf = (copy: Awaited<ReturnType<typeof copyOf>>, key: string) =>
  copy.content.contract.operations.find((one) => operationKey(one) === key)

describe('a file that is imported again', () => {
  test('keeps what people edited and takes what only the file changed', async () => {
    const place = await imported()
    await editContract(place, 'GET /orders', { summary: 'All orders of the shop' })
    const next = file({ ...orders, '/orders': { get: list({ type: 'integer', maximum: 100 }) } })
    const dry = await reimport({ ctx: owner, input: { ...path(place), ...next, dryRun: true } })
    expect(dry.merge.counts).toEqual({ fromFile: 1, kept: 1, conflicts: 0, removals: 0, open: 0 })
    expect(dry.merge.kept).toMatchObject([
      {
        place: 'the summary of `GET /orders`',
        base: 'List orders',
        mine: 'All orders of the shop',
        file: 'List orders',
      },
    ])
    expect(dry.changes.map(({ sentence }) => sentence)).toEqual([
      '`GET /orders` now takes only numbers up to 100 for query parameter `limit`',
    ])
    expect(dry.merge.stays[0]).toContain('`default`')
    const saved = await reimport({ ctx: owner, input: { ...path(place), ...next } })
    expect(saved).toMatchObject({ saved: true, counts: dry.counts })
    const operation = operationOf(await copyOf(place), 'GET /orders')
    expect(operation).toMatchObject({
      summary: 'All orders of the shop',
      parameters: [{ schema: { type: 'integer', maximum: 100 } }],
    })
    // The second time there is nothing left to do, and what people did is still theirs.
    const again = await reimport({ ctx: owner, input: { ...path(place), ...next, dryRun: true } })
    expect(again).toMatchObject({ changes: [], merge: { counts: { fromFile: 0, kept: 1, open: 0 } } })
  })

  test('is not saved over people’s edit of the same place without a choice, and obeys the choice', async () => {
    const place = await imported()
    await editContract(place, 'GET /orders', { summary: 'Mine' })
    const next = file({ ...orders, '/orders': { get: list(undefined, { summary: 'Theirs' }) } })
    const call = { ...path(place), ...next }
    const dry = await reimport({ ctx: owner, input: { ...call, dryRun: true } })
    const pointer = '/operations/GET ~1orders/summary'
    expect(dry.merge.conflicts).toMatchObject([
      { pointer, mine: 'Mine', file: 'Theirs', chosen: 'file', resolved: false },
    ])
    await expect(reimport({ ctx: owner, input: call })).rejects.toMatchObject({
      code: 'import_conflicts',
      errors: [{ pointer, expected: 'Both changed the summary of `GET /orders`.' }],
    })
    const resolutions = { [pointer]: 'mine' as const }
    await expect(reimport({ ctx: owner, input: { ...call, resolutions } })).rejects.toMatchObject({
      code: 'precondition_required',
    })
    const ifMatch = dry.workingCopyEtag
    await reimport({ ctx: owner, input: { ...call, resolutions }, ifMatch })
    expect(operationOf(await copyOf(place), 'GET /orders')?.summary).toBe('Mine')
    await expect(reimport({ ctx: owner, input: { ...call, resolutions }, ifMatch })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
    const other = await imported()
    await editContract(other, 'GET /orders', { summary: 'Mine' })
    await reimport({ ctx: owner, input: { ...path(other), ...next, conflicts: 'file' } })
    expect(operationOf(await copyOf(other), 'GET /orders')?.summary).toBe('Theirs')
  })

  test('drops an operation at once when nothing hangs on it, and asks when something does', async () => {
    const place = await imported()
    const { '/orders': _, '/carts': __, ...rest } = orders
    const id = (await copyOf(place)).content.operations['GET /orders']?.id
    if (!id) throw new Error('no operation')
    const { name } = await createProduct({
      ctx: owner,
      input: {
        name: 'Shop',
        teamId,
        items: [{ versionId: place.versionId, include: 'operations', operationIds: [id] }],
      },
    })
    const call = { ...path(place), ...file(rest) }
    const dry = await reimport({ ctx: owner, input: { ...call, dryRun: true } })
    expect(dry.merge.removals).toMatchObject([
      { operation: 'GET /orders', needsChoice: true, products: [{ name }], calls: 0, chosen: 'file', resolved: false },
      { operation: 'GET /carts', needsChoice: false, products: [], settings: false, touched: false },
    ])
    await expect(reimport({ ctx: owner, input: call })).rejects.toMatchObject({ code: 'import_conflicts' })
    const kept = await reimport({ ctx: owner, input: { ...call, conflicts: 'mine' } })
    expect(kept.changes.map(({ sentence }) => sentence)).toEqual(['`GET /carts` is gone; calls get 404 or 405'])
    expect((await copyOf(place)).content.operations['GET /orders']?.id).toBe(id)
    const { items } = await listAudit({ ctx: owner, input: { action: ['version.import'], limit: 1 } })
    expect(items[0]?.after).toMatchObject({
      chosen: { '/operations/GET ~1orders': 'mine', '/operations/GET ~1carts': 'file' },
    })
    // What was kept is people's from now on: the next file without it changes nothing.
    expect(await reimport({ ctx: owner, input: { ...call, dryRun: true } })).toMatchObject({
      changes: [],
      merge: { removals: [] },
    })
  })

  test('parks the settings of an operation that goes by choice, and gives them back when it returns', async () => {
    const place = await imported()
    const copy = await copyOf(place)
    await putOperationSettings({
      ctx: owner,
      input: { ...path(place), operation: copy.content.operations['GET /carts']?.id ?? '', requestValidation: 'off' },
      ifMatch: copy.etag,
    })
    const { '/carts': _, ...rest } = orders
    const gone = await reimport({ ctx: owner, input: { ...path(place), ...file(rest), conflicts: 'file' } })
    expect(gone).toMatchObject({
      parkedSettings: ['GET /carts'],
      merge: { removals: [{ operation: 'GET /carts', settings: true, chosen: 'file' }] },
    })
    await reimport({ ctx: owner, input: { ...path(place), ...file(orders) } })
    expect((await copyOf(place)).content.operations['GET /carts']).toEqual({
      ...copy.content.operations['GET /carts'],
      requestValidation: 'off',
    })
  })

  test('keeps identity and settings of an operation whose path parameter has another name', async () => {
    const place = await imported()
    const copy = await copyOf(place)
    const { id = '' } = copy.content.operations['GET /orders/{id}'] ?? {}
    await putOperationSettings({
      ctx: owner,
      input: { ...path(place), operation: id, anonymous: { reason: 'Public' } },
      ifMatch: copy.etag,
    })
    const { '/orders/{id}': _, ...rest } = orders
    const next = file({ ...rest, '/orders/{orderId}': { get: byId('orderId') } })
    const saved = await reimport({ ctx: owner, input: { ...path(place), ...next } })
    expect(saved.merge.removals).toEqual([])
    expect((await copyOf(place)).content.operations['GET /orders/{orderId}']).toEqual({
      id,
      anonymous: { reason: 'Public' },
    })
    expect(await app.db.prisma.operation.findUnique({ where: { id } })).toMatchObject({
      path: '/orders/{orderId}',
      removedAt: null,
    })
  })

  test('is compared with the import that a discarded copy came back to', async () => {
    const place = await imported()
    await deploy({ ctx: owner, input: { ...path(place), stage: 'development' } })
    const second = file({ ...orders, '/orders': { get: list({ type: 'string' }) } })
    await reimport({ ctx: owner, input: { ...path(place), ...second } })
    const { etag } = await copyOf(place)
    await discardWorkingCopy({ ctx: owner, input: path(place), ifMatch: etag })
    const third = file({ ...orders, '/orders': { get: list({ type: 'number' }) } })
    const dry = await reimport({ ctx: owner, input: { ...path(place), ...third, dryRun: true } })
    expect(dry.merge.counts).toMatchObject({ kept: 0, conflicts: 0, fromFile: 1 })
  })

  test('of the time before descriptions were stored is its own base when nobody edited, and is read again when somebody did', async () => {
    const place = await imported()
    await app.db.pool.query(`UPDATE contract_import SET description = NULL WHERE version_id = $1`, [place.versionId])
    const next = file({ ...orders, '/orders': { get: list({ type: 'string' }) } })
    const untouched = await reimport({ ctx: owner, input: { ...path(place), ...next, dryRun: true } })
    expect(untouched.merge.counts).toMatchObject({ kept: 0, conflicts: 0 })
    await editContract(place, 'GET /orders', { summary: 'Mine' })
    const edited = await reimport({ ctx: owner, input: { ...path(place), ...next, dryRun: true } })
    expect(edited.merge.kept).toMatchObject([{ place: 'the summary of `GET /orders`' }])
  })
})
