import { savedRequest } from '@gatehouse/contracts/saved-requests'
import type { GateCheck } from '@gatehouse/contracts/stage-rules'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getSavedRequests, putSavedRequests, readSavedRequests } from '../src/saved-requests/manage-saved-requests.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'
import { startReceiver } from './receiver.ts'

let world: PromotionWorld
let receiver: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  world = await createPromotionWorld()
  receiver = await startReceiver()
  await world.connect(receiver.base)
})
afterAll(async () => {
  receiver.end()
  await world.app.drop()
})
beforeEach(() => receiver.reset())

const source = contract({
  get: { responses: { 200: { description: 'Orders' } } },
  paths: {
    '/orders/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'One' } },
      },
      put: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: { 200: { description: 'Changed' } },
      },
    },
  },
})

const one = {
  id: 'one-order',
  name: 'One order',
  call: { by: 'operation' as const, operation: 'GET /orders/{id}', pathValues: { id: 'o 1' } },
  headers: [{ name: 'Accept-Language', value: 'de' }],
  expect: { status: 200, json: [{ pointer: '/items/0/sku', equals: 'A-1' }] },
}
const change = {
  id: 'change',
  name: 'Change an order',
  call: { by: 'path' as const, method: 'PUT' as const, path: '/orders/o-1' },
  query: [{ name: 'dry', value: 'yes & no' }],
  body: '{"sku":"A-1"}',
}
type Asked = Parameters<typeof putSavedRequests>[0]['input']['requests']

const save = async (path: Path, requests: Asked) => {
  const { etag } = await getSavedRequests({ ctx: world.owner, input: path })
  return putSavedRequests({ ctx: world.owner, input: { ...path, requests }, ifMatch: etag })
}
const checked = async (path: Path, requests: 'examples' | 'saved' | 'both') => {
  const smoke: GateCheck = { check: 'smoke', required: true, operations: 20, timeoutSeconds: 5, requests }
  await world.change('staging', { gate: [smoke] })
  const { id } = await world.promote(path, { mode: 'prepare' })
  const view = await world.advance(id)
  const [check] = view.checks
  if (!check) throw new Error('no check')
  return check
}
const called = () => receiver.seen.map(({ path }) => path.replace(/^\/orders[^/]*\/v1/, '')).sort()

describe('saved requests of a version', () => {
  test('are kept in their order, and changed only from what was seen', async () => {
    const path = await world.deployed(source)
    expect(await getSavedRequests({ ctx: world.owner, input: path })).toEqual({ requests: [], etag: 1 })
    const saved = await save(path, [one, change])
    expect(saved).toEqual({ requests: [one, change].map((asked) => savedRequest.parse(asked)), etag: 2 })
    expect(await getSavedRequests({ ctx: world.owner, input: path })).toEqual(saved)
    const put = (ifMatch?: number) =>
      putSavedRequests({
        ctx: world.owner,
        input: { ...path, requests: [] },
        ...(ifMatch === undefined ? {} : { ifMatch }),
      })
    await expect(put(1)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    await expect(put()).rejects.toMatchObject({ code: 'precondition_required' })
    const entry = await world.app.db.prisma.auditLog.findFirstOrThrow({
      where: { action: 'saved-requests.put' },
      orderBy: { at: 'desc' },
      select: { after: true },
    })
    expect(entry.after).toMatchObject({ requests: [{ name: 'One order' }, { call: 'PUT /orders/o-1' }] })
    expect(JSON.stringify(entry)).not.toContain('A-1')
  })

  test('are changed by who may edit the API only', async () => {
    const path = await world.deployed(source)
    const viewer = await world.member('Viewer')
    await expect(putSavedRequests({ ctx: viewer, input: { ...path, requests: [] }, ifMatch: 1 })).rejects.toMatchObject(
      { code: 'forbidden' },
    )
    expect((await getSavedRequests({ ctx: viewer, input: path })).requests).toEqual([])
  })

  test.each<[string, Partial<typeof one> & { query?: object; body?: string }, string]>([
    ['Authorization', { headers: [{ name: 'Authorization', value: 'x' }] }, '/requests/0/headers/0/name'],
    ['a cookie', { headers: [{ name: 'cookie', value: 'x' }] }, '/requests/0/headers/0/name'],
    ['a key header', { headers: [{ name: 'X-Api-Key', value: 'x' }] }, '/requests/0/headers/0/name'],
    ['a bearer token', { headers: [{ name: 'X-Own', value: 'Bearer 0123456789' }] }, '/requests/0/headers/0/value'],
    ['a key in the query', { query: [{ name: 'access_token', value: 'x' }] }, '/requests/0/query/0/name'],
    ['a key in the body', { body: `{"k":"gh_live_${'a1'.repeat(19)}"}` }, '/requests/0/body'],
  ])('%s is refused, and says that the check has a key of its own', async (_name, more, pointer) => {
    const path = await world.deployed(source)
    await expect(save(path, [{ ...one, ...more } as Asked[number]])).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer, expected: expect.stringContaining('the smoke check calls with a key of its own') }],
    })
  })

  test('where this API has its keys nothing can be saved or read from a file either', async () => {
    const own = JSON.parse(source)
    own.components = { securitySchemes: { partner: { type: 'apiKey', in: 'header', name: 'X-Partner' } } }
    const path = await world.deployed(JSON.stringify(own))
    await expect(save(path, [{ ...one, headers: [{ name: 'x-partner', value: 'acme' }] }])).rejects.toMatchObject({
      errors: [{ pointer: '/requests/0/headers/0/name', rule: 'credential' }],
    })
    const read = await readSavedRequests({
      ctx: world.owner,
      input: { ...path, fileName: 'a.http', source: 'GET {{baseUrl}}/orders/7\nX-Partner: acme\nAccept: */*\n' },
    })
    expect(read.requests).toMatchObject([{ call: { path: '/orders/7' }, headers: [{ name: 'Accept' }] }])
    expect(read.report.leftOut).toEqual([
      '“GET /orders/7” goes without X-Partner: keys of this API stand there, and the check has its own.',
    ])
  })

  test.each(['/../admin', '/orders/%2e%2e/x', 'orders', '/orders?x=1', '/{id}', '/a b'])(
    'the path %s is refused',
    async (path) => {
      const call = { by: 'path' as const, method: 'GET' as const, path }
      expect(savedRequest.safeParse({ ...one, call }).success).toBe(false)
    },
  )

  test('a file that holds no requests is refused in a sentence', async () => {
    const path = await world.deployed(source)
    await expect(
      readSavedRequests({ ctx: world.owner, input: { ...path, fileName: 'a.json', source: '{}' } }),
    ).rejects.toMatchObject({ code: 'invalid_input', detail: expect.stringContaining('no Postman collection') })
  })
})

