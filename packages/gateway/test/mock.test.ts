import type { MockAnswer } from '@gatehouse/contracts/snapshot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { request, send } from './fixtures/raw-http.ts'
import { operation } from './fixtures/stage-fixture.ts'

const json = 'application/json'
const answers: MockAnswer[] = [
  { status: 200, example: 'two', mediaType: json, headers: [{ name: 'X-Total', value: '2' }], body: '["é",2]' },
  { status: 200, example: 'none', mediaType: json, headers: [], body: '[]' },
  { status: 200, mediaType: 'application/xml', headers: [], body: '<orders/>' },
  { status: 404, mediaType: 'application/problem+json', headers: [], body: '{"title":"gone"}' },
]

/** The raw client reads each byte as one character. */
const utf8 = Buffer.from('["é",2]').toString('latin1')

let world: World
beforeAll(async () => {
  world = await startWorld((backendUrl) => [
    {
      backendUrl,
      operations: [
        // The names of backends that a part does not list: no address is needed.
        operation({ path: '/orders', backend: 'elsewhere', mock: answers }),
        operation({
          path: '/orders',
          method: 'POST',
          backend: 'elsewhere',
          mock: [{ status: 204, headers: [], body: '' }],
        }),
        operation({ path: '/real' }),
      ],
    },
  ])
})
afterAll(() => world.close())

function call(headers: Record<string, string> = {}, method = 'GET', body = '', options = {}) {
  const { port } = world.gateway
  return send(port, request(method, '/orders/v1/orders', { 'x-api-key': world.caller.key, ...headers }, body), options)
}

describe('a mock', () => {
  test('answers with the first answer of the contract, says that it is one, and asks no backend', async () => {
    const before = world.backend.requests.length
    const answer = await call()
    expect([answer.status, answer.body]).toEqual([200, utf8])
    expect(answer.headers).toMatchObject({
      'content-type': json,
      'content-length': '8',
      'gatehouse-mock': 'true',
      'x-total': '2',
      'cache-control': 'no-store',
    })
    expect(answer.headers['x-request-id']).toMatch(/^req_/)
    expect(world.backend.requests).toHaveLength(before)
  })

  test('gives what Prefer asks for, and ignores what there is not', async () => {
    const none = await call({ prefer: 'example=none' })
    expect([none.body, none.headers['preference-applied']]).toEqual(['[]', 'example="none"'])
    const gone = await call({ prefer: 'respond-async, code=404; foo=bar', accept: 'application/problem+json' })
    expect([gone.status, gone.body, gone.headers['preference-applied']]).toEqual([404, '{"title":"gone"}', 'code=404'])
    const unknown = await call({ prefer: 'code=418, example="a b"' })
    expect([unknown.status, unknown.headers['preference-applied']]).toEqual([200, undefined])
  })

  test('speaks the media type that Accept likes most, and none that it refuses', async () => {
    expect((await call({ accept: 'application/xml' })).body).toBe('<orders/>')
    expect((await call({ accept: 'application/json;q=0.2, application/*;q=0.8' })).body).toBe('<orders/>')
    expect((await call({ accept: 'text/html, */*;q=0.1' })).body).toBe(utf8)
    const refused = await call({ accept: 'text/html, application/json;q=0' })
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([406, 'not_acceptable'])
  })

  test('answers HEAD like GET without a body, and 204 without length', async () => {
    const head = await call({}, 'HEAD', '', { head: true })
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '8'])
    const empty = await call({ 'content-type': json }, 'POST', '{"a":1}')
    expect([empty.status, empty.body, empty.headers['content-length']]).toEqual([204, '', undefined])
  })

  test('needs the key that the operation needs, and stands beside real operations', async () => {
    const { port } = world.gateway
    const stranger = await send(port, request('GET', '/orders/v1/orders'))
    expect([stranger.status, stranger.headers['gatehouse-mock']]).toEqual([401, undefined])
    const real = await send(port, request('GET', '/orders/v1/real', { 'x-api-key': world.caller.key }))
    expect([real.body, real.headers['gatehouse-mock']]).toEqual(['ok', undefined])
  })

  test('is in the log as the gateway’s own answer, which nobody pays for', async () => {
    const answer = await call()
    const id = answer.headers['x-request-id']
    const find = () => world.control.events.find(({ requestId }) => requestId === id)
    await world.control.until(() => find() !== undefined, 'the record of the call')
    expect(find()).toMatchObject({
      status: 200,
      statusSource: 'gateway',
      billable: false,
      billableReason: 'mock',
      units: 0,
    })
    expect(find()?.trace.at(-1)).toMatchObject({ phase: 'upstream', outcome: 'skipped', facts: { mock: true } })
  })
})
