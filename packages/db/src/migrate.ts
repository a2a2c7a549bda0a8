import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { explainConnectionFailure } from './connection-failure.ts'
import { type Migration, migrationsFolder, readMigrations } from './migrations-folder.ts'
import { splitStatements } from './sql-statements.ts'

/** A database cannot be brought to the state of the migrations; the message says which one and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/** The key under which Prisma's own CLI locks too, so that both can meet on one database. */
const lockKey = 72_707_369

/** As Prisma 7 makes it. */
const recordTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

interface Applied {
  migration_name: string
  checksum: string
  finished_at: Date | null
}

async function record(client: pg.Client, migration: Migration): Promise<void> {
  // A migration may have set session variables, such as search_path; the record and the next migration begin clean.
  await client.query('RESET ALL')
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, clock_timestamp(), 1)`,
    [randomUUID(), migration.checksum, migration.name],
  )
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    if (!migration.transactional) {
      for (const statement of splitStatements(migration.sql)) await client.query(statement)
      await record(client, migration)
      return
    }
    await client.query('BEGIN')
    // A migration that waits for a lock makes everybody else wait behind it; rather fail and be started again.
    await client.query("SET LOCAL lock_timeout = '30s'")
    await client.query(migration.sql)
    await record(client, migration)
    await client.query('COMMIT')
  } catch (error) {
    if (migration.transactional) await client.query('ROLLBACK').catch(() => undefined)
    const why = error instanceof Error ? error.message : String(error)
    const left = migration.transactional
      ? 'nothing of it was kept'
      : 'it runs outside a transaction and can be repeated'
    throw new MigrationError(
      `The migration ${migration.name} failed (${why}); ${left}: correct the cause and start again.`,
      {
        cause: error,
      },
    )
  }
}

/** The oldest server that has what the migrations and queries use. */
const oldestVersion = 15

async function connect(url: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'gatehouse-migrate',
      connectionTimeoutMillis: 10_000,
    })
    await client.connect()
    return client
  } catch (error) {
    throw new MigrationError(explainConnectionFailure(url, error) ?? `The database cannot be used: ${error}`, {
      cause: error,
    })
  }
}

async function checkVersion(client: pg.Client): Promise<void> {
  const result = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version")
  const version = result.rows[0]?.version ?? ''
  if (Number.parseInt(version, 10) >= oldestVersion) return
  throw new MigrationError(
    `The database server is PostgreSQL ${version}, but Gatehouse needs ${oldestVersion} or newer: upgrade it, or unset DATABASE_URL to use the embedded one.`,
  )
}

/** The migrations still to be applied. */
function pending(migrations: Migration[], applied: Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const row of applied) {
    const migration = known.get(row.migration_name)
    if (!migration) {
      throw new MigrationError(
        `The database has the migration ${row.migration_name}, which this version of Gatehouse does not know: start the newer version that made it.`,
      )
    }
    if (!row.finished_at) {
      throw new MigrationError(
        `Another tool left the migration ${row.migration_name} half applied: finish it with prisma migrate resolve, or restore a backup.`,
      )
    }
    if (row.checksum !== migration.checksum) {
      throw new MigrationError(
        `The file of the migration ${row.migration_name} was changed after this database applied it: bring the original file back and put the change into a new migration.`,
      )
    }
  }
  const done = new Set(applied.map((row) => row.migration_name))
  return migrations.filter(({ name }) => !done.has(name))
}

/**
 * Brings a database to the state of the migrations and returns the names of those that it applied. Each runs in a transaction
 * of its own under one lock, so any number of processes may start at once and a failed migration leaves nothing. Recorded as
 * Prisma does, so that `prisma migrate deploy` agrees. Throws MigrationError.
 */
export async function migrate(url: string, folder: string = migrationsFolder): Promise<string[]> {
  const migrations = readMigrations(folder)
  const client = await connect(url)
  try {
    await checkVersion(client)
    await client.query('SELECT pg_advisory_lock($1)', [lockKey])
    await client.query(recordTable)
    const applied = await client.query<Applied>(
      `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    )
    const names: string[] = []
    for (const migration of pending(migrations, applied.rows)) {
      await apply(client, migration)
      names.push(migration.name)
    }
    return names
  } finally {
    await client.end()
  }
}