describe('L7 c smoke calls of saved requests', () => {
  const right = () => ({ status: 200, body: { items: [{ sku: 'A-1' }] } })

  test('go through the source stage with the check’s own key, and each is named with its verdict', async () => {
    const path = await world.deployed(source)
    await save(path, [one, change])
    receiver.answer = right
    const check = await checked(path, 'saved')
    expect(check).toMatchObject({ state: 'passed', verdict: '2 calls answered as expected.' })
    expect([...check.evidence.sentences].sort()).toEqual([
      '“Change an order” (`PUT /orders/{id}`) answered 200 as expected',
      '“One order” (`GET /orders/{id}`) answered 200 as expected',
    ])
    expect(called()).toEqual(['/orders/o%201', '/orders/o-1?dry=yes+%26+no'])
    const get = receiver.seen.find(({ path: target }) => target.includes('o%201'))
    const put = receiver.seen.find(({ path: target }) => target.includes('dry'))
    expect(get?.headers).toMatchObject({ 'accept-language': 'de', 'x-api-key': expect.stringMatching(/^gh_test_/) })
    expect(put).toMatchObject({ body: '{"sku":"A-1"}', headers: { 'content-type': 'application/json' } })
  })

  test.each([
    ['another status', () => ({ status: 404, body: {} }), 'answered 404 instead of 200'],
    [
      'another value',
      () => ({ status: 200, body: { items: [{ sku: 'B' }] } }),
      'answered 200, but `/items/0/sku` is not what is expected',
    ],
    ['no value', () => ({ status: 200, body: { items: [] } }), 'answered 200, but without `/items/0/sku`'],
    ['no JSON', () => ({ status: 200 }), 'answered 200, but nothing that is JSON'],
  ])('%s fails the check', async (_name, answer, fault) => {
    const path = await world.deployed(source)
    await save(path, [one])
    receiver.answer = answer
    expect(await checked(path, 'saved')).toMatchObject({
      state: 'failed',
      verdict: '1 of 1 call not answered as expected.',
      evidence: { sentences: [`“One order” (\`GET /orders/{id}\`) ${fault}`] },
    })
  })

  test('the gate’s option says what is called', async () => {
    const path = await world.deployed(source)
    receiver.answer = right
    expect(await checked(path, 'saved')).toMatchObject({
      state: 'failed',
      verdict: 'Nothing could be called: the version has no saved requests.',
    })
    expect((await checked(path, 'both')).verdict).toBe('1 call answered as declared; 2 not called.')
    await save(path, [one])
    receiver.reset()
    receiver.answer = right
    expect((await checked(path, 'examples')).verdict).toBe('1 call answered as declared; 2 not called.')
    expect(called()).toEqual(['/orders'])
    receiver.reset()
    receiver.answer = right
    expect((await checked(path, 'both')).verdict).toBe('2 calls answered as expected; 1 not called.')
    expect(called()).toEqual(['/orders', '/orders/o%201'])
  })

  test('a request whose operation is gone fails without a call', async () => {
    const path = await world.deployed(source)
    await save(path, [{ ...one, call: { by: 'operation', operation: 'GET /gone', pathValues: {} } }])
    expect(await checked(path, 'saved')).toMatchObject({
      state: 'failed',
      evidence: { sentences: ['“One order” could not be called: the contract has no operation `GET /gone`'] },
    })
    expect(receiver.seen).toEqual([])
  })

  test('a promotion whose requests were changed since is stale', async () => {
    const path = await world.deployed(source)
    await save(path, [one])
    receiver.answer = right
    await world.change('staging', {
      gate: [{ check: 'smoke', required: true, operations: 20, timeoutSeconds: 5, requests: 'saved' }],
    })
    const { id } = await world.promote(path, { mode: 'prepare' })
    expect((await world.advance(id)).state).toBe('ready')
    await save(path, [one, change])
    expect((await world.advance(id)).state).toBe('stale')
  })
})
