import { openDatabase } from '@gatehouse/services/grammar/open-database'
import { rotateKeys } from '@gatehouse/services/secrets/rotate-keys'
import { previousSecretKey, readEnvironment } from './env.ts'

/**
 * The command `pnpm --filter @gatehouse/control rotate-keys [--resume]`, beside a running installation: a new data key, and everything
 * sealed with it. With GATEHOUSE_SECRET_KEY_PREVIOUS (or _PREVIOUS_FILE) the installation key changes to GATEHOUSE_SECRET_KEY.
 */
const env = readEnvironment()
const previousKey = previousSecretKey()
const db = openDatabase({ url: env.databaseUrl, applicationName: 'gatehouse-rotate-keys' })
try {
  const { resealed, unreadable } = await rotateKeys({
    db,
    installation: env.installation,
    resume: process.argv.includes('--resume'),
    progress: (line) => process.stdout.write(`${line}\n`),
    ...(previousKey ? { previousKey } : {}),
  })
  process.stdout.write(`Done: ${resealed} sealed anew, ${unreadable} unreadable.\n`)
  if (unreadable > 0) process.exitCode = 1
} finally {
  await db.end()
}
