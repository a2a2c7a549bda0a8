import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts'

/** Processes that the owner of a lock started. */
export interface Leftovers {
  readonly children: readonly ProcessIdentity[]
  readonly database?: ProcessIdentity | undefined
}

interface LockFile extends Leftovers {
  readonly owner: ProcessIdentity
}

export interface InstanceLock {
  /** Remembers the processes of this instance, so that the next one can clear up after a `kill -9`. */
  record(children: readonly number[], database: number | undefined): void
  release(): void
  /** What an owner that died left running. */
  readonly leftovers: Leftovers
}

/** Takes the lock, or answers the live process that holds it. A lock whose owner is gone is taken over. */
export function acquireLock(path: string): InstanceLock | { heldBy: number } {
  mkdirSync(dirname(path), { recursive: true })
  const owner = identityOf(process.pid)
  if (!owner) throw new Error('the own process has an identity')
  const before = readLock(path)
  if (before && isAlive(before.owner)) return { heldBy: before.owner.pid }
  rmSync(path, { force: true })
  const write = (processes: Leftovers, flag: 'wx' | 'w') =>
    writeFileSync(path, JSON.stringify({ owner, ...processes } satisfies LockFile), { flag, mode: 0o600 })
  try {
    write({ children: [] }, 'wx')
  } catch (error) {
    const winner = readLock(path)
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && winner) return { heldBy: winner.owner.pid }
    throw error
  }
  return {
    leftovers: {
      children: (before?.children ?? []).filter(isAlive),
      database: before?.database && isAlive(before.database) ? before.database : undefined,
    },
    record: (children, database) =>
      write(
        {
          children: children.map(identityOf).filter((one) => one !== undefined),
          database: database === undefined ? undefined : identityOf(database),
        },
        'w',
      ),
    release: () => rmSync(path, { force: true }),
  }
}

/** The live owner of a lock, without taking it. */
export function lockOwner(path: string): number | undefined {
  const lock = readLock(path)
  return lock && isAlive(lock.owner) ? lock.owner.pid : undefined
}

function readLock(path: string): LockFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockFile
  } catch {
    return undefined
  }
}
