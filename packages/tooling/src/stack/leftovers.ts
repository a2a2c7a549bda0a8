import { setTimeout as delay } from 'node:timers/promises'
import type { DataFolder } from './data-folder.ts'
import { acquireLock, type Leftovers } from './instance-lock.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'

/** Ends what a start that was itself killed could not end. Each one is known by number and start, so nobody else is hit. */
export async function endLeftovers({ children, database }: Leftovers): Promise<void> {
  await Promise.all(children.map((one) => signalUntilGone(one, 'SIGTERM', (signal) => process.kill(-one.pid, signal))))
  // SIGINT is PostgreSQL's fast shutdown: connections are closed, data is written.
  if (database) await signalUntilGone(database, 'SIGINT', (signal) => process.kill(database.pid, signal))
}

/** The same for a command that does not start a stack itself. */
export async function endLeftoversOf(folder: DataFolder): Promise<void> {
  const lock = acquireLock(folder.lockFile)
  if ('heldBy' in lock) return
  await endLeftovers(lock.leftovers)
  lock.release()
}

async function signalUntilGone(
  identity: ProcessIdentity,
  first: NodeJS.Signals,
  send: (signal: NodeJS.Signals) => void,
): Promise<void> {
  const attempt = (signal: NodeJS.Signals) => {
    try {
      if (isAlive(identity)) send(signal)
    } catch {
      // It ended between the look and the signal.
    }
  }
  attempt(first)
  const deadline = Date.now() + 10_000
  while (isAlive(identity) && Date.now() < deadline) await delay(50)
  attempt('SIGKILL')
  while (isAlive(identity)) await delay(50)
}
