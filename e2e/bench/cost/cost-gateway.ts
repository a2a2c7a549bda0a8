import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Id } from '@gatehouse/contracts/ids'
import { FakeControl } from '@gatehouse/gateway/fixtures/fake-control'
import { spawnGateway, untilReady } from '@gatehouse/gateway/fixtures/gateway-fixture'
import { type Caller, caller, operation, queryParameter, stageTexts } from '@gatehouse/gateway/fixtures/stage-fixture'

const rate = { limit: 1_000_000_000, periodSeconds: 60, burst: 1_000_000_000 }
/** A JSON body of 1 kB. */
export const costBody = {
  name: 'widget',
  note: 'n'.repeat(850),
  tags: ['a', 'b', 'c'],
  lines: [
    { sku: 'abc', count: 3 },
    { sku: 'def', count: 4 },
  ],
}
const bodySchema = {
  type: 'object',
  required: ['name', 'lines'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 100 },
    note: { type: 'string', maxLength: 2000 },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 20 },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        required: ['sku', 'count'],
        properties: { sku: { type: 'string', pattern: '^[a-z]+$' }, count: { type: 'integer', minimum: 1 } },
      },
    },
  },
}

const bodyFeatures = [
  'media:application/json',
  ...['name', 'note', 'tags', 'lines', 'lines/*/sku', 'lines/*/count'].map((path) => `body:/${path}`),
]

export type CostGateway = {
  readonly port: number
  readonly pid: number
  /** Paths that `gateway.cost.key` and `gateway.cost.body` ask for. */
  readonly paths: { readonly key: string; readonly body: string }
  stop(): Promise<void>
}

/** Who calls: one key, known to each gateway that `startCostGateway` starts for it. */
export function costCaller(versionId: Id<'version'>): Caller {
  return caller([versionId], { limits: { rate, quota: { limit: 1_000_000_000, period: 'month' } } })
}

/**
 * One gateway with one serving thread before the bench's upstream: key, rate limit, quota, validation and a usage record per request.
 * @param how.recording notes what calls use and samples their shapes, as a stage does by default
 */
export async function startCostGateway(
  versionId: Id<'version'>,
  user: Caller,
  how: { recording: boolean; profile: boolean },
): Promise<CostGateway> {
  const control = new FakeControl()
  control.keepEvents = false
  await control.start()
  const defaultStage = {
    id: control.stageId,
    slug: 'production',
    name: 'Production',
    exposure: 'live' as const,
    publicName: 'Live',
  }
  const itemParameters = [
    { ...pathId(), schema: { type: 'integer', minimum: 1 } },
    queryParameter('limit', { type: 'integer', minimum: 1, maximum: 100 }),
  ]
  const itemBody = { required: true, content: { 'application/json': { schema: bodySchema } } }
  const texts = stageTexts(
    control.stageId,
    [
      {
        basePath: '/x',
        version: { id: versionId },
        backendUrl: 'http://127.0.0.1:9100',
        operations: [
          operation({
            path: '/items/{id}',
            requestValidation: 'block',
            parameters: itemParameters,
            ...featuresToNote(how.recording, ['query:limit']),
          }),
          operation({
            path: '/items',
            method: 'POST',
            requestValidation: 'block',
            body: itemBody,
            ...featuresToNote(how.recording, bodyFeatures),
          }),
        ],
      },
    ],
    {
      capabilities: [
        'deployment/1',
        'key',
        'rate-limit',
        'quota',
        'validate-parameters',
        'validate-json',
        ...(how.recording ? (['features'] as const) : []),
      ],
      ...(how.recording ? { stage: { ...defaultStage, recording: { features: true, shapes: 0.01 } } } : {}),
    },
  )
  control.upsert(...user.rows)
  control.deploy(texts)

  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-cost-'))
  const flags = how.profile ? ['--cpu-prof', `--cpu-prof-dir=${process.cwd()}/profiles`] : []
  const gateway = await spawnGateway(control, folder, {}, flags)
  await untilReady(gateway)
  return {
    port: gateway.port,
    pid: gateway.process.pid ?? 0,
    paths: { key: '/x/items/7?limit=5', body: '/x/items' },
    async stop() {
      gateway.process.kill('SIGTERM')
      await gateway.exited
      await control.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Positions of the features in the dictionary; none where nothing is noted. */
function featuresToNote(recording: boolean, features: readonly string[]) {
  return recording ? { features: Object.fromEntries(features.map((feature, position) => [feature, position])) } : {}
}

function pathId() {
  return {
    in: 'path',
    name: 'id',
    required: true,
    style: 'simple',
    explode: false,
    allowReserved: false,
    allowEmptyValue: false,
  } as const
}
