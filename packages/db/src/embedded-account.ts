import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { EmbeddedDatabaseError } from './embedded-error.ts'

/** The system account that PostgreSQL runs as, when it cannot be our own. */
export interface Account {
  uid: number
  gid: number
}

function nobody(): Account {
  try {
    const ask = (flag: string) => Number.parseInt(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }), 10)
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    // Images without an `id` command or a `nobody` entry: the kernel's overflow id owns nothing either.
    return { uid: 65534, gid: 65534 }
  }
}

/**
 * PostgreSQL refuses to run as root. Then a new data folder goes to `nobody`, and an existing one keeps its owner.
 * For any other user: undefined, meaning "as ourselves".
 */
export function accountFor(dataDir: string): Account | undefined {
  const ownUid = process.getuid?.()
  if (ownUid === undefined) return undefined
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined
  if (ownUid !== 0) {
    if (owner && owner.uid !== ownUid) {
      throw new EmbeddedDatabaseError(
        `The database folder ${dataDir} belongs to the user with id ${owner.uid}: start Gatehouse as that user, or give the folder to yours with chown -R.`,
      )
    }
    return undefined
  }
  if (!owner || (owner.uid === 0 && readdirSync(dataDir).length === 0)) return nobody()
  if (owner.uid === 0) {
    throw new EmbeddedDatabaseError(
      `The database folder ${dataDir} belongs to root, as whom PostgreSQL refuses to run: give it to another user with chown -R nobody ${dataDir}.`,
    )
  }
  return { uid: owner.uid, gid: owner.gid }
}

function canEnter(folder: string, account: Account): boolean {
  const { uid, gid, mode } = statSync(folder)
  if (uid === account.uid) return (mode & 0o100) !== 0
  if (gid === account.gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}

/** The first folder on the way to `path` (which need not exist yet) that the account may not enter; undefined when there is none. */
export function closedFolder(path: string, account: Account): string | undefined {
  let existing = resolve(path)
  while (!existsSync(existing)) existing = dirname(existing)
  const folders = []
  for (let folder = realpathSync(existing); ; folder = dirname(folder)) {
    folders.unshift(folder)
    if (folder === dirname(folder)) break
  }
  return folders.find((folder) => statSync(folder).isDirectory() && !canEnter(folder, account))
}
