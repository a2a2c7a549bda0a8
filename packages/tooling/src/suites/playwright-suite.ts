import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { repositoryRoot } from '../repository.ts'
import { runScript } from '../stack/run-script.ts'
import { failedInPlaywright, type PlaywrightSuiteReport } from './failed-tests.ts'
import { playwrightTimes } from './file-times.ts'
import { programRun, type Suite, type SuiteContext, type SuiteResult } from './suite.ts'

const folder = join(repositoryRoot, 'e2e')

/** The journeys in a real browser, when there are any. */
export function playwrightSuites(): Suite[] {
  if (!existsSync(join(folder, 'playwright.config.ts'))) return []
  return [{ name: 'journeys', phase: 'journey', needsBrowser: true, run: runPlaywright }]
}

/** The figures of Playwright's JSON report that matter here. */
export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  /** Errors outside tests: a file that does not load, a fixture that fails. */
  readonly errors?: readonly unknown[]
  readonly suites?: readonly PlaywrightSuiteReport[]
}

/** What is skipped or only sometimes holds does not hold. */
export function countPlaywright(
  report: PlaywrightReport | undefined,
  code: number | null,
): { passed: number; failed: number; remark: string } {
  if (!report) return { passed: 0, failed: 1, remark: 'Playwright wrote no report' }
  const { expected, unexpected, flaky, skipped } = report.stats
  const failed = unexpected + flaky + skipped
  if (failed > 0)
    return {
      passed: expected,
      failed,
      remark: skipped + flaky > 0 ? `${skipped} skipped and ${flaky} flaky tests count as failed` : '',
    }
  if (expected === 0) return { passed: 0, failed: 1, remark: 'no test was executed' }
  return { passed: expected, failed: code === 0 && (report.errors ?? []).length === 0 ? 0 : 1, remark: '' }
}

async function runPlaywright(context: SuiteContext): Promise<SuiteResult> {
  const reportFile = join(context.scratch, 'journeys.json')
  const program = join(
    dirname(createRequire(join(folder, 'package.json')).resolve('@playwright/test/package.json')),
    'cli.js',
  )
  const run = programRun(context, 'journeys', [program, 'test', '--reporter=line,json'], folder, {
    PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile,
  })
  const { code } = await runScript(run)
  const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as PlaywrightReport) : undefined
  const { passed, failed, remark } = countPlaywright(report, code)
  const failures = (report?.errors ?? []).length > 0 ? [] : failedInPlaywright(report?.suites ?? [])
  const files = playwrightTimes(report?.suites ?? [])
  return { passed, failed, failures, files, output: `${readFileSync(run.logFile, 'utf8')}${remark}\n` }
}
