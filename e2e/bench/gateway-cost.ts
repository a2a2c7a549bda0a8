import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FakeControl } from '@gatehouse/gateway/fixtures/fake-control'
import { spawnGateway, untilReady } from '@gatehouse/gateway/fixtures/gateway-fixture'
import { caller, operation, queryParameter, stageTexts } from '@gatehouse/gateway/fixtures/stage-fixture'

/**
 * µs of CPU per request of a gateway beside nginx + Lua in the same run (e2e/bench/cost). Prints one JSON line per figure:
 * `gateway.cost.key` and `gateway.cost.body` as ratios to the peer, and the µs of each.
 *
 * Arguments: `--recording` notes what calls use and samples their shapes, as a stage does by default; `--profile` writes a CPU profile of the gateway beside its data; `--rounds=N`, `--seconds=N`; `--key-only`, `--body-only`.
 */
const argumentsGiven = process.argv.slice(2)
const option = (name: string, otherwise: string) =>
  argumentsGiven.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise

const rate = { limit: 1_000_000_000, periodSeconds: 60, burst: 1_000_000_000 }
const body = {
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

installTools()
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
const recording = argumentsGiven.includes('--recording')
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
      backendUrl: 'http://127.0.0.1:9100',
      operations: [
        operation({
          path: '/items/{id}',
          requestValidation: 'block',
          parameters: itemParameters,
          ...featuresToNote(['query:limit']),
        }),
        operation({
          path: '/items',
          method: 'POST',
          requestValidation: 'block',
          body: itemBody,
          ...featuresToNote(bodyFeatures),
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
      ...(recording ? (['features'] as const) : []),
    ],
    ...(recording ? { stage: { ...defaultStage, recording: { features: true, shapes: 0.01 } } } : {}),
  },
)
const user = caller(
  texts.manifest.versions.map(({ id }) => id),
  { limits: { rate, quota: { limit: 1_000_000_000, period: 'month' } } },
)
control.upsert(...user.rows)
control.deploy(texts)

const folder = await mkdtemp(join(tmpdir(), 'gatehouse-cost-'))
const profile = argumentsGiven.includes('--profile')
const gateway = await spawnGateway(
  control,
  folder,
  {},
  profile ? ['--cpu-prof', `--cpu-prof-dir=${process.cwd()}/profiles`] : [],
)
try {
  await untilReady(gateway)
  if (!argumentsGiven.includes('--body-only')) await measure('gateway.cost.key', '/x/items/7?limit=5', undefined)
  const script = join(folder, 'post.lua')
  const text = JSON.stringify(body)
  await writeFile(
    script,
    `wrk.method = "POST"\nwrk.body = [[${text}]]\nwrk.headers["content-type"] = "application/json"\n`,
  )
  if (!argumentsGiven.includes('--key-only')) await measure('gateway.cost.body', '/x/items', script)
} finally {
  gateway.process.kill('SIGTERM')
  await gateway.exited
  await control.stop()
  await rm(folder, { recursive: true, force: true })
}

/** Positions of the features in the dictionary; none where nothing is noted. */
function featuresToNote(features: readonly string[]) {
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

async function measure(figure: string, path: string, script: string | undefined): Promise<void> {
  const output = await cost(
    `gateway ${gateway.port} ${gateway.process.pid} ${path}${script === undefined ? '' : ` ${script}`}\n`,
    script,
  )
  process.stderr.write(output)
  const row = (name: string) =>
    output
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.trim()
      .split(/\s+/) ?? []
  const [, us, ratio, perSecond, errors] = row('gateway')
  if (errors !== '0') throw new Error(`the run is void: ${errors}\n${gateway.output()}`)
  const rounds = Number(option('rounds', '5'))
  const print = (name: string, value: number, unit: string) =>
    process.stdout.write(`${JSON.stringify({ figure: name, value, unit, n: rounds })}\n`)
  print(figure, Number(ratio), 'x nginx+lua')
  print(`${figure}.us`, Number(us), 'µs CPU per request')
  print(`${figure}.per_s`, Number(perSecond), 'requests/s, one serving thread')
}

function cost(target: string, script: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', [fileURLToPath(new URL('cost/cost.sh', import.meta.url))], {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        KEY: user.key,
        ROUNDS: option('rounds', '5'),
        SECONDS_EACH: option('seconds', '4'),
        ...(script === undefined ? {} : { SCRIPT: script }),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(`cost.sh ended with ${code}`))))
    child.stdin.end(target)
  })
}

/** nginx with Lua and wrk, by apt; as anybody but root they must be there. */
function installTools(): void {
  if (
    ['/usr/sbin/nginx', '/usr/bin/wrk', '/usr/lib/nginx/modules/ngx_http_lua_module.so'].every((path) =>
      existsSync(path),
    )
  )
    return
  if (process.getuid?.() !== 0) throw new Error('install nginx, libnginx-mod-http-lua and wrk first')
  const install = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends nginx libnginx-mod-http-lua wrk'
  execFileSync('flock', ['/tmp/apt.lock', 'sh', '-c', install], { stdio: 'ignore' })
}
