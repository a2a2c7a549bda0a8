import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One process per data folder: two would write one usage log. A lock whose process is gone, or whose number now belongs to a process that
 * began later, is taken over. @throws Error in one sentence.
 */
export function lockFolder(data: string): () => void {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const path = join(data, 'gateway.lock')
  const mine = `${process.pid} ${startOf(process.pid)}`
  try {
    writeFileSync(path, mine, { flag: 'wx', mode: 0o600 })
  } catch {
    const text = readFileSync(path, 'utf8')
    const [pid, started] = text.split(' ')
    const running = pid !== undefined && /^\d+$/.test(pid) && startOf(Number(pid)) === started && started !== ''
    if (running) throw new Error(`${data} is in use by the gateway with process id ${pid}`)
    writeFileSync(path, mine, { mode: 0o600 })
  }
  return () => rmSync(path, { force: true })
}

/** When a process began, in the kernel's ticks; empty when there is none (or no /proc: then a lock never holds). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
