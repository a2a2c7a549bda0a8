import { newId } from '@gatehouse/contracts/ids'
import { describeChanges } from '@gatehouse/services/contracts/changes/describe-changes'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { loadSide } from '@gatehouse/services/contracts/load-side'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { findImpact } from '@gatehouse/services/impact/find-impact'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { percentile } from '../../fixtures/open-loop-load.ts'
import { progress, report } from '../report.ts'

const operations = 500
const applications = 1_000
const days = 90
/** Of the 500, those that one application calls, each day; the first ten are called by all of them. */
const perApplication = 20
const rounds = 20

/** How long it takes to say whom a change touches: 90 days of 1,000 applications on 500 operations, each using 20 of them daily. */
export async function measureImpact(): Promise<void> {
  const app = await createTestInstallation()
  try {
    const owner = app.ctx(await app.member('Admin'))
    const teamId = (await createTeam({ ctx: owner, input: { name: 'Commerce' } })).id
    const source = JSON.stringify(contract(['open', 'closed'], 'string'))
    const imported = await importApi({ ctx: owner, input: { fileName: 'many.json', source, teamId } })
    const path = { api: imported.api.slug, version: 'v1' }
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    const versionId = imported.version.id as string
    const stageId = (await app.db.prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })).id
    progress('usage of 90 days')
    const rows = await fill(app, teamId, versionId, stageId)
    const before = (await loadSide(app.db.prisma, versionId, 'stage:development'))?.content
    if (!before) throw new Error('nothing runs')
    const asked = {
      'one enum value': changed(
        before,
        (at) => (at === 0 ? ['closed'] : ['open', 'closed']),
        () => 'string',
      ),
      '20 operations': changed(
        before,
        (at) => (at < 20 ? ['closed'] : ['open', 'closed']),
        () => 'string',
      ),
      'all answers': changed(
        before,
        () => ['open', 'closed'],
        () => 'integer',
      ),
    }
    const figures: Record<string, number> = {}
    let worst = 0
    for (const [name, after] of Object.entries(asked)) {
      const changes = (await describeChanges(before, after)).filter(({ severity }) => severity !== 'safe')
      const took: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const from = performance.now()
        await findImpact(owner, app.db.prisma, { versionId, stageId, days, contents: [before, after], changes })
        took.push(performance.now() - from)
      }
      took.sort((a, b) => a - b)
      figures[`p50 ${name} (${changes.length} changes)`] = Math.round(percentile(took, 0.5))
      figures[`p95 ${name}`] = Math.round(percentile(took, 0.95))
      worst = Math.max(worst, percentile(took, 0.95))
      progress(`${name}: ${JSON.stringify(figures)}`)
    }
    report('impact.query_ms', worst, 'ms', rounds * 3, { rows, ...figures })
  } finally {
    await app.drop()
  }
}

type Content = NonNullable<Awaited<ReturnType<typeof loadSide>>>['content']

function changed(before: Content, values: (at: number) => string[], id: (at: number) => string): Content {
  const after = structuredClone(before)
  const { paths } = contract(['open'], 'string')
  const order = Object.keys(paths)
  for (const operation of after.contract.operations) {
    const at = order.indexOf(operation.path)
    for (const parameter of operation.parameters)
      if (parameter.name === 'status') parameter.schema = { type: 'string', enum: values(at) }
    const media = operation.responses['200']?.content?.['application/json']
    if (media) media.schema = { type: 'object', properties: { id: { type: id(at) } } }
  }
  return after
}

