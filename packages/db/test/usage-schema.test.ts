import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../src/testing.ts'

let test: TestDatabase
let pool: pg.Pool

beforeAll(async () => {
  test = await createTestDatabase()
  pool = new pg.Pool({ connectionString: test.url })
})

afterAll(async () => {
  await pool.end()
  await test.drop()
})

async function value(sql: string, values: unknown[] = []): Promise<unknown> {
  const result = await pool.query<{ value: unknown }>(sql, values)
  return result.rows[0]?.value
}

const insertRaw = `INSERT INTO usage.raw (ts, request_id, log_id, log_offset, us_total, method, status, outcome, status_source)
  VALUES ($1, $2, gen_random_uuid(), 0, 1200, 0, 200, 2, 1)`

describe('usage schema', () => {
  it('takes events of today without further set-up, and makes the days it is asked for once', async () => {
    await pool.query(insertRaw, [new Date(), crypto.randomUUID()])
    const ensure = () => value("SELECT usage.ensure_partitions('2031-03-01', '2031-03-03') AS value")
    const made = await Promise.all([ensure(), ensure(), ensure()])
    expect(made.sort()).toEqual([0, 0, 6])
    await pool.query(insertRaw, ['2031-03-03T23:59:59.999Z', crypto.randomUUID()])
    await expect(pool.query(insertRaw, ['2031-03-04T00:00:00Z', crypto.randomUUID()])).rejects.toThrow(/no partition/)
    expect(await value('SELECT count(*)::int AS value FROM usage.raw_20310303')).toBe(1)
  })

  it('gives each partition the indexes of its parent', async () => {
    const definitions = await pool.query<{ indexdef: string }>(
      "SELECT indexdef FROM pg_indexes WHERE schemaname = 'usage' AND tablename LIKE 'raw\\_2%' AND tablename = (SELECT min(tablename) FROM pg_indexes WHERE tablename LIKE 'raw\\_2%')",
    )
    const indexed = definitions.rows.map(({ indexdef }) => indexdef.slice(indexdef.indexOf('USING'))).sort()
    expect(indexed).toEqual([
      "USING brin (ts) WITH (pages_per_range='32', autosummarize='on')",
      'USING btree (application, ts DESC)',
      'USING btree (stage, ts DESC)',
    ])
  })

  it('reads the time out of a UUIDv7 and touches only its partitions', async () => {
    const id = '0196a2f0-5c00-7abc-8def-0123456789ab'
    expect(await value('SELECT usage.request_time($1) AS value', [id])).toEqual(new Date(0x0196a2f05c00))
    const plan = await pool.query<{ 'QUERY PLAN': string }>({
      text: `EXPLAIN SELECT FROM usage.raw WHERE request_id = '${id}' AND ts >= usage.request_time('${id}') AND ts < usage.request_time('${id}') + interval '1 hour'`,
    })
    expect(plan.rows.filter((row) => row['QUERY PLAN'].includes('Scan'))).toEqual([])
  })

  it('adds histograms bucket by bucket', async () => {
    const sum = "SELECT usage.histogram_sum(h) AS value FROM (VALUES ('{1,2}'::int[]), ('{10,20,30}'), ('{}')) v (h)"
    expect(await value(sum)).toEqual([11, 22, 30])
  })

  it('never stores one byte range of a log twice', async () => {
    const insert = `INSERT INTO usage.batch (log_id, from_offset, to_offset, n, sha256)
      VALUES ('0196a2f0-5c00-7abc-8def-0123456789ab', 0, 10, 1, '\\x00')`
    await pool.query(insert)
    await expect(pool.query(insert)).rejects.toThrow(/duplicate key/)
  })

  it('explains itself: every table has a comment', async () => {
    const silent = `SELECT array_agg(relname::text) AS value FROM pg_class
      WHERE relnamespace = 'usage'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND obj_description(oid) IS NULL`
    expect(await value(silent)).toBeNull()
  })
})
