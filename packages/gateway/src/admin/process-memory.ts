import { readFileSync } from 'node:fs'

/** Memory of this process in bytes: its proportional share (PSS) on Linux, else the resident set. */
export function processMemory(): number {
  try {
    const match = /^Pss:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'latin1'))
    if (match) return Number(match[1]) * 1024
  } catch {
    // Not Linux, or /proc is closed.
  }
  return process.memoryUsage.rss()
}
