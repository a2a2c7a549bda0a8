import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../src/testing.ts'

let test: TestDatabase
let client: pg.Client

beforeAll(async () => {
  test = await createTestDatabase()
  client = new pg.Client({ connectionString: test.url })
  await client.connect()
})

afterAll(async () => {
  await client.end()
  await test.drop()
})

it('has an index that begins with each foreign key, so that no deletion and no list walks a whole table', async () => {
  const keys = await client.query<{ name: string; indexed: boolean }>(
    `SELECT k.conrelid::regclass || '.' || k.conname AS name,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indkey[0] = ANY (k.conkey)) AS indexed
     FROM pg_constraint k WHERE k.contype = 'f'`,
  )
  expect(keys.rows.length).toBeGreaterThan(20)
  expect(keys.rows.filter(({ indexed }) => !indexed)).toEqual([])
})

it('keeps times as instants, never without a zone', async () => {
  const columns = await client.query(
    `SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema IN ('public', 'usage') AND data_type = 'timestamp without time zone'`,
  )
  expect(columns.rows).toEqual([])
})

it('keeps no money in binary fractions', async () => {
  const columns = await client.query(
    `SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema IN ('public', 'usage') AND data_type IN ('real', 'double precision', 'money')`,
  )
  expect(columns.rows).toEqual([])
})
