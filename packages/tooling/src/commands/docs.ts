import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../expected-failure.ts'
import { repositoryRoot } from '../repository.ts'
import { ensurePrismaClient } from '../stack/build-steps.ts'

/** Writes docs/reference anew. What stands there and is not made any more is removed. */
await runCommand(async () => {
  const logs = mkdtempSync(join(tmpdir(), 'gatehouse-docs-'))
  try {
    // The route table leads to the services and they to the database client, which is itself generated.
    await ensurePrismaClient({ logs, log: (line) => process.stderr.write(`${line} …\n`) })
  } finally {
    rmSync(logs, { recursive: true, force: true })
  }
  const { referenceFiles, referenceFolder } = await import('../docs/reference-files.ts')
  const files = referenceFiles()
  const folder = join(repositoryRoot, referenceFolder)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  process.stdout.write(`${files.size} files written to ${referenceFolder}\n`)
  return 0
})
