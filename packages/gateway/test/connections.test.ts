import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { plainAnswer, RawConnection, request } from './fixtures/raw-http.ts'
import { operation } from './fixtures/stage-fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld((backendUrl) => [
    {
      backendUrl,
      operations: [
        operation({ path: '/orders' }),
        operation({ path: '/orders', method: 'POST', limits: { bodyBytes: 5_000_000 } }),
        operation({
          path: '/judged',
          method: 'POST',
          limits: { bodyBytes: 5_000_000 },
          requestValidation: 'block',
          body: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
        }),
      ],
    },
  ])
})
afterAll(() => world.close())
beforeEach(() => {
  world.backend.requests.length = 0
  world.backend.answer = ({ line, body }) => plainAnswer(`${line.split(' ')[1]} ${body.length}`)
})

const get = (query: string) => request('GET', `/orders/v1/orders?${query}`, { 'x-api-key': world.caller.key })
const post = (path: string, body: string, query = '') =>
  request(
    'POST',
    `/orders/v1/${path}${query}`,
    { 'x-api-key': world.caller.key, 'content-type': 'application/json' },
    body,
  )

describe('one connection', () => {
  test('answers pipelined requests in their order, one at a time, refused ones among them', async () => {
    const connection = await RawConnection.open(world.gateway.port)
    let open = 0
    let most = 0
    world.backend.answer = ({ line }, socket) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(
        () => {
          open -= 1
          socket.write(plainAnswer(line.split(' ')[1] ?? ''))
        },
        line.includes('n=1') ? 30 : 1,
      )
      return undefined
    }
    connection.write(`${get('n=1')}${get('n=2')}${request('GET', '/nowhere')}${get('n=3')}`)
    const answers = []
    for (let i = 0; i < 4; i += 1) answers.push(await connection.answer())
    expect(answers.map((answer) => answer?.status)).toEqual([200, 200, 404, 200])
    expect(answers.flatMap((answer) => /n=\d/.exec(answer?.body ?? '')?.[0] ?? [])).toEqual(['n=1', 'n=2', 'n=3'])
    expect(most).toBe(1)
    connection.close()
  })

  test('takes thousands of pipelined requests without growing a stack', async () => {
    const connection = await RawConnection.open(world.gateway.port)
    const refused = 'GET /nowhere HTTP/1.1\r\nhost: a\r\n\r\n'
    connection.write(refused.repeat(3000) + get('last=1'))
    for (let i = 0; i < 3000; i += 1) expect((await connection.answer())?.status).toBe(404)
    expect((await connection.answer())?.status).toBe(200)
    connection.close()
  })

  test.each(['orders', 'judged'])('carries pipelined bodies of any size to /%s, judged or streamed', async (path) => {
    const connection = await RawConnection.open(world.gateway.port)
    const sizes = [10, 300_000, 2, 1_000_000, 70_000]
    const bodies = sizes.map((size) => `{"a":"${'x'.repeat(size)}"}`)
    connection.write(bodies.map((body) => post(path, body)).join('') + get('end=1'))
    for (const body of bodies) expect((await connection.answer())?.body).toMatch(new RegExp(` ${body.length}$`))
    expect((await connection.answer())?.status).toBe(200)
    expect(world.backend.requests.slice(0, -1).map((seen) => seen.body === bodies.shift())).toEqual(
      sizes.map(() => true),
    )
    connection.close()
  })

  test('that ends with an answer takes nothing that was pipelined behind it', async () => {
    const connection = await RawConnection.open(world.gateway.port)
    const last = request('GET', '/orders/v1/orders', { 'x-api-key': world.caller.key, connection: 'close' })
    connection.write(last + get('never=1'))
    expect((await connection.answer())?.headers.connection).toBe('close')
    expect(await connection.ended()).toBe(true)
    expect(world.backend.requests.map(({ line }) => line).join()).not.toContain('never')
  })

  test('goes on after a refusal whose small body comes late', async () => {
    const connection = await RawConnection.open(world.gateway.port)
    const whole = request('POST', '/orders/v1/nowhere', { 'x-api-key': world.caller.key }, 'late body')
    connection.write(whole.slice(0, -9))
    expect((await connection.answer())?.status).toBe(404)
    connection.write(`late body${get('next=1')}`)
    expect((await connection.answer())?.body).toContain('next=1')
    connection.close()
  })

  test('of HTTP/1.0 is kept when asked for, and never gets chunks', async () => {
    world.backend.answer = () =>
      'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n'
    const connection = await RawConnection.open(world.gateway.port)
    const old = get('old=1').replace('HTTP/1.1\r\n', 'HTTP/1.0\r\nconnection: keep-alive\r\n')
    for (let i = 0; i < 2; i += 1) {
      connection.write(old)
      const answer = await connection.answer()
      expect(answer?.headers).toMatchObject({ connection: 'keep-alive', 'content-length': '2' })
      expect(answer?.body).toBe('hi')
    }
    connection.close()
  })
})
