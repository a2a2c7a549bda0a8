import { gzipSync } from 'node:zlib'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { plainAnswer, type RawAnswer, RawConnection, request, send } from './fixtures/raw-http.ts'
import { operation } from './fixtures/stage-fixture.ts'

const schema = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, text: { type: 'string' } },
  additionalProperties: false,
}
const responses: CompiledOperation['responses'] = [
  { status: '200', headers: [], content: { 'application/json': { schema }, 'text/csv': {} } },
]
const of = (path: string, responseValidation: 'report' | 'block') => operation({ path, responseValidation, responses })

let world: World
let strict: World
beforeAll(async () => {
  const apis = (backendUrl: string) => [
    { backendUrl, operations: [of('/report', 'report'), of('/block', 'block'), operation({ path: '/off' })] },
  ]
  world = await startWorld(apis)
  strict = await startWorld(apis, { usage: 'strict' })
})
afterAll(async () => {
  await world.close()
  await strict.close()
})

const call = (path: string, in_ = world, method = 'GET') =>
  send(in_.gateway.port, request(method, `/orders/v1${path}`, { 'x-api-key': in_.caller.key }), {
    head: method === 'HEAD',
  })

async function recordOf(answer: RawAnswer, in_ = world): Promise<UsageEvent> {
  const id = answer.headers['x-request-id']
  const find = () => in_.control.events.find(({ requestId }) => requestId === id)
  await in_.control.until(() => find() !== undefined, `record of ${id}`)
  return find() as UsageEvent
}

const json = (body: string, more = '') =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const told = (event: UsageEvent) => event.errors.map(({ of, pointer, rule }) => `${of} ${pointer} ${rule}`)

describe('an answer that breaks the contract', () => {
  test('goes on unchanged under report, and its record says where', async () => {
    world.backend.answer = () => json('{"id":"one","secret":"s3cr3t"}')
    const answer = await call('/report')
    expect([answer.status, answer.body]).toEqual([200, '{"id":"one","secret":"s3cr3t"}'])
    const event = await recordOf(answer)
    expect(told(event)).toEqual(['response /secret additionalProperties', 'response /id type'])
    expect(event).toMatchObject({ status: 200, statusSource: 'backend', billable: true })
    expect(event.trace.at(-1)).toMatchObject({ phase: 'response', outcome: 'passed', facts: { findings: 2 } })
    expect(JSON.stringify(event)).not.toContain('s3cr3t')
  })

  test('is not passed on under block; the client learns nothing of it', async () => {
    world.backend.answer = () => json('{"id":"one","secret":"s3cr3t"}')
    const answer = await call('/block')
    expect(answer.status).toBe(502)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'response_invalid' })
    expect(answer.head + answer.body).not.toMatch(/s3cr3t|secret|"errors"/)
    const event = await recordOf(answer)
    expect(told(event)).toEqual(['response /secret additionalProperties', 'response /id type'])
    expect(event).toMatchObject({ status: 502, code: 'response_invalid', billableReason: 'backend-error' })
    expect(event.trace.slice(-2).map(({ phase, outcome }) => `${phase} ${outcome}`)).toEqual([
      'upstream passed',
      'response refused',
    ])
  })

  test('by its status, its type or no JSON is told by its head alone', async () => {
    world.backend.answer = () => plainAnswer('down', '503 Down')
    expect((await call('/block')).status).toBe(502)
    const reported = await call('/report')
    expect([reported.status, reported.body]).toEqual([503, 'down'])
    expect(told(await recordOf(reported))).toEqual(['response /:status status'])
    world.backend.answer = () => plainAnswer('<p>')
    expect((await call('/block')).status).toBe(502)
    expect(told(await recordOf(await call('/report')))).toEqual(['response /content-type content-type'])
  })

  test('without end is refused under block by its head, and the connection to the backend is given up', async () => {
    world.backend.answer = (_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\nand so on')
      return undefined
    }
    expect((await call('/block')).status).toBe(502)
  })
})

describe('an answer that keeps the contract', () => {
  test('passes both modes whole, whatever its coding and framing', async () => {
    const body = `{"id":1,"text":"${'x'.repeat(100_000)}"}`
    const zipped = gzipSync(body)
    for (const path of ['/report', '/block', '/off']) {
      world.backend.answer = () => json(body)
      expect((await call(path)).body).toBe(body)
      world.backend.answer = () =>
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{"id":1}\r\n0\r\n\r\n`
      const chunked = await call(path)
      expect(chunked.body).toBe('{"id":1}')
      expect((await recordOf(chunked)).errors).toEqual([])
      world.backend.answer = (_request, socket) => {
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`,
        )
        socket.write(zipped)
        return undefined
      }
      const coded = await call(path)
      expect(coded.headers['content-encoding']).toBe('gzip')
      expect((await recordOf(coded)).errors).toEqual([])
    }
    world.backend.answer = () => 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n'
    expect((await recordOf(await call('/block', world, 'HEAD'))).errors).toEqual([])
  })

  test('of a broken coded body nothing slips through: it is decoded before it is judged', async () => {
    const zipped = gzipSync('{"id":"one"}')
    world.backend.answer = (_request, socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`,
      )
      socket.write(zipped)
      return undefined
    }
    expect((await call('/block')).status).toBe(502)
    expect(told(await recordOf(await call('/report')))).toEqual(['response /id type'])
  })

  test('beyond the bound goes on unjudged, and is counted as that', async () => {
    const body = `{"id":1,"text":"${'x'.repeat(1_100_000)}"}`
    world.backend.answer = () => json(body)
    for (const path of ['/report', '/block']) {
      const answer = await call(path)
      expect(answer.body).toHaveLength(body.length)
      expect(told(await recordOf(answer))).toEqual(['response  not-judged'])
    }
    const zipped = gzipSync(body)
    world.backend.answer = (_request, socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`,
      )
      socket.write(zipped)
      return undefined
    }
    expect(told(await recordOf(await call('/block')))).toEqual(['response  not-judged'])
  })

  test('streams to its client under report: no byte waits for the end', async () => {
    let finish = () => {}
    world.backend.answer = (_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{"id"')
      finish = () => socket.write(':1}')
      return undefined
    }
    const connection = await RawConnection.open(world.gateway.port)
    connection.write(request('GET', '/orders/v1/report', { 'x-api-key': world.caller.key }))
    await world.control.until(() => connection.received.includes('{"id"'), 'the first piece')
    finish()
    expect((await connection.answer())?.body).toBe('{"id":1}')
    connection.close()
  })
})

test('in strict mode the record with its findings is there before the answer is whole', async () => {
  strict.backend.answer = () => json('{"id":"one"}')
  const reported = await call('/report', strict)
  expect(reported.status).toBe(200)
  expect(told(await recordOf(reported, strict))).toEqual(['response /id type'])
  expect((await call('/block', strict)).status).toBe(502)
})
