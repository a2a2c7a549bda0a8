import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createOrdersServer } from '../src/create-server.ts'
import { routes } from '../src/routes.ts'

interface Operation {
  readonly operationId: string
  readonly requestBody?: {
    readonly content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>
  }
}
const document = parse(readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8')) as {
  readonly paths: Record<string, Record<string, Operation>>
}
const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(document, 'api')
const schema = (pointer: string) => ajv.compile({ $ref: `api#${pointer}` })

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => ['get', 'post', 'patch'].includes(method))
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)

let server: Server
let base = ''
beforeAll(async () => {
  server = createOrdersServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

interface Result {
  readonly status: number
  readonly type: string | null
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into answers of many shapes.
  readonly body: any
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Result> {
  const response = await fetch(base + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    body: await response.json(),
  }
}

const newOrder = {
  customerId: 'cus_0001',
  lines: [{ productId: 'prd_0003', quantity: 2 }],
  shippingAddress: { name: 'Ann Lee', street: '12 Orchard Lane', city: 'Leeds', postalCode: 'LS1 4AP', country: 'GB' },
}

describe('the description and the service are one', () => {
  test('each described operation is served and each served one is described', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      routes.map(({ method, path }) => `${method} ${path}`).sort(),
    )
  })

  test.each([
    ['/orders', '/paths/~1orders/get/responses/200/content/application~1json/schema'],
    ['/orders/ord_00001', '/components/schemas/Order'],
    ['/customers', '/paths/~1customers/get/responses/200/content/application~1json/schema'],
    ['/customers/cus_0001', '/components/schemas/Customer'],
    ['/products', '/paths/~1products/get/responses/200/content/application~1json/schema'],
    ['/products/prd_0001', '/components/schemas/Product'],
    ['/health', '/paths/~1health/get/responses/200/content/application~1json/schema'],
    ['/orders/none', '/components/schemas/Problem'],
  ])('GET %s answers what it promises', async (path, pointer) => {
    const { body } = await call('GET', path)
    const validate = schema(pointer)
    expect(validate(body) ? [] : validate.errors).toEqual([])
  })

  test('each example of a new order is accepted', async () => {
    const { examples } = document.paths['/orders']?.post?.requestBody?.content['application/json'] ?? {}
    const values = Object.values(examples ?? {}).map(({ value }) => value)
    expect(values.length).toBeGreaterThan(1)
    for (const value of values) expect(await call('POST', '/orders', value)).toMatchObject({ status: 201 })
  })
})

describe('lists', () => {
  test('pages hold each order once, newest first', async () => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await call('GET', `/orders?limit=100&customerId=cus_0002${cursor ? `&cursor=${cursor}` : ''}`)
      ids.push(...body.items.map(({ id }: { id: string }) => id))
      cursor = body.nextCursor
    } while (cursor)
    expect(ids).toEqual([...new Set(ids)].sort().reverse())
    expect(ids.length).toBeGreaterThan(2)
  })

  test('filters combine', async () => {
    const { body } = await call(
      'GET',
      '/orders?status=delivered,cancelled&placedFrom=2025-03-01T00:00:00Z&placedBefore=2025-04-01T00:00:00Z&limit=100',
    )
    expect(body.items.length).toBeGreaterThan(5)
    for (const order of body.items) {
      expect(['delivered', 'cancelled']).toContain(order.status)
      expect(order.placedAt).toMatch(/^2025-03/)
    }
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'status=lost', 'placedFrom=yesterday', 'cursor=nonsense'])(
    'GET /orders?%s is refused',
    async (query) => {
      expect(await call('GET', `/orders?${query}`)).toMatchObject({ status: 400, type: 'application/problem+json' })
    },
  )
})

