import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { type EmbeddedDatabase, startEmbedded } from './embedded.ts'
import { claimFolder, greeting, keeperPort, serverUrlFile, testDataFolder } from './test-server.ts'

/** Long enough for one test run to follow another without a start between them. */
const idleLimitMs = 20_000

const home = testDataFolder()
const dataDir = join(home, 'postgres')
// Test data needs to survive nothing.
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  max_connections: '400',
}

/** What killed runs left: nobody can be using them yet. */
async function dropTestDatabases(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const left = await client.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname LIKE 'gatehouse\\_test\\_%'",
  )
  for (const { datname } of left.rows) await client.query(`DROP DATABASE ${datname} WITH (FORCE)`)
  await client.end()
}

async function startServer(): Promise<EmbeddedDatabase> {
  claimFolder(home)
  try {
    const database = await startEmbedded({ dataDir, port: 0, settings })
    await dropTestDatabases(database.url)
    return database
  } catch (error) {
    // Without fsync a crash of the machine can break the folder; nothing in it is dear.
    console.error(error)
    for (const suffix of ['', '.password', '.log', '.owner'])
      rmSync(`${dataDir}${suffix}`, { recursive: true, force: true })
    return await startEmbedded({ dataDir, port: 0, settings })
  }
}

const users = new Set<Socket>()
const waiting = new Set<Socket>()
const state: { database?: EmbeddedDatabase; idle?: NodeJS.Timeout; ending?: true } = {}

async function end(): Promise<void> {
  if (state.ending) return
  // The port stays ours until the server has stopped, so that a successor cannot meet it half-way.
  state.ending = true
  await state.database?.stop()
  process.exit(0)
}

function watchIdle(): void {
  clearTimeout(state.idle)
  if (users.size === 0) state.idle = setTimeout(() => void end(), idleLimitMs)
}

const listener = createServer((socket) => {
  if (state.ending) {
    socket.destroy()
    return
  }
  users.add(socket)
  watchIdle()
  socket.on('error', () => undefined)
  socket.on('close', () => {
    users.delete(socket)
    waiting.delete(socket)
    watchIdle()
  })
  if (state.database) socket.write(greeting)
  else waiting.add(socket)
})

listener.once('error', () => process.exit(0))
listener.listen(keeperPort, '127.0.0.1', async () => {
  const database = await startServer()
  writeFileSync(serverUrlFile, database.url, { mode: 0o600 })
  state.database = database
  for (const socket of waiting) socket.write(greeting)
  watchIdle()
  await database.ended
  if (!state.ending) process.exit(1)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end())
