import { readFileSync } from 'node:fs'
import { isFieldValue } from '@gatehouse/gateway/header-syntax'
import { defaultLimits } from '@gatehouse/gateway/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { RawConnection } from './fixtures/raw-http.ts'
import { operation } from './fixtures/stage-fixture.ts'

type Vector = { id: string; scored: boolean; expected: string; raw: string }
const { vectors } = JSON.parse(readFileSync(new URL('vectors/http11-strict.json', import.meta.url), 'utf8')) as {
  vectors: Vector[]
}

let world: World
beforeAll(async () => {
  const methods = ['GET', 'POST', 'HEAD', 'OPTIONS'] as const
  world = await startWorld(
    (backendUrl) => [
      {
        backendUrl,
        basePath: '/probe',
        operations: methods.map((method) => operation({ path: '/', method, anonymous: true })),
      },
    ],
    { limits: { ...defaultLimits, headersTimeoutMs: 400, requestTimeoutMs: 800 } },
  )
})
afterAll(() => world.close())

/** The vectors speak to `/`; the API stands below `/probe`. */
function aimed(raw: Buffer): Buffer {
  const text = raw.toString('latin1').replaceAll('localhost:8080', `127.0.0.1:${world.gateway.port}`)
  const target = text.replace(/^(\r\n)?([A-Za-z]+ +)\/ /, '$1$2/probe/ ')
  return Buffer.from(target, 'latin1')
}

async function probe(vector: Vector): Promise<{ status: number | 'closed' | 'timeout'; kept: boolean }> {
  const connection = await RawConnection.open(world.gateway.port)
  connection.write(aimed(Buffer.from(vector.raw, 'base64')))
  const head = Buffer.from(vector.raw, 'base64').toString('latin1').startsWith('HEAD')
  let answer = await connection.answer({ head, mostMs: 2500 })
  while (answer !== undefined && answer.status < 200) answer = await connection.answer({ head, mostMs: 2500 })
  const status = answer?.status ?? (connection.closed ? 'closed' : 'timeout')
  const kept = !connection.closed
  connection.close()
  return { status, kept }
}

const mustReject = vectors.filter(
  ({ scored, expected }) => scored && !expected.includes('2xx') && !expected.startsWith('!'),
)
const mustAccept = vectors.filter(({ scored, expected }) => scored && /^2xx/.test(expected))

describe('R40: HTTP/1.1 strictness', () => {
  test.each(mustReject)('rejects $id', async (vector) => {
    const before = world.backend.requests.length
    const { status } = await probe(vector)
    expect(status === 'closed' || status === 'timeout' || (status >= 400 && status < 600)).toBe(true)
    expect(status).not.toBe(500)
    expect(world.backend.requests.length).toBe(before)
  })

  test.each(mustAccept)('accepts $id', async (vector) => {
    const { status } = await probe(vector)
    expect(status).toBeGreaterThanOrEqual(200)
    expect(status).toBeLessThan(300)
  })

  test.each(vectors.filter((vector) => !mustReject.includes(vector) && !mustAccept.includes(vector)))(
    'survives $id',
    async (vector) => {
      const { status } = await probe(vector)
      expect(status).not.toBe(500)
      expect(status).not.toBe(101)
    },
  )

  test('R41: nothing dirty reached the backend', () => {
    for (const { line, headers, raw } of world.backend.requests) {
      expect(line).toMatch(/^(GET|POST|HEAD|OPTIONS) \/\S* HTTP\/1\.1$/)
      const names = headers.map(([name]) => name.toLowerCase())
      for (const name of names) expect(name).toMatch(/^[a-z0-9!#$%&'*+.^`|~-]+$/)
      for (const name of ['host', 'content-length', 'transfer-encoding']) {
        expect(names.filter((entry) => entry === name).length).toBeLessThanOrEqual(1)
      }
      expect(names.includes('content-length') && names.includes('transfer-encoding')).toBe(false)
      for (const field of raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n')) expect(isFieldValue(field)).toBe(true)
    }
    // Nothing stands between requests; what never became whole is one request's beginning on a connection that was then closed.
    const whole = world.backend.requests.map(({ raw }) => raw).join('')
    const cut = world.backend.unfinished
    for (const text of cut) expect(text.match(/ HTTP\/1\.1\r\n/g)).toHaveLength(1)
    expect(world.backend.bytes.length).toBe(whole.length + cut.join('').length)
  })
})