describe('an order', () => {
  test('is placed, priced, changed and cancelled', async () => {
    const placed = await call('POST', '/orders', newOrder)
    expect(placed).toMatchObject({ status: 201, body: { status: 'placed', total: { amount: 2580, currency: 'EUR' } } })
    const path = placed.headers.get('location') ?? ''
    expect(await call('PATCH', path, { shipping: 'express' })).toMatchObject({
      status: 200,
      body: { total: { amount: 3070 } },
    })
    const stock = async () => (await call('GET', '/products/prd_0003')).body.stock
    const before = await stock()
    expect(await call('POST', `${path}/cancel`, { reason: 'too-slow' })).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    })
    expect(await call('POST', `${path}/cancel`)).toMatchObject({ status: 200 })
    expect(await stock()).toBe(before + 2)
    expect(await call('PATCH', path, { note: 'x' })).toMatchObject({ status: 409 })
  })

  test.each([
    ['no JSON', '{', 400, ''],
    ['no object', [], 400, ''],
    ['no lines', { ...newOrder, lines: [] }, 400, '/lines'],
    ['half a piece', { ...newOrder, lines: [{ productId: 'prd_0003', quantity: 0.5 }] }, 400, '/lines/0/quantity'],
    ['an unknown product', { ...newOrder, lines: [{ productId: 'prd_9999', quantity: 1 }] }, 400, '/lines/0/productId'],
    ['an unknown customer', { ...newOrder, customerId: 'cus_9999' }, 400, '/customerId'],
    ['a member nobody knows', { ...newOrder, total: 1 }, 400, '/total'],
    [
      'no city',
      { ...newOrder, shippingAddress: { ...newOrder.shippingAddress, city: undefined } },
      400,
      '/shippingAddress/city',
    ],
  ])('with %s is refused where the mistake is', async (_, body, status, pointer) => {
    const result = await call('POST', '/orders', body)
    expect(result).toMatchObject({ status, type: 'application/problem+json' })
    expect(result.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer)
  })

  test('out of stock reserves nothing', async () => {
    const before = (await call('GET', '/products/prd_0001')).body.stock
    const lines = [
      { productId: 'prd_0001', quantity: 1 },
      { productId: 'prd_0008', quantity: 1 },
    ]
    expect(await call('POST', '/orders', { ...newOrder, lines })).toMatchObject({ status: 409 })
    expect((await call('GET', '/products/prd_0001')).body.stock).toBe(before)
  })

  test('tells what happens to it while somebody listens', async () => {
    const path = (await call('POST', '/orders', newOrder)).headers.get('location') ?? ''
    const response = await fetch(`${base}${path}/events`)
    const events = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await events?.read())?.value).toContain('event: placed')
    await call('POST', `${path}/cancel`)
    expect((await events?.read())?.value).toMatch(/^id: 2\nevent: cancelled\ndata: \{.*\}\n\n$/)
    await events?.cancel()
    const resumed = await fetch(`${base}${path}/events?follow=false`, { headers: { 'last-event-id': '1' } })
    expect((await resumed.text()).match(/^id: /gm)).toHaveLength(1)
  })
})

describe('the service', () => {
  test('echoes the request id, and makes one when there is none that can be echoed', async () => {
    const id = async (headers: Record<string, string>) =>
      (await call('GET', '/health', undefined, headers)).headers.get('x-request-id')
    expect(await id({ 'x-request-id': 'abc-123' })).toBe('abc-123')
    expect(await id({})).toMatch(/^[0-9a-f-]{36}$/)
    expect(await id({ 'x-request-id': 'x'.repeat(500) })).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('exports the same bytes each time', async () => {
    const digest = async () => {
      const response = await fetch(`${base}/exports/order-lines?months=3`)
      const bytes = Buffer.from(await response.arrayBuffer())
      return { size: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') }
    }
    const first = await digest()
    expect(first.size).toBeGreaterThan(1_000_000)
    expect(await digest()).toEqual(first)
  })

  test('has the same data after every start', async () => {
    const other = createOrdersServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()))
    const path = '/orders?limit=100&placedBefore=2026-02-01T00:00:00Z'
    const again = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}${path}`)
    expect(await again.json()).toEqual((await call('GET', path)).body)
    await new Promise((resolve) => other.close(resolve))
  })

  test('says which methods a path has', async () => {
    const result = await call('DELETE', '/orders/ord_00001')
    expect(result).toMatchObject({ status: 405, type: 'application/problem+json' })
    expect(result.headers.get('allow')).toBe('GET, PATCH')
  })
})
