import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Call, createClient } from '@gatehouse/contracts/client'
import { apiFlagName, getVersionPage, listApis } from '@gatehouse/contracts/endpoints/apis'
import { newId } from '@gatehouse/contracts/ids'
import { parseTrustedProxies } from '@gatehouse/http/client-address'
import { mountKey } from '@gatehouse/http/mount-key'
import { routes } from '@gatehouse/http/routes'
import { addVersion } from '@gatehouse/services/apis/add-version'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { reimport } from '@gatehouse/services/contracts/reimport'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { getStageValues, putStageValues } from '@gatehouse/services/deployments/stage-values'
import { createPromotion } from '@gatehouse/services/promotions/create-promotion'
import { createManagementKey } from '@gatehouse/services/service-accounts/create-management-key'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { createKeyResolver } from '@gatehouse/services/service-accounts/key-resolver'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { percentile } from '../../fixtures/open-loop-load.ts'
import { progress, report } from '../report.ts'

const apis = 500
const rounds = 30
const gatewaysPerStage = 4
const callers = 2
const days = 90

/** How long the list of 500 APIs and the page of one take over HTTP: two versions each, on three stages with four gateways, called for 90 days. */
export async function measureLists(): Promise<void> {
  const app = await createTestInstallation()
  try {
    progress('500 APIs')
    await makeOne(app)
    progress('and the others')
    await multiply(app)
    progress('asking')
    const { call, end } = await serve(app)
    try {
      const all = await call(listApis, { limit: 200 })
      if (all.total !== apis) throw new Error(`${all.total} APIs, not ${apis}`)
      const asks: Record<string, () => Promise<unknown>> = {
        'first page': () => call(listApis, {}),
        'largest page': () => call(listApis, { limit: 200 }),
        'by words': () => call(listApis, { q: 'orders 49' }),
        ...Object.fromEntries(
          apiFlagName.options.map((flag) => [`flag ${flag}`, () => call(listApis, { flag })] as const),
        ),
      }
      const figures: Record<string, number> = {}
      for (const [name, ask] of Object.entries(asks)) {
        figures[name] = await p95(ask)
        progress(`${name}: ${figures[name]} ms`)
      }
      report('list.p95_ms', Math.max(...Object.values(figures)), 'ms', rounds * Object.keys(asks).length, {
        apis,
        ...figures,
      })
      let at = 0
      const page = await p95(() => {
        at = (at + 37) % all.items.length
        return call(getVersionPage, { api: all.items[at]?.slug ?? '', version: at % 2 === 0 ? 'v1' : 'v2' })
      })
      report('api_page.p95_ms', page, 'ms', rounds, { apis })
    } finally {
      await end()
    }
  } finally {
    await app.drop()
  }
}

async function p95(ask: () => Promise<unknown>): Promise<number> {
  // The first asks of a process find everything cold.
  for (let round = 0; round < 2; round += 1) await ask()
  const took: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now()
    await ask()
    took.push(performance.now() - from)
  }
  return Math.round(
    percentile(
      took.sort((a, b) => a - b),
      0.95,
    ),
  )
}

/** One API with two versions that run on all three stages, made as people make it. */
async function makeOne(app: TestInstallation): Promise<void> {
  const owner = app.ctx(await app.member('Admin'))
  const teamId = (await createTeam({ ctx: owner, input: { name: 'Commerce' } })).id
  const source = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    servers: [{ url: 'https://orders.example' }],
    paths: Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`/things${i}`, { get: { responses: { 200: { description: 'OK' } } } }]),
    ),
  })
  const { api } = await importApi({ ctx: owner, input: { fileName: 'orders.json', source, teamId } })
  await addVersion({ ctx: owner, input: { api: api.slug, name: 'v2' } })
  await reimport({ ctx: owner, input: { api: api.slug, version: 'v2', fileName: 'orders.json', source } })
  for (const stage of await app.db.prisma.stage.findMany())
    await app.db.prisma.gateway.createMany({
      data: Array.from({ length: gatewaysPerStage }, (_, i) => ({
        id: newId('gateway'),
        stageId: stage.id,
        name: `${stage.slug}-${i}`,
        signingKey: newId('gateway'),
        sealingKey: newId('gateway'),
      })),
    })
  for (const version of ['v1', 'v2']) {
    const path = { api: api.slug, version }
    for (const stage of ['development', 'staging', 'production']) {
      const there = await getStageValues({ ctx: owner, input: { ...path, stage } })
      const backends = Object.fromEntries(there.backends.map(({ name }) => [name, { url: 'https://orders.example' }]))
      await putStageValues({ ctx: owner, input: { ...path, stage, values: { backends } }, ifMatch: there.etag })
    }
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    for (const stage of ['staging', 'production'])
      await createPromotion({ ctx: owner, input: { ...path, stage, mode: 'run' } })
  }
}

