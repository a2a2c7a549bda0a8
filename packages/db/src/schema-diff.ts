import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrationsFolder, readMigrations, schemaFolder } from './migrations-folder.ts'
import { withSchemaEngine } from './schema-engine.ts'

const emptyScript = '-- This is an empty migration.'

/**
 * What SQL leads from the migrations to the Prisma schema; empty when they agree. Needs a server whose user may create databases.
 * It sees what Prisma can say: tables, columns, indexes and keys of the schema `public`. Everything else is plain SQL in migrations.
 */
export async function diffSchema(
  serverUrl: string,
  schema: string = schemaFolder,
  migrations: string = migrationsFolder,
): Promise<string> {
  const files = readdirSync(schema)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => ({ path: join(schema, name), content: readFileSync(join(schema, name), 'utf8') }))
  const migrationDirectories = readMigrations(migrations).map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
  }))
  return await withSchemaEngine(serverUrl, async (engine) => {
    const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' }
    const result = await engine.diff({
      from: { tag: 'migrations', baseDir: migrations, lockfile, shadowDbInitScript: '', migrationDirectories },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    const script = (result.stdout ?? '').trim()
    return script === emptyScript ? '' : script
  })
}
