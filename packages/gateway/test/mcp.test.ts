import type { Id } from '@gatehouse/contracts/ids'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { plainAnswer } from './fixtures/raw-http.ts'
import { operation, queryParameter } from './fixtures/stage-fixture.ts'

const listOrders = operation({
  path: '/orders',
  parameters: [
    queryParameter('status', { type: 'string', enum: ['open', 'paid'] }),
    queryParameter('tags', { type: 'array', items: { type: 'string' } }),
  ],
  requestValidation: 'block',
  tool: {
    name: 'listOrders',
    title: 'List orders',
    description: 'Orders, newest first',
    parameters: { 'query:status': 'Only these' },
  },
})
const header = (name: string) => ({
  ...queryParameter(name, { type: 'string' }),
  in: 'header' as const,
  style: 'simple' as const,
})
const addOrder = operation({
  method: 'POST',
  path: '/customers/{customer}/orders',
  requestValidation: 'block',
  body: {
    required: true,
    content: { 'application/json': { schema: { $ref: '#/schemas/Order' } } },
  },
  tool: { name: 'addOrder', description: 'Adds an order' },
})
const disguised = operation({
  path: '/disguised',
  parameters: [header('X-Forwarded-For'), header('X-Api-Key'), header('Transfer-Encoding'), header('X-Colour')],
  tool: { name: 'disguised', description: 'Declares what is the caller’s' },
})
const hidden = operation({
  method: 'DELETE',
  path: '/orders/{id}',
  tool: { name: 'removeOrder', description: 'Removes' },
})
const schemas = {
  Order: {
    type: 'object',
    required: ['sku'],
    properties: { sku: { type: 'string' }, next: { $ref: '#/schemas/Order' } },
  },
}

let world: World
let client: Client
beforeAll(async () => {
  world = await startWorld((backendUrl) => [
    { backendUrl, operations: [listOrders, addOrder, disguised, hidden], schemas },
  ])
})
afterAll(() => world.close())
beforeEach(async () => {
  world.backend.requests.length = 0
  // What a test before changed is as it was.
  for (const row of world.caller.rows) world.control.upsert(row)
  await offer([listOrders.id, addOrder.id])
})
afterEach(() => client?.close())

/** What the caller's product offers to agents. */
function offer(tools: 'all' | Id<'operation'>[]): Promise<void> {
  const product = world.caller.rows.find((row) => row.kind === 'product')
  if (product?.kind !== 'product') throw new Error('the caller has no product')
  return world.control.accessReached(world.control.upsert({ ...product, tools }))
}

async function connect(
  headers: Record<string, string> = { authorization: `Bearer ${world.caller.key}` },
): Promise<Client> {
  client = new Client({ name: 'a stock client', version: '1' })
  const endpoint = new URL(`http://127.0.0.1:${world.gateway.port}/mcp`)
  await client.connect(
    new StreamableHTTPClientTransport(endpoint, { requestInit: { headers } }) as Parameters<Client['connect']>[0],
  )
  return client
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${world.gateway.port}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.caller.key}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('I15: operations as tools of AI agents, through the official client', () => {
  test('a client sees the tools that its product offers, with schemas of their arguments, and no others', async () => {
    const { tools } = await (await connect()).listTools()
    expect(tools.map(({ name }) => name)).toEqual(['orders_v1_addOrder', 'orders_v1_listOrders'])
    expect(tools[1]).toMatchObject({
      title: 'List orders',
      annotations: { readOnlyHint: true },
      inputSchema: {
        properties: { status: { enum: ['open', 'paid'], description: 'Only these' }, tags: { type: 'array' } },
        additionalProperties: false,
      },
    })
    expect(tools[0]?.inputSchema).toMatchObject({
      required: ['customer', 'body'],
      properties: { body: { $ref: '#/$defs/Order' } },
      $defs: { Order: { properties: { next: { $ref: '#/$defs/Order' } } } },
    })
  })

  test('a call reaches the backend as the operation’s own request, with the key’s identity and without the key', async () => {
    world.backend.answer = () => plainAnswer('{"items":[1]}').replace('text/plain', 'application/json')
    const result = await (await connect({ 'x-api-key': world.caller.key })).callTool({
      name: 'orders_v1_listOrders',
      arguments: { status: 'open', tags: ['a b', 'c&d'] },
    })
    expect(result.isError).toBe(false)
    expect(result.structuredContent).toEqual({ items: [1] })
    const seen = world.backend.requests.at(-1)
    expect(seen?.line).toMatch(/^GET \/orders\?status=open&tags=a%20b&tags=c%26d HTTP\/1\.1/)
    expect(seen?.raw.toLowerCase()).toContain(`x-application-id: ${world.caller.application.id}`)
    expect(seen?.raw).not.toContain(world.caller.key)
  })

  test('path and body are carried over', async () => {
    await (await connect()).callTool({
      name: 'orders_v1_addOrder',
      arguments: { customer: 'a/b?c', body: { sku: 'x' } },
    })
    const seen = world.backend.requests.at(-1)
    // An encoded slash is one of the things that servers read in different ways: refused before it goes anywhere.
    expect(seen).toBeUndefined()
    const result = await client.callTool({
      name: 'orders_v1_addOrder',
      arguments: { customer: 'ann', body: { sku: 'x' } },
    })
    expect(result.isError).toBe(false)
    expect(world.backend.requests.at(-1)?.line).toMatch(/^POST \/customers\/ann\/orders HTTP\/1\.1/)
    expect(world.backend.requests.at(-1)?.body).toBe('{"sku":"x"}')
  })

  test('what the contract refuses is told to the model with each place, and the backend hears nothing', async () => {
    const result = await (await connect()).callTool({ name: 'orders_v1_listOrders', arguments: { status: 'closed' } })
    expect(result.isError).toBe(true)
    const problem = JSON.parse((result.content as { text: string }[])[0]?.text ?? '')
    expect(problem).toMatchObject({ code: 'request_invalid', errors: [{ in: 'query', pointer: '/status' }] })
    expect(world.backend.requests).toHaveLength(0)
    const unknown = await client.callTool({ name: 'orders_v1_listOrders', arguments: { colour: 'red' } })
    expect(unknown).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('no argument “colour”') }],
    })
  })

  test('no argument says who calls or from where, whatever the contract declares', async () => {
    await offer([disguised.id])
    const { tools } = await (await connect()).listTools()
    expect(Object.keys(tools[0]?.inputSchema.properties ?? {})).toEqual(['X-Colour'])
    const result = await client.callTool({
      name: 'orders_v1_disguised',
      arguments: { 'X-Forwarded-For': '10.0.0.1', 'X-Colour': 'red' },
    })
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('X-Forwarded-For') }] })
    expect(world.backend.requests).toHaveLength(0)
  })

  test('the same limits: a tool’s calls and direct ones share the plan’s rate', async () => {
    const plan = world.caller.rows.find((row) => row.kind === 'planVersion')
    if (plan?.kind !== 'planVersion') throw new Error('the caller has no plan')
    await world.control.accessReached(
      world.control.upsert({ ...plan, limits: { rate: { limit: 1, periodSeconds: 3600, burst: 2 } } }),
    )
    const direct = await fetch(`http://127.0.0.1:${world.gateway.port}/orders/v1/orders`, {
      headers: { 'x-api-key': world.caller.key },
    })
    expect(direct.status).toBe(200)
    const call = { name: 'orders_v1_listOrders', arguments: {} }
    expect((await (await connect()).callTool(call)).isError).toBe(false)
    const third = await client.callTool(call)
    expect(third).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('rate_limited') }] })
  })

  test('each call is one record of the usage log, as the operation’s own', async () => {
    const result = await (await connect()).callTool({ name: 'orders_v1_listOrders', arguments: {} })
    const requestId = (result._meta as Record<string, string>)['gatehouse/requestId']
    await world.control.until(
      () => world.control.events.some((event) => event.requestId === requestId),
      'the call’s record',
    )
    const record = world.control.events.find((event) => event.requestId === requestId)
    expect(record).toMatchObject({
      operationId: listOrders.id,
      applicationId: world.caller.application.id,
      method: 'GET',
      path: '/orders/v1/orders',
      status: 200,
      billable: true,
    })
    const listed = world.control.events.find(({ path }) => path === '/mcp')
    expect(listed).toMatchObject({ applicationId: world.caller.application.id, billable: false })
  })
})

