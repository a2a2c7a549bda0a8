import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** A process is named by its number and its start, because numbers are used again. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startedAt: string
}

export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = startOf(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

/** Whether exactly this process still runs; a zombie does not. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return startOf(pid) === startedAt
}

function startOf(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) {
    try {
      // The name in parentheses may hold spaces and parentheses of its own: fields are counted from the last one.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' ? undefined : fields[19]
    } catch {
      return undefined
    }
  }
  const result = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return result.status === 0 ? result.stdout.trim() || undefined : undefined
}
