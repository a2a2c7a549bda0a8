import pg from 'pg'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../src/testing.ts'

async function count(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const result = await client.query<{ n: number }>(sql)
    return result.rows[0]?.n
  } finally {
    await client.end()
  }
}

it('gives each caller a migrated database of its own and takes it away, with whoever is still connected', async () => {
  const [a, b] = await Promise.all([createTestDatabase(), createTestDatabase()])
  await count(a.url, 'CREATE TABLE only_in_a ()')
  expect(await count(b.url, "SELECT count(*)::int AS n FROM pg_tables WHERE tablename = 'only_in_a'")).toBe(0)
  expect(await count(b.url, 'SELECT count(*)::int AS n FROM _prisma_migrations')).toBeGreaterThan(0)
  const idle = new pg.Client({ connectionString: a.url })
  idle.on('error', () => undefined)
  await idle.connect()
  await a.drop()
  await expect(count(a.url, 'SELECT 1 AS n')).rejects.toThrow(/does not exist/)
  await b.drop()
})
