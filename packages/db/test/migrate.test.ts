import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MigrationError, migrate } from '../src/migrate.ts'
import { migrationsFolder, readMigrations } from '../src/migrations-folder.ts'
import { createEmptyDatabase, type TestDatabase } from '../src/testing.ts'

let database: TestDatabase
let folder = ''

beforeEach(async () => {
  database = await createEmptyDatabase()
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-migrations-'))
})

afterEach(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    const result = await client.query<Record<string, unknown>>(sql)
    return result.rows
  } finally {
    await client.end()
  }
}

describe('migrate', () => {
  it('applies each migration once, in order, however many processes start at once', async () => {
    write('2_b', 'INSERT INTO log VALUES (2)')
    write('1_a', 'CREATE TABLE log (n int); INSERT INTO log VALUES (1)')
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, folder)))
    expect(applied.flat().sort()).toEqual(['1_a', '2_b'])
    expect(await rows('SELECT n FROM log ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
    expect(await migrate(database.url, folder)).toEqual([])
  })

  it('records them as Prisma does', async () => {
    write('1_a', 'CREATE TABLE a ()')
    await migrate(database.url, folder)
    const checksum = readMigrations(folder)[0]?.checksum
    expect(
      await rows(
        'SELECT migration_name, checksum, applied_steps_count, finished_at >= started_at AS done, logs FROM _prisma_migrations',
      ),
    ).toEqual([{ migration_name: '1_a', checksum, applied_steps_count: 1, done: true, logs: null }])
  })

  it('keeps nothing of a migration that fails, and what came before it', async () => {
    write('1_a', 'CREATE TABLE a ()')
    write('2_b', 'CREATE TABLE b (); SELECT 1 / 0')
    await expect(migrate(database.url, folder)).rejects.toThrow(
      /2_b failed \(division by zero\); nothing of it was kept/,
    )
    expect(await rows("SELECT to_regclass('a') IS NOT NULL AS a, to_regclass('b') IS NOT NULL AS b")).toEqual([
      { a: true, b: false },
    ])
    write('2_b', 'CREATE TABLE b ()')
    expect(await migrate(database.url, folder)).toEqual(['2_b'])
  })

  it('refuses a changed file and a database from the future', async () => {
    write('1_a', 'CREATE TABLE a ()')
    await migrate(database.url, folder)
    write('1_a', 'CREATE TABLE a (n int)')
    await expect(migrate(database.url, folder)).rejects.toThrow(/1_a was changed after .* new migration/)
    rmSync(join(folder, '1_a'), { recursive: true })
    await expect(migrate(database.url, folder)).rejects.toThrow(MigrationError)
  })

  it('runs what cannot be in a transaction outside one', async () => {
    write('1_a', 'CREATE TABLE a (n int)')
    write(
      '2_b',
      '-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_n ON a (n);\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_m ON a ((n + 1));\n',
    )
    expect(await migrate(database.url, folder)).toEqual(['1_a', '2_b'])
    expect(await rows("SELECT count(*)::int AS n FROM pg_indexes WHERE tablename = 'a'")).toEqual([{ n: 2 }])
  })

  it('does not let the session settings of one migration reach the next', async () => {
    write('1_a', 'CREATE SCHEMA other; SET search_path = other')
    write('2_b', 'CREATE TABLE b ()')
    await migrate(database.url, folder)
    expect(await rows("SELECT to_regclass('public.b') IS NOT NULL AS found")).toEqual([{ found: true }])
  })

  it('brings an empty database to the state of this repository', async () => {
    expect(await migrate(database.url)).toEqual(readMigrations(migrationsFolder).map(({ name }) => name))
  })

  it.each([
    ['nothing listens', 'postgresql://a:b@127.0.0.1:1/c', /No database answers at 127.0.0.1:1: start PostgreSQL/],
    ['it is no address', 'somewhere', /DATABASE_URL is no address/],
  ])('says what to do when %s', async (_name, url, message) => {
    await expect(migrate(url, folder)).rejects.toThrow(message)
  })

  it('says what to do when user or database are wrong', async () => {
    const wrong = new URL(database.url)
    wrong.pathname = '/not_there'
    await expect(migrate(wrong.href, folder)).rejects.toThrow(/has no database not_there: create it/)
    wrong.password = 'guess'
    await expect(migrate(wrong.href, folder)).rejects.toThrow(/refuses the user/)
  })
})