function contract(values: string[], idType: string) {
  const parameters = [
    { name: 'status', in: 'query', schema: { type: 'string', enum: values } },
    ...Array.from({ length: 8 }, (_, i) => ({ name: `p${i}`, in: 'query', schema: { type: 'string' } })),
  ]
  const schema = { type: 'object', properties: { id: { type: idType } } }
  const responses = { 200: { description: 'OK', content: { 'application/json': { schema } } } }
  return {
    openapi: '3.1.0',
    info: { title: 'Many', version: '1.0.0' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: Object.fromEntries(
      Array.from({ length: operations }, (_, i) => [`/things${i}`, { get: { parameters, responses } }]),
    ) as Record<string, unknown>,
  }
}

/** As the ingest leaves it: every day a row per application and operation that it called, and the weeks of them. */
async function fill(app: TestInstallation, teamId: string, versionId: string, stageId: string): Promise<number> {
  const ids = Array.from({ length: applications }, () => newId('application'))
  await app.db.prisma.application.createMany({
    data: ids.map((id, i) => ({ id, teamId, name: `Application ${i}`, createdBy: { kind: 'system', id: 'bench' } })),
  })
  const pool = await app.db.pool.connect()
  await pool.query('SET statement_timeout = 0')
  await pool.query(
    `INSERT INTO usage.dimension (kind, key) SELECT 1::smallint, $1::text UNION ALL SELECT 3, $2::text
     UNION ALL SELECT 4, id FROM operation WHERE version_id = $2
     UNION ALL SELECT 5, unnest($3::text[]) ON CONFLICT DO NOTHING`,
    [stageId, versionId, ids],
  )
  await pool.query(
    `CREATE UNLOGGED TABLE bench_use AS
     SELECT o.id AS operation, (SELECT id FROM usage.dimension WHERE key = $1::text) AS stage, d.day, a.id AS application,
       10 AS n, 10 AS noted, d.day::timestamp AT TIME ZONE 'UTC' + interval '12 hours' AS last_at, d.uses
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS at FROM usage.dimension WHERE kind = 5) a
     CROSS JOIN (
       SELECT day::date, (SELECT array_agg(CASE i % 2 WHEN 0 THEN 5 ELSE (extract(epoch FROM day) / 60)::int END) FROM generate_series(0, 21) i) AS uses
       FROM generate_series((now() AT TIME ZONE 'UTC')::date - $2::int + 1, (now() AT TIME ZONE 'UTC')::date, interval '1 day') day) d
     CROSS JOIN generate_series(0, $3::int - 1) k
     JOIN (SELECT m.id, row_number() OVER (ORDER BY substring(p.path FROM '[0-9]+')::int) - 1 AS at
           FROM usage.dimension m JOIN operation p ON p.id = m.key WHERE m.kind = 4) o
       ON o.at = CASE WHEN k < 10 THEN k ELSE 10 + (a.at * 7 + k * 31) % ($4::int - 10) END`,
    [stageId, days, perApplication, operations],
  )
  const found = await pool.query<{ n: string }>(
    'WITH made AS (INSERT INTO usage.feature_day SELECT * FROM bench_use ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*) AS n FROM made',
  )
  await pool.query(
    `INSERT INTO usage.feature_week
     SELECT operation, stage, date_trunc('week', day)::date, application, sum(n), sum(noted), max(last_at), min(uses) FROM bench_use GROUP BY 1, 2, 3, 4`,
  )
  await pool.query(
    `INSERT INTO usage.feature_span
     SELECT operation, stage, week - (week - date '1970-01-05') % 28, application, sum(n), sum(noted), max(last_at), min(uses) FROM usage.feature_week GROUP BY 1, 2, 3, 4`,
  )
  await pool.query(
    `INSERT INTO usage.caller_day
     SELECT (SELECT id FROM usage.dimension WHERE key = $1), stage, day, application, sum(n), max(last_at) FROM bench_use GROUP BY 1, 2, 3, 4`,
    [versionId],
  )
  await pool.query('DROP TABLE bench_use')
  for (const table of ['feature_day', 'feature_week', 'feature_span', 'caller_day'])
    await pool.query(`VACUUM ANALYZE usage.${table}`)
  await pool.query('RESET statement_timeout')
  pool.release()
  return Number(found.rows[0]?.n)
}
