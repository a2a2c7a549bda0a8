import { relative } from 'node:path'
import type { PlaywrightSuiteReport, VitestFileReport } from './failed-tests.ts'
import type { FileTime } from './suite.ts'

/** Seconds of each file of a Playwright report: its tests, not the set-up of the whole. */
export function playwrightTimes(suites: readonly PlaywrightSuiteReport[]): FileTime[] {
  const seconds = new Map<string, number>()
  const walk = (suite: PlaywrightSuiteReport) => {
    for (const { file, tests } of suite.specs ?? []) {
      const ms = tests.flatMap(({ results }) => results).reduce((sum, { duration = 0 }) => sum + duration, 0)
      seconds.set(file, (seconds.get(file) ?? 0) + ms / 1000)
    }
    suite.suites?.forEach(walk)
  }
  suites.forEach(walk)
  return [...seconds].map(([file, time]) => ({ file, seconds: time }))
}

/** The same of vitest; `root` is taken off the files' names. */
export function vitestTimes(files: readonly VitestFileReport[], root: string): FileTime[] {
  return files.map(({ name, startTime = 0, endTime = startTime }) => ({
    file: relative(root, name),
    seconds: (endTime - startTime) / 1000,
  }))
}

const shown = 5
const worthTelling = 10

/** Where a long suite's time goes: its longest files, or nothing to say. */
export function longestFiles(files: readonly FileTime[]): string {
  const longest = files.filter(({ seconds }) => seconds >= worthTelling).toSorted((a, b) => b.seconds - a.seconds)
  if (longest.length === 0) return ''
  const named = longest.slice(0, shown).map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`)
  return `       longest: ${named.join(', ')}`
}
