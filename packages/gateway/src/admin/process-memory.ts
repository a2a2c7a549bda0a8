import { readFileSync } from 'node:fs'

const staleMs = 15_000
let last = { at: Number.NEGATIVE_INFINITY, bytes: 0 }

/** What `processMemory` said within the last 15 seconds: to tell it the kernel walks all pages of the process, some milliseconds. */
export function recentProcessMemory(nowMs: number): number {
  if (nowMs - last.at >= staleMs) last = { at: nowMs, bytes: processMemory() }
  return last.bytes
}

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
