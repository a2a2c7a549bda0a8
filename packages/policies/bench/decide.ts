import { performance } from 'node:perf_hooks'
import { decideBody, decideHead } from '../src/decide.ts'
import { callerRows, depsOf, head, operation, parameter, snapshotOf } from '../test/fixtures.ts'

/** Microseconds per decision; run with `node bench/decide.ts`. */
function measure(name: string, run: () => unknown): void {
  for (let i = 0; i < 60_000; i += 1) run()
  const rounds: number[] = []
  for (let round = 0; round < 7; round += 1) {
    const start = performance.now()
    for (let i = 0; i < 40_000; i += 1) run()
    rounds.push(((performance.now() - start) / 40_000) * 1000)
  }
  rounds.sort((a, b) => a - b)
  console.log(JSON.stringify({ figure: name, value: Number(rounds[3]?.toFixed(3)), unit: 'us' }))
}

const many = Number(process.argv[2] ?? 1)
const schema = {
  type: 'object',
  required: ['customer', 'lines'],
  additionalProperties: false,
  properties: {
    customer: { type: 'string', minLength: 1, maxLength: 80 },
    note: { type: 'string' },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        required: ['sku', 'quantity'],
        properties: {
          sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' },
          quantity: { type: 'integer', minimum: 1 },
        },
      },
    },
  },
}
const operations = [
  operation({
    path: '/orders/{orderId}',
    parameters: [
      parameter({ in: 'path', name: 'orderId', schema: { type: 'string', minLength: 3, maxLength: 40 } }),
      parameter({ in: 'query', name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100 } }),
      parameter({ in: 'query', name: 'expand', schema: { type: 'string', enum: ['lines', 'customer'] } }),
    ],
  }),
  operation({
    method: 'POST',
    path: '/orders',
    body: { required: true, content: { 'application/json': { schema } } },
  }),
]
for (let i = 1; i < many; i += 1) operations.push(operation({ path: `/things${i}/{id}/parts` }))
const snapshot = snapshotOf([{ operations }])
const versionId = snapshot.manifest.versions[0]?.id ?? ''
const caller = callerRows([versionId], {
  rate: { limit: 1_000_000, periodSeconds: 1, burst: 1_000_000 },
  quota: { limit: 1e12, period: 'month' },
})
const { deps } = depsOf(snapshot, caller.rows)
deps.clock = { now: () => Date.now(), tick: () => performance.now() * 1000 }
const rawHeaders = [
  'Host',
  'api.test',
  'User-Agent',
  'wrk',
  'Accept',
  '*/*',
  'Accept-Encoding',
  'gzip',
  'X-Api-Key',
  caller.key,
  'Connection',
  'keep-alive',
]
const get = head('/orders/v1/orders/ord_12345?limit=20&expand=lines', { rawHeaders })
const body = Buffer.from(
  JSON.stringify({
    customer: 'c',
    note: 'n'.repeat(300),
    lines: Array.from({ length: 16 }, (_, i) => ({ sku: `ABC-${1000 + i}`, quantity: i + 1 })),
  }),
)
const post = head('/orders/v1/orders', {
  method: 'POST',
  rawHeaders: [...rawHeaders, 'Content-Type', 'application/json', 'Content-Length', String(body.length)],
  bodyLength: body.length,
})
const first = decideHead(deps, get)
if (first.kind !== 'allow') throw new Error(JSON.stringify(first))
console.error(first.responseHeaders, first.upstreamTarget(), body.length)
measure('decide.key_rate_quota_parameters', () => decideHead(deps, get))
measure('decide.json_body', () => {
  const decision = decideHead(deps, post)
  if (decision.kind !== 'allow') throw new Error('refused')
  return decideBody(deps, decision, body)
})
measure('decide.unknown_key', () =>
  decideHead(deps, { ...get, rawHeaders: ['x-api-key', `${caller.key.slice(0, -1)}!`] }),
)
measure('decide.no_route', () => decideHead(deps, { ...get, target: '/nowhere' }))
