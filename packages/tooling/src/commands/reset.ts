import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandEnvironment } from '../env.ts'
import { ExpectedFailure, fileFailure, runCommand } from '../expected-failure.ts'
import { dataFolder } from '../stack/data-folder.ts'
import { lockOwner } from '../stack/instance-lock.ts'
import { endLeftoversOf } from '../stack/leftovers.ts'

await runCommand(async () => {
  const folder = dataFolder(commandEnvironment().dataDir)
  if (!existsSync(folder.path)) {
    process.stdout.write(`Nothing to do: ${folder.path} does not exist.\n`)
    return 0
  }
  const owner = lockOwner(folder.lockFile)
  if (owner !== undefined) {
    throw new ExpectedFailure(
      `Gatehouse runs on ${folder.path} (process ${owner}): end it first, then run "npm run reset" again.`,
    )
  }
  const entries = readdirSync(folder.path)
  // GATEHOUSE_DATA may name any folder by mistake: only what looks like ours is emptied.
  if (entries.length > 0 && !entries.includes('secrets.json') && !entries.includes('logs')) {
    throw new ExpectedFailure(
      `${folder.path} is not a data folder of Gatehouse: correct GATEHOUSE_DATA, nothing was removed.`,
    )
  }
  try {
    await endLeftoversOf(folder)
    for (const entry of readdirSync(folder.path)) rmSync(join(folder.path, entry), { recursive: true, force: true })
  } catch (error) {
    throw fileFailure(error, folder.path) ?? error
  }
  process.stdout.write(`${folder.path} is empty; the next npm start begins from nothing.\n`)
  return 0
})
