import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { testDatabaseUrl } from './env.ts'

// One embedded server for all tests of this user on this machine. A keeper process (test-server-keeper.ts) owns it; who uses
// it holds a socket to the keeper, so that the count of users is right whatever dies, and the keeper ends when nobody is left.

const user = userInfo()
const number = Math.max(user.uid, 0)

const folderName = `gatehouse-test-database-${number}`

/** Holds the keeper's log and the server's address. */
export const testServerFolder = join(tmpdir(), folderName)

/** Holds the server's data, kept between runs; in memory where there is plenty, because copying a database is hundreds of files. */
export function testDataFolder(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return testServerFolder
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 2 ** 30 ? join(memory, folderName) : testServerFolder
}

/** A folder of ours alone, though its place is open to everybody. */
export function claimFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  if (user.uid >= 0 && statSync(folder).uid !== user.uid) {
    throw new Error(`${folder} belongs to somebody else: remove it, or set TEST_DATABASE_URL.`)
  }
}

/** Where the keeper listens: a port is taken by one process only and is free again when that dies, which no lock file can say. */
export const keeperPort = 24_000 + (number % 1000)

/** Readable by this user only, because it holds the superuser's password; the socket tells strangers nothing. */
export const serverUrlFile = join(testServerFolder, 'server.url')

/** The keeper's greeting, when the server is ready. */
export const greeting = 'gatehouse-test-database 1\n'

async function greeted(socket: Socket): Promise<boolean> {
  let text = ''
  // Something else may sit on the port and stay silent.
  socket.setTimeout(30_000, () => socket.destroy())
  return await new Promise((done) => {
    socket.on('error', () => done(false))
    socket.on('close', () => done(false))
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8')
      if (text === greeting) done(true)
      else if (!greeting.startsWith(text)) socket.destroy()
    })
  })
}

function spawnKeeper(): void {
  claimFolder(testServerFolder)
  const log = openSync(join(testServerFolder, 'keeper.log'), 'a', 0o600)
  const script = fileURLToPath(new URL('./test-server-keeper.ts', import.meta.url))
  spawn(process.execPath, [script], { detached: true, stdio: ['ignore', log, log], cwd: testServerFolder }).unref()
  closeSync(log)
}

/** The address of the shared server (or of TEST_DATABASE_URL); it runs at least as long as this process. */
export async function useTestServer(): Promise<string> {
  const given = testDatabaseUrl()
  if (given) return given
  const begin = Date.now()
  for (let attempt = 0; Date.now() - begin < 60_000; attempt += 1) {
    const socket = connect(keeperPort, '127.0.0.1')
    if (await greeted(socket)) {
      socket.setTimeout(0)
      socket.unref()
      return readFileSync(serverUrlFile, 'utf8')
    }
    socket.destroy()
    // Two keepers that start at once are no harm: the port lets one in, the other ends.
    if (attempt % 50 === 0) spawnKeeper()
    await delay(100)
  }
  throw new Error(
    `The test database did not start: see ${join(testServerFolder, 'keeper.log')}, or set TEST_DATABASE_URL to a PostgreSQL whose user may create databases.`,
  )
}
