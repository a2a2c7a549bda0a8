import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'

export interface RunningProcess {
  parent: number
  /** Whether it is a PostgreSQL server that works in the given folder. */
  servesFolder: boolean
}

function fromProc(pid: number, dataDir: string): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // `pid (comm) state ppid …`; comm may itself hold spaces and parentheses.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined
    const isPostgres = readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
    // The server's working directory is its data folder.
    const servesFolder = isPostgres && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir)
    return { parent: Number(parent), servesFolder }
  } catch {
    return undefined
  }
}

function fromPs(pid: number, dataDir: string): RunningProcess | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,ppid=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    const [state = 'Z', parent = '0', ...command] = line.split(/\s+/)
    if (state.startsWith('Z')) return undefined
    return { parent: Number(parent), servesFolder: command.join(' ').includes(`-D ${dataDir}`) }
  } catch {
    return undefined
  }
}

/** What runs under this process id; undefined when nothing does, or only a zombie. */
export function findProcess(pid: number, dataDir: string): RunningProcess | undefined {
  return existsSync('/proc/self/stat') ? fromProc(pid, dataDir) : fromPs(pid, dataDir)
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