describe('the endpoint’s edges', () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

  test('without a good key: 401 with the address of the resource’s metadata (RFC 9728), which says what it is', async () => {
    for (const authorization of ['', 'Bearer gh_live_wrong']) {
      const refused = await post(list, { authorization })
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toContain(
        `resource_metadata="http://127.0.0.1:${world.gateway.port}/.well-known/oauth-protected-resource/mcp"`,
      )
    }
    const metadata = await fetch(`http://127.0.0.1:${world.gateway.port}/.well-known/oauth-protected-resource/mcp`)
    expect(await metadata.json()).toMatchObject({ resource: `http://127.0.0.1:${world.gateway.port}/mcp` })
  })

  test('a revoked key lists nothing and calls nothing', async () => {
    await world.control.accessReached(world.control.upsert({ ...world.caller.credential, revokedAt: Date.now() - 1 }))
    expect((await post(list)).status).toBe(401)
    const call = { ...list, method: 'tools/call', params: { name: 'orders_v1_listOrders', arguments: {} } }
    expect((await post(call)).status).toBe(401)
    expect(world.backend.requests).toHaveLength(0)
  })

  test('a tool that is not offered and one that does not exist look the same', async () => {
    const call = (name: string) =>
      post({ ...list, method: 'tools/call', params: { name } }).then((answer) => answer.json())
    const absent = await call('orders_v1_nothing')
    const closed = await call('orders_v1_removeOrder')
    expect(JSON.stringify(closed).replaceAll('removeOrder', 'nothing')).toBe(JSON.stringify(absent))
  })

  test.each([
    ['no JSON', '{', 400],
    ['a batch', '[]', 400],
    ['another protocol', '{"id":1,"method":"ping"}', 400],
    [
      'a prototype as arguments',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"orders_v1_listOrders","arguments":{"__proto__":{"status":"open"}}}}',
      200,
    ],
    ['a notification', '{"jsonrpc":"2.0","method":"notifications/initialized"}', 202],
  ])('%s is answered, not suffered', async (_, body, status) => {
    expect((await post(body)).status).toBe(status)
    expect(({} as Record<string, unknown>).status).toBeUndefined()
  })

  test('pages of other sites, other types and other verbs are refused', async () => {
    expect((await post(list, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post(list, { 'content-type': 'text/plain' })).status).toBe(415)
    const stream = await fetch(`http://127.0.0.1:${world.gateway.port}/mcp`, {
      headers: { authorization: `Bearer ${world.caller.key}` },
    })
    expect([stream.status, stream.headers.get('allow')]).toEqual([405, 'POST'])
  })
})