/** The others, row by row as the first, under ids of their own; and what their callers left of 90 days. */
async function multiply(app: TestInstallation): Promise<void> {
  const own: readonly (readonly [table: string, ...references: string[]])[] = [
    ['api'],
    ['version', 'api_id'],
    ['working_copy', 'version_id'],
    ['operation', 'version_id'],
    ['backend', 'version_id'],
    ['revision', 'version_id'],
    ['stage_values', 'version_id'],
    ['deployment', 'version_id', 'revision_id', 'stage_values_id'],
  ]
  const fresh = (column: string) => `split_part(r.${column}, '_', 1) || '_' || md5(r.${column} || n)`
  for (const [table, ...references] of own) {
    const { rows } = await app.db.pool.query<{ name: string }>(
      'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1',
      [table],
    )
    const columns = rows.map(({ name }) => name)
    const value = (name: string): string => {
      if (name === 'id' || references.includes(name)) return fresh(name)
      if (table === 'api' && name === 'slug') return "r.slug || '-' || n"
      if (table === 'api' && name === 'name') return "r.name || ' ' || n"
      return name === 'base_path' ? "'/orders-' || n || '/' || r.name" : `r.${name}`
    }
    await app.db.pool.query(
      `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')})
       SELECT ${columns.map(value).join(', ')} FROM "${table}" r CROSS JOIN generate_series(2, ${apis}) n`,
    )
  }
  await app.db.pool.query(
    `UPDATE version SET state = 'published', state_since = now() - interval '200 days';
     UPDATE deployment SET started_at = now() - interval '150 days';
     INSERT INTO usage.dimension (kind, key) SELECT 1::smallint, id FROM stage UNION ALL SELECT 3, id FROM version
       UNION ALL SELECT 5, 'app_' || md5(n::text) FROM generate_series(1, ${callers}) n ON CONFLICT DO NOTHING;
     INSERT INTO usage.caller_day (version, stage, day, application, n, last_at)
       SELECT v.id, s.id, d::date, a.id, 10, d FROM usage.dimension v, usage.dimension s, usage.dimension a,
         generate_series(now() - interval '${days} days', now(), interval '1 day') d
       WHERE v.kind = 3 AND s.kind = 1 AND a.kind = 5;
     ANALYZE`,
  )
}

/** The management API on a socket, with a key that may do everything. */
async function serve(app: TestInstallation): Promise<{ call: Call; end: () => Promise<void> }> {
  const keys = createKeyResolver({ db: app.db })
  const handler = mountKey({
    routes,
    ...app,
    log: () => undefined,
    trustedProxies: parseTrustedProxies(''),
    resolveKey: keys.resolve,
  })
  const server: Server = createServer(async (request, response) => {
    const answer = await handler(
      new Request(`http://${request.headers.host}${request.url}`, {
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      }),
      '127.0.0.1',
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const ctx = app.ctx()
  const { id: teamId } = await app.db.prisma.team.findFirstOrThrow({ where: { name: 'Commerce' } })
  const account = await createServiceAccount({ ctx, input: { name: 'bench', teamId } })
  const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Admin' } })
  await app.db.prisma.roleAssignment.create({
    data: { id: newId('roleAssignment'), roleId: role.id, serviceAccountId: account.id, scope: 'organization' },
  })
  const { key } = await createManagementKey({
    ctx,
    input: { serviceAccountId: account.id, name: 'bench', scopes: ['api.read'] },
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    call: createClient({ base, headers: { authorization: `Bearer ${key}` } }),
    end: async () => {
      server.closeAllConnections()
      server.close()
      await keys.close()
    },
  }
}
