import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { syncPaths } from '@gatehouse/contracts/sync'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FakeGateway } from './fake-gateway.ts'
import { enrolGateway, startTestControl } from './start-test-control.ts'

let app: TestInstallation
let control: Awaited<ReturnType<typeof startTestControl>>
let development: FakeGateway
let staging: FakeGateway

beforeAll(async () => {
  app = await createTestInstallation()
  control = await startTestControl(app)
  development = await enrolGateway(app, control.url, 'development')
  staging = await enrolGateway(app, control.url, 'staging')
})
afterAll(async () => {
  await control.close()
  await app.drop()
})

/** Sends these bytes and gives the status line of the answer. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(control.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.once('data', (data) => {
      resolve(data.toString('latin1').split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
    socket.once('close', () => resolve('closed without an answer'))
  })
}

const post = (gateway: FakeGateway, path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(control.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token()}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })

describe('the listener', () => {
  test.each([
    ['a target that is no URL', 'GET //[ HTTP/1.1\r\nHost: x\r\n\r\n', 404],
    ['a method that Fetch does not know', 'TRACE /api/v1/apis HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    [
      'an endless body, with an answer',
      `POST /sync/v1/enrol HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n${'x'.repeat(0x4000)}\r\n`,
      413,
    ],
  ])('refuses %s', async (_, request, status) => {
    expect(await raw(request)).toContain(`HTTP/1.1 ${status} `)
  })
})

describe('a gateway', () => {
  test('reads no part that was compiled for another stage', async () => {
    const team = await createTeam({ ctx: app.ctx(), input: { name: 'Commerce' } })
    const source = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Orders', version: '1' },
      paths: { '/orders': { get: { responses: { 200: { description: 'ok' } } } } },
    })
    const { api } = await importApi({
      ctx: app.ctx(),
      input: { fileName: 'a.json', source, teamId: team.id, backendUrl: 'http://127.0.0.1:9' },
    })
    const { deployment } = await deploy({
      ctx: app.ctx(),
      input: { api: api.id, version: 'v1', stage: 'development' },
    })
    const { partHash } = await app.db.prisma.deployment.findUniqueOrThrow({ where: { id: deployment.id } })
    const read = (gateway: FakeGateway) =>
      fetch(`${control.url}${syncPaths.parts}/${partHash}`, {
        headers: { authorization: `Bearer ${gateway.token()}` },
      })
    expect((await read(development)).status).toBe(200)
    expect((await read(staging)).status).toBe(404)
  })

  test.each([
    ['an instant beyond all calendars', [{ second: 9_007_199_254_740_991, n: 1 }], 400],
    ['a count beyond the column', [{ second: 1_900_000_000, n: 4_000_000_000 }], 400],
    [
      'the same second twice',
      [
        { second: 1_900_000_000, n: 1 },
        { second: 1_900_000_000, n: 2 },
      ],
      200,
    ],
  ])('never stops its log with served counts: %s', async (_, served, status) => {
    const answer = await post(development, syncPaths.usage, Buffer.alloc(0), {
      'gatehouse-log': `${randomUUID()} 0 0`,
      'gatehouse-served': JSON.stringify(served),
      'content-type': 'application/octet-stream',
    })
    expect(answer.status, await answer.text()).toBe(status)
  })

  test.each([
    ['NUL', '\u0000'],
    ['half a surrogate pair', '\ud800'],
  ])('is refused text that cannot be stored: %s', async (_, build) => {
    const status = {
      build,
      startedAt: 1,
      clockOffsetMs: 0,
      snapshotHash: null,
      accessSeq: 0,
      requestsPerSecond: 0,
      rssMb: 1,
      unsentBytes: 0,
    }
    const answer = await post(development, syncPaths.acks, JSON.stringify({ acks: [], status, deployments: [] }))
    expect(answer.status).toBe(400)
  })
})
