import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrationsFolder } from './migrations-folder.ts'
import { diffSchema } from './schema-diff.ts'
import { useTestServer } from './test-server.ts'

// pnpm --filter @gatehouse/db migration NAME: writes the migration that leads from the existing ones to prisma/schema.

const name = process.argv[2] ?? ''
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Say what the migration does, in lower case: pnpm --filter @gatehouse/db migration add_team_colour')
  process.exit(2)
}
const sql = await diffSchema(await useTestServer())
if (sql === '') {
  console.info('The migrations already lead to the schema; nothing written.')
} else {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = join(migrationsFolder, `${time}_${name}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'migration.sql'), `${sql}\n`)
  console.info(`${folder}/migration.sql written: read it before you commit it.`)
}
process.exit(0)
