import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { testDatabaseUrl } from './env.ts'
import { migrate } from './migrate.ts'
import { hashMigrations, readMigrations } from './migrations-folder.ts'
import { useTestServer } from './test-server.ts'

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** One key for all that makes templates on a server. */
const templateLock = 8_240_001
const templatePrefix = 'gatehouse_template_'
const testPrefix = 'gatehouse_test_'
const staleAfterMs = 6 * 3600_000

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

async function exists(admin: pg.Client, name: string): Promise<boolean> {
  const found = await admin.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [name])
  return found.rowCount === 1
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10).replaceAll('-', '')
}

/** Whether a killed test run left it, or it is a template of past days. Today's may be in use by another checkout. */
function isStale(name: string): boolean {
  const stamp = name.split('_')[2] ?? ''
  if (name.startsWith(templatePrefix)) return stamp < dayOf(Date.now() - 24 * 3600_000)
  return name.startsWith(testPrefix) && Date.now() - Number.parseInt(stamp, 36) > staleAfterMs
}

async function sweep(admin: pg.Client): Promise<void> {
  const all = await admin.query<{ datname: string; busy: boolean }>(
    `SELECT datname, EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname) AS busy
     FROM pg_database d WHERE datname LIKE 'gatehouse\\_t%'`,
  )
  for (const { datname, busy } of all.rows) {
    if (busy || !isStale(datname)) continue
    if (datname.startsWith(templatePrefix)) await admin.query(`ALTER DATABASE ${datname} IS_TEMPLATE false`)
    await admin.query(`DROP DATABASE IF EXISTS ${datname}`)
  }
}

/** A migrated database to copy from, made once per state of the migrations and day (usage partitions begin with the day). */
async function ensureTemplate(serverUrl: string): Promise<string> {
  const name = `${templatePrefix}${dayOf(Date.now())}_${hashMigrations(readMigrations()).slice(0, 16)}`
  await withClient(serverUrl, async (admin) => {
    if (await exists(admin, name)) return
    await admin.query('SELECT pg_advisory_lock($1)', [templateLock])
    if (await exists(admin, name)) return
    await sweep(admin)
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`)
    await migrate(withDatabase(serverUrl, name))
    // Only now may others take it: a template with a connection cannot be copied.
    await admin.query(`ALTER DATABASE ${name} IS_TEMPLATE true ALLOW_CONNECTIONS false`)
  })
  return name
}

async function copyDatabase(serverUrl: string, template: string): Promise<TestDatabase> {
  const name = `${testPrefix}${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`
  // Copying files needs a checkpoint, which is cheap only where nothing is forced to disk: on our own server.
  const strategy = testDatabaseUrl() ? 'wal_log' : 'file_copy'
  await withClient(serverUrl, (admin) =>
    admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY ${strategy}`),
  )
  return {
    url: withDatabase(serverUrl, name),
    async drop() {
      await withClient(serverUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}

let template: Promise<string> | undefined

/**
 * A fresh, migrated, empty database of its own, for one test file or test; takes about a tenth of a second. On TEST_DATABASE_URL's
 * server, else on an embedded one that all tests of this user share. Usage partitions exist from yesterday to a week ahead.
 * Throws when there is no server: tests fail, they never skip. `on`: the address of a server of one's own, where it matters which.
 */
export async function createTestDatabase(on?: string): Promise<TestDatabase> {
  if (on !== undefined) return await copyDatabase(on, await ensureTemplate(on))
  const serverUrl = await useTestServer()
  template ??= ensureTemplate(serverUrl)
  return await copyDatabase(serverUrl, await template)
}

/** A database without anything in it, for tests of migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return await copyDatabase(await useTestServer(), 'template0')
}
