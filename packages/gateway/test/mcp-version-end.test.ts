import type { SnapshotDeprecation } from '@gatehouse/contracts/snapshot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { operation, stageTexts } from './fixtures/stage-fixture.ts'

const day = 86_400_000
const guide = 'https://portal.test/apis/orders/v1'
const listOrders = operation({ path: '/orders', tool: { name: 'listOrders', description: 'Orders, newest first' } })

let world: World
beforeAll(async () => {
  world = await startWorld((backendUrl) => [{ backendUrl, operations: [listOrders] }])
  const product = world.caller.rows.find((row) => row.kind === 'product')
  if (product?.kind !== 'product') throw new Error('the caller has no product')
  await world.control.accessReached(world.control.upsert({ ...product, tools: 'all' }))
})
afterAll(() => world.close())

/** The same version again, in this state or with this program. */
async function deploy(over: { deprecation?: SnapshotDeprecation; state?: 'retired' }) {
  const [version] = world.texts.manifest.versions
  if (version === undefined) throw new Error('there is no version')
  const texts = stageTexts(
    world.control.stageId,
    [
      {
        backendUrl: world.backend.url,
        operations: [listOrders],
        version: { id: version.id, apiId: version.apiId, ...over },
      },
    ],
    { capabilities: ['deployment/1', 'key', 'rate-limit', 'quota', 'deprecation'] },
  )
  expect(await world.control.receipt(world.control.deploy(texts))).toMatchObject({ outcome: 'applied' })
}

async function rpc(method: string, params: object = {}) {
  const answer = await fetch(`http://127.0.0.1:${world.gateway.port}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${world.caller.key}`,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const text = await answer.text()
  return JSON.parse(text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '{}')) as {
    result?: { tools?: { name: string; description: string }[]; isError?: boolean }
    error?: { message: string }
  }
}
const tools = async () => (await rpc('tools/list')).result?.tools ?? []

const program = (over: Partial<SnapshotDeprecation>): SnapshotDeprecation => ({
  deprecatedAt: Date.now() - day,
  guide,
  brownOuts: [],
  extensions: [],
  ...over,
})

describe('L12 I15: tools of a version that ends', () => {
  test('one that is not deprecated yet is named as ever', async () => {
    await deploy({ deprecation: program({ deprecatedAt: Date.now() + day }) })
    expect(await tools()).toMatchObject([{ name: 'orders_v1_listOrders', description: 'Orders, newest first' }])
  })

  test('a deprecated one says so first, with its end and where to go', async () => {
    const sunsetAt = Date.now() + 10 * day
    await deploy({ deprecation: program({ sunsetAt, successor: 'https://api.test/orders/v2' }) })
    const [tool] = await tools()
    expect(tool?.description).toBe(
      `Deprecated and ends on ${new Date(sunsetAt).toISOString().slice(0, 10)}. Its successor: https://api.test/orders/v2 How to move: ${guide}\n\nOrders, newest first`,
    )
  })

  test.each([
    ['past its sunset', () => ({ deprecation: program({ sunsetAt: Date.now() - 1_000 }) })],
    [
      'in a brown-out',
      () => ({ deprecation: program({ brownOuts: [{ from: Date.now() - 1_000, to: Date.now() + day }] }) }),
    ],
    ['retired', () => ({ state: 'retired' as const })],
  ])('one that is %s is not named', async (_, over) => {
    await deploy(over())
    expect(await tools()).toEqual([])
  })

  test('for an application with an extension it goes on', async () => {
    const applicationId = world.caller.application.id
    const extensions = [{ applicationId, until: Date.now() + day }]
    await deploy({ deprecation: program({ sunsetAt: Date.now() - 1_000, extensions }) })
    expect((await tools()).map(({ name }) => name)).toEqual(['orders_v1_listOrders'])
  })
})
