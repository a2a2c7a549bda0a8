import { readdirSync, readFileSync } from 'node:fs'

/** Proportional set size of a process in MB; 0 when it is gone. */
export function pssMb(pid: number): number {
  try {
    const match = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))
    return Number(match?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** A process and all that it started, with their command lines. */
export function processTree(root: number): { pid: number; command: string }[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended meanwhile.
    }
  }
  const belongs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (at === root) return true
    return false
  }
  return [...parents.keys()].filter(belongs).map((pid) => ({ pid, command: commandOf(pid) }))
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

/** CPU that a process and its children (those that ended included) have used, in milliseconds: it says the same on a busy machine. */
export function cpuMs(root: number): number {
  let ticks = 0
  for (const { pid } of processTree(root)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // utime, stime, cutime, cstime
      for (const index of [11, 12, 13, 14]) ticks += Number(fields[index])
    } catch {
      // It ended meanwhile; its parent has its time.
    }
  }
  // USER_HZ is 100 on every Linux that Node runs on.
  return ticks * 10
}
