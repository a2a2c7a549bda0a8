import { canonicalJson, type JsonObject } from '@gatehouse/contracts/json'
import type { GuardrailUse, SnapshotManifest } from '@gatehouse/contracts/snapshot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { RawConnection, request, send } from './fixtures/raw-http.ts'
import { operation, queryParameter } from './fixtures/stage-fixture.ts'

const guardrailId = 'grd_00000000000070008000000000000001' as NonNullable<GuardrailUse['guardrail']>
const use = (policy: string, options: object, scope: Partial<GuardrailUse> = {}): GuardrailUse => ({
  policy,
  options: JSON.parse(JSON.stringify(options)) as JsonObject,
  guardrail: guardrailId,
  ...scope,
})
const only = (when: object[]) =>
  use('access-rules', { rules: [{ name: 'office', effect: 'allow', when, say: 'In office hours only.' }] })

describe('S22: a guardrail reaches a gateway without a deploy', () => {
  let world: World
  let applied = 0
  beforeAll(async () => {
    world = await startWorld((backendUrl) => [
      {
        backendUrl,
        version: { audience: 'partner' },
        operations: [
          operation({
            path: '/orders',
            tags: ['money'],
            parameters: [queryParameter('limit', { type: 'integer' })],
            responses: [
              { status: '200', headers: [], content: { 'application/json': { schema: { type: 'object' } } } },
            ],
            policies: [
              { policy: 'request-headers', options: { set: [{ name: 'X-Internal', value: 'api' }], remove: [] } },
            ],
          }),
          operation({ path: '/open', anonymous: true }),
        ],
      },
    ])
  })
  afterAll(() => world.close())

  /** The same parts under other guardrails: what a publish makes of a guardrail that was switched. */
  const apply = async (guardrails: GuardrailUse[], more: string[] = []) => {
    applied += 1
    const manifest: SnapshotManifest = {
      ...world.texts.manifest,
      // Each of its own hash, so that its receipt is its own too.
      portalUrl: `http://portal.test/${applied}`,
      capabilities: [...world.texts.manifest.capabilities, ...more],
      guardrails,
    }
    return world.control.receipt(world.control.deployManifest(canonicalJson(manifest), world.texts.parts))
  }
  const get = (target: string, headers: Record<string, string> = { 'x-api-key': world.caller.key }) =>
    send(world.gateway.port, request('GET', target, headers))

  test('and leaves again, also for connections that were kept', async () => {
    const client = await RawConnection.open(world.gateway.port)
    const ask = async () => {
      client.write(request('GET', '/orders/v1/orders', { 'x-api-key': world.caller.key }))
      return client.answer()
    }
    expect((await ask())?.status).toBe(200)
    expect(await apply([only([{ of: 'address', anyOf: ['203.0.113.0/24'] }])], ['access-rules'])).toMatchObject({
      outcome: 'applied',
    })
    const refused = await ask()
    expect(refused?.status).toBe(403)
    expect(JSON.parse(String(refused?.body))).toMatchObject({
      code: 'access_rule_denied',
      detail: 'In office hours only.',
    })
    await apply([])
    expect((await ask())?.status).toBe(200)
    client.close()
  })

  test('by audience and tag, and only there', async () => {
    const deny = (scope: Partial<GuardrailUse>) => use('access-rules', { rules: [{ effect: 'deny' }] }, scope)
    for (const [scope, orders, open] of [
      [{ audience: 'partner' }, 403, 403],
      [{ audience: 'public' }, 200, 200],
      [{ tag: 'money' }, 403, 200],
      [{ audience: 'public', tag: 'money' }, 200, 200],
    ] as const) {
      await apply([deny(scope)], ['access-rules', 'guardrail-scopes'])
      expect([scope, (await get('/orders/v1/orders')).status, (await get('/orders/v1/open', {})).status]).toEqual([
        scope,
        orders,
        open,
      ])
    }
    await apply([])
  })

  test('what it removes never reaches the backend, whatever an API sets', async () => {
    const received = async () => {
      await get('/orders/v1/orders')
      return JSON.stringify(world.backend.requests.at(-1)).toLowerCase()
    }
    expect(await received()).toContain('x-internal')
    await apply([use('request-headers', { set: [], remove: ['x-internal'] })])
    expect(await received()).not.toContain('x-internal')
    await apply([])
  })

  test('floors hold: validation that an API switched off, answers nobody judged, a credential where none was needed', async () => {
    expect((await get('/orders/v1/orders?limit=many')).status).toBe(200)
    expect((await get('/orders/v1/open', {})).status).toBe(200)
    const floor = use(
      'requirements',
      { requestValidation: 'block', responseValidation: 'block', noAnonymous: true },
      { tag: 'money' },
    )
    const everywhere = use('requirements', { noAnonymous: true })
    await apply([floor, everywhere], ['requirements', 'guardrail-scopes'])
    expect((await get('/orders/v1/orders?limit=many')).status).toBe(400)
    const odd = await get('/orders/v1/orders?limit=1')
    expect([odd.status, JSON.parse(String(odd.body)).code]).toEqual([502, 'response_invalid'])
    const stranger = await get('/orders/v1/open', {})
    expect([stranger.status, JSON.parse(String(stranger.body)).code]).toEqual([401, 'credential_required'])
    expect((await get('/orders/v1/open')).status).toBe(200)
    await apply([])
    expect((await get('/orders/v1/orders?limit=many')).status).toBe(200)
    expect((await get('/orders/v1/open', {})).status).toBe(200)
  })

  test('one that a gateway does not understand is refused whole, and what ran goes on', async () => {
    await apply([only([{ of: 'address', anyOf: ['203.0.113.0/24'] }])], ['access-rules'])
    for (const [guardrails, capability] of [
      [[use('access-rules', { rules: [{ effect: 'allow', when: [{ of: 'moon-phase' }] }] })], 'access-rules'],
      [[use('access-rules', { rules: [{ effect: 'allow' }] })], 'moon-phases'],
      [[{ ...use('access-rules', { rules: [{ effect: 'allow' }] }), country: 'DE' } as GuardrailUse], 'access-rules'],
    ] as const) {
      expect(await apply([...guardrails], [capability])).toMatchObject({ outcome: 'refused' })
      expect((await get('/orders/v1/orders')).status).toBe(403)
    }
    await apply([])
  })

  test('the rule that decided stands in the record of the call', async () => {
    await apply([only([{ of: 'credential', anyOf: ['key'] }])], ['access-rules'])
    const good = await get('/orders/v1/orders')
    const bad = await get('/orders/v1/open', {})
    expect([good.status, bad.status]).toEqual([200, 403])
    const recordOf = ({ headers }: typeof good) =>
      world.control.events.find(({ requestId }) => requestId === headers['x-request-id'])
    await world.control.until(() => [good, bad].every((answer) => recordOf(answer) !== undefined), 'records')
    expect(recordOf(good)).toMatchObject({ rule: `${guardrailId}:office` })
    expect(recordOf(bad)).toMatchObject({
      rule: `${guardrailId}:otherwise`,
      code: 'access_rule_denied',
      trace: expect.arrayContaining([
        expect.objectContaining({
          phase: 'authorize',
          outcome: 'refused',
          facts: { rule: `${guardrailId}:otherwise` },
        }),
      ]),
    })
    await apply([])
  })
})
