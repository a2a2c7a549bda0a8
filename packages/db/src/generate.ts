import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environmentWith } from './env.ts'
import { schemaFolder } from './migrations-folder.ts'

// Makes the Prisma client in src/generated from the schema, unless it is that of this schema already.

const generated = fileURLToPath(new URL('./generated', import.meta.url))
const stamp = join(generated, 'schema.sha256')
const prismaPackage = createRequire(import.meta.url).resolve('prisma/package.json')

function schemaHash(): string {
  const hash = createHash('sha256').update(readFileSync(prismaPackage))
  const files = readdirSync(schemaFolder).filter((name) => name.endsWith('.prisma'))
  for (const name of files.sort()) hash.update(`${name}\n`).update(readFileSync(join(schemaFolder, name)))
  return hash.digest('hex')
}

const hash = schemaHash()
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
  console.info('Prisma client: up to date')
} else {
  const cli = join(dirname(prismaPackage), 'build/index.js')
  const result = spawnSync(process.execPath, [cli, 'generate'], {
    cwd: dirname(schemaFolder),
    env: environmentWith({
      // Any existing file keeps the CLI from downloading an engine that `generate` does not use.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      NO_COLOR: '1',
    }),
    encoding: 'utf8',
  })
  if (result.status !== 0) {
    console.error(`The Prisma client could not be made from ${schemaFolder}:\n${result.stdout}${result.stderr}`)
    process.exit(1)
  }
  writeFileSync(stamp, hash)
  console.info('Prisma client: made')
}
