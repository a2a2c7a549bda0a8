import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the repository keeps its migrations; a bundle passes its own folder instead. */
export const migrationsFolder = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))

/** Where the repository keeps the Prisma schema, one file per domain. */
export const schemaFolder = fileURLToPath(new URL('../../../prisma/schema', import.meta.url))

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file in hex, the checksum that Prisma records. */
  checksum: string
  /** Headed `-- no-transaction`: for what PostgreSQL refuses inside one, such as CREATE INDEX CONCURRENTLY. */
  transactional: boolean
}

/** All migrations in the order in which they apply: names begin with their time. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names
    .map((entry) => ({ name: entry.name, file: join(folder, entry.name, 'migration.sql') }))
    .filter(({ file }) => existsSync(file))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, file }) => {
      const sql = readFileSync(file, 'utf8')
      return {
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
        transactional: !/^-- no-transaction\b/.test(sql),
      }
    })
}

/** One hash over names and contents: equal hashes give equal databases. */
export function hashMigrations(migrations: readonly Migration[]): string {
  const hash = createHash('sha256')
  for (const { name, checksum } of migrations) hash.update(`${name} ${checksum}\n`)
  return hash.digest('hex')
}
