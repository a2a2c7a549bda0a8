import { createDatabase } from '@gatehouse/db/client'
import { listen } from '@gatehouse/db/listen'
import { startPolling } from '@gatehouse/db/poll'
import { createContext } from '@gatehouse/services/grammar/context'
import { ensureInstallation } from '@gatehouse/services/installation/ensure-installation'
import { ensureJobSchema } from '@gatehouse/services/jobs/add-job'
import { openKeyring } from '@gatehouse/services/secrets/keyring'
import { startControl } from './control.ts'
import { readEnvironment } from './env.ts'
import { housekeeping } from './jobs/housekeeping.ts'
import { runJobs } from './jobs/run-jobs.ts'
import { createLog } from './log.ts'

const env = readEnvironment()
const log = createLog(env.logLevel)
const db = createDatabase({
  url: env.databaseUrl,
  applicationName: 'gatehouse-control',
  onConnectionError: (error) => log.warn({ err: error }, 'a database connection was lost'),
})

// A connection that breaks between two queries must not end the process.
db.pool.on('connect', (client) => {
  client.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'))
})

const keyring = openKeyring({
  db,
  secretKeys: [env.installation.secretKey],
  onError: (error) => log.warn({ err: error }, 'data keys could not be read'),
})
await keyring.refresh()
env.installation.keys = keyring

await ensureJobSchema(db.pool)
await ensureInstallation(
  createContext({ actor: { kind: 'system', task: 'start' }, db, installation: env.installation }),
  { organization: env.organizationName, gatewayUrls: env.gatewayUrls },
)
// Partitions for the days ahead must be there before the first batch of usage.
await housekeeping(db, new Date())
const control = await startControl(
  {
    db,
    installation: env.installation,
    trustedProxies: env.trustedProxies,
    log,
    startPolling,
    listen: (channel, onNotify) =>
      listen(env.databaseUrl, channel, onNotify, {
        onError: (error) => log.warn({ err: error }, 'listening is tried again'),
      }),
  },
  { host: env.host, port: env.port },
)
const jobs = await runJobs({ db, installation: env.installation, smtpUrl: env.smtpUrl, mailFrom: env.mailFrom, log })

let stopping = false
async function stop(signal: string): Promise<void> {
  if (stopping) return
  stopping = true
  log.info({ signal }, 'stopping')
  await control.close()
  await jobs.stop()
  keyring.stop()
  await db.end()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
