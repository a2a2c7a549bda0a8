import { setTimeout as delay } from 'node:timers/promises'
import type { SnapshotDeprecation } from '@gatehouse/contracts/snapshot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { plainAnswer, type RawAnswer, RawConnection, request, send } from './fixtures/raw-http.ts'
import { caller, operation, stageTexts } from './fixtures/stage-fixture.ts'

const day = 86_400_000
const guide = 'https://portal.test/apis/orders/v1'
const successor = 'https://api.test/orders/v2'

const program = (over: Partial<SnapshotDeprecation> = {}): SnapshotDeprecation => ({
  deprecatedAt: Date.now() - day,
  guide,
  successor,
  brownOuts: [],
  extensions: [],
  ...over,
})

describe('a version that ends', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(undefined, { threads: 2 })
  })
  afterAll(() => world.close())

  /** The same version again, with a program. */
  const deploy = async (deprecation: SnapshotDeprecation) => {
    const [version] = world.texts.manifest.versions
    const texts = stageTexts(
      world.control.stageId,
      [
        {
          backendUrl: world.backend.url,
          operations: [operation({ path: '/orders' }), operation({ path: '/open', anonymous: true })],
          ...(version === undefined ? {} : { version: { id: version.id, apiId: version.apiId, deprecation } }),
        },
        {
          basePath: '/other/v1',
          backendUrl: world.backend.url,
          operations: [operation({ path: '/open', anonymous: true })],
        },
      ],
      { capabilities: ['deployment/1', 'key', 'rate-limit', 'quota', 'deprecation'] },
    )
    const receipt = await world.control.receipt(world.control.deploy(texts))
    expect(receipt).toMatchObject({ outcome: 'applied' })
  }
  const ask = (method = 'GET', target = '/orders/v1/orders', key = world.caller.key) =>
    send(world.gateway.port, request(method, target, { 'x-api-key': key }), { head: method === 'HEAD' })
  const codeOf = ({ body }: RawAnswer) => (JSON.parse(body) as { code: string }).code

  test('says so on every answer of it, its own refusals included, and on no other', async () => {
    const deprecatedAt = Date.now() - day
    const sunsetAt = Date.now() + day
    world.backend.answer = ({ line }) =>
      line.startsWith('HEAD') ? 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n' : plainAnswer('ok')
    await deploy(program({ deprecatedAt, sunsetAt }))
    for (const [method, target, status] of [
      ['GET', '/orders/v1/orders', 200],
      ['HEAD', '/orders/v1/orders', 200],
      ['GET', '/orders/v1/nowhere', 404],
      ['OPTIONS', '/orders/v1/orders', 405],
      ['GET', '/orders/v1/open', 200],
    ] as const) {
      const { status: seen, headers, rawHeaders } = await ask(method, target)
      expect([method, target, seen]).toEqual([method, target, status])
      expect(headers.deprecation).toBe(`@${Math.floor(deprecatedAt / 1000)}`)
      expect(headers.sunset).toBe(new Date(sunsetAt).toUTCString())
      const links = rawHeaders.filter(([name]) => name.toLowerCase() === 'link').map(([, value]) => value)
      expect(links).toContain(
        `<${successor}>; rel="successor-version", <${guide}>; rel="deprecation"; type="text/html", <${guide}>; rel="sunset"; type="text/html"`,
      )
    }
    const unkeyed = await send(world.gateway.port, request('GET', '/orders/v1/orders', {}))
    expect([unkeyed.status, unkeyed.headers.deprecation]).toEqual([401, `@${Math.floor(deprecatedAt / 1000)}`])
    expect((await ask('GET', '/other/v1/open')).headers.deprecation).toBeUndefined()
    expect((await ask('GET', '/nothing/v1')).headers.deprecation).toBeUndefined()
  })

  test('its word stands instead of the backend’s; limits of the backend’s own go on', async () => {
    world.backend.answer = () =>
      plainAnswer(
        'ok',
        '200 OK',
        'Deprecation: true\r\nSunset: Sat, 01 Jan 2000 00:00:00 GMT\r\nRateLimit: "x";r=1\r\n',
      )
    await deploy(program())
    const { headers, rawHeaders } = await ask()
    expect(rawHeaders.filter(([name]) => name.toLowerCase() === 'deprecation')).toHaveLength(1)
    expect(headers.deprecation).toMatch(/^@\d+$/)
    // No end of ours is known: the backend's may be.
    expect(headers.sunset).toBe('Sat, 01 Jan 2000 00:00:00 GMT')
    expect(headers.ratelimit).toBe('"x";r=1')
    await deploy(program({ deprecatedAt: Date.now() + day }))
    expect((await ask()).headers.deprecation).toBe('true')
    world.backend.answer = () => plainAnswer('ok')
  })

  test('answers 410 after its end, whatever is asked; an extension passes until its date', async () => {
    const longer = caller(world.texts.manifest.versions.map(({ id }) => id))
    const over = caller(world.texts.manifest.versions.map(({ id }) => id))
    await world.control.accessReached(world.control.upsert(...longer.rows, ...over.rows))
    await deploy(
      program({
        sunsetAt: Date.now() - 1000,
        extensions: [
          { applicationId: longer.application.id, until: Date.now() + day },
          { applicationId: over.application.id, until: Date.now() - 1 },
        ],
      }),
    )
    for (const [method, target] of [
      ['GET', '/orders/v1/orders'],
      ['OPTIONS', '/orders/v1/orders'],
      ['GET', '/orders/v1/nowhere'],
      ['GET', '/orders/v1/open'],
    ] as const) {
      const answer = await ask(method, target)
      expect([answer.status, codeOf(answer)]).toEqual([410, 'sunset'])
      expect(answer.headers.sunset).toBeDefined()
    }
    const head = await ask('HEAD')
    expect([head.status, head.body]).toEqual([410, ''])
    expect((await ask('GET', '/orders/v1/orders', over.key)).status).toBe(410)
    const passed = await ask('GET', '/orders/v1/orders', longer.key)
    expect([passed.status, passed.headers.sunset === undefined]).toEqual([200, false])
    await world.control.until(
      () =>
        world.control.events.some(
          ({ code, applicationId }) => code === 'sunset' && applicationId === over.application.id,
        ),
      'the record of the refused application',
    )
    await world.control.until(
      () =>
        world.control.events.some(
          ({ applicationId, trace }) =>
            applicationId === longer.application.id &&
            trace.some(({ phase, facts }) => phase === 'route' && facts?.extended === true),
        ),
      'the record of the extended one',
    )
  })

  test('goes through all of it by the gateway’s clock, with one snapshot, on one kept connection', async () => {
    const step = 800
    const start = Date.now() + step
    const [deprecatedAt, from, to, sunsetAt] = [start, start + step, start + 2 * step, start + 3 * step]
    await deploy(program({ deprecatedAt, sunsetAt, brownOuts: [{ from, to }] }))
    const applied = world.control.acks.length
    /** What is right at an instant. */
    const stateAt = (at: number) =>
      at >= sunsetAt
        ? '410 sunset'
        : at >= from && at < to
          ? '410 brown_out'
          : at >= deprecatedAt
            ? '200 announced'
            : '200 plain'
    const client = await RawConnection.open(world.gateway.port)
    const seen = new Set<string>()
    while (Date.now() < sunsetAt + 100) {
      const before = stateAt(Date.now())
      client.write(request('GET', '/orders/v1/orders', { 'x-api-key': world.caller.key }))
      const answer = await client.answer()
      const after = stateAt(Date.now())
      if (answer === undefined) throw new Error('the connection ended')
      const said =
        answer.status === 200
          ? `200 ${answer.headers.deprecation === undefined ? 'plain' : 'announced'}`
          : `${answer.status} ${codeOf(answer)}`
      expect([before, after]).toContain(said)
      if (said === '410 brown_out') expect(Number(answer.headers['retry-after'])).toBe(1)
      seen.add(said)
      await delay(2)
    }
    client.close()
    expect([...seen]).toEqual(['200 plain', '200 announced', '410 brown_out', '410 sunset'])
    expect(
      world.control.acks.slice(applied).flatMap(({ acks }) => acks.flatMap(({ snapshot }) => snapshot ?? [])),
    ).toEqual([])
  })
})
