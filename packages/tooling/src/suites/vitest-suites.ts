import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { repositoryRoot } from '../repository.ts'
import { runScript } from '../stack/run-script.ts'
import { workspaceClosure, workspacePackages } from '../stack/source-hash.ts'
import { failedInVitest, type VitestFileReport } from './failed-tests.ts'
import { vitestTimes } from './file-times.ts'
import { programRun, type Suite, type SuiteContext, type SuiteResult } from './suite.ts'

/** One suite for each package that has tests. */
export function vitestSuites(): Suite[] {
  const packages = workspacePackages()
  return [...packages.values()].filter(hasTests).map((folder) => ({
    name: folder,
    phase: folder === 'e2e' ? 'journey' : 'unit',
    needsDatabase: workspaceClosure(folder, packages).includes('packages/db'),
    needsLdapServer: startsLdapServers(folder),
    run: (context) => runVitest(folder, context),
  }))
}

/** The figures of vitest's JSON report that matter here. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults?: readonly VitestFileReport[]
}

/** A skipped test is a failed one: it was written to hold, and nobody saw it hold. So is a run that tested nothing. */
export function countVitest(
  report: VitestReport | undefined,
  code: number | null,
): { passed: number; failed: number; remark: string } {
  if (!report) return { passed: 0, failed: 1, remark: 'vitest wrote no report' }
  const skipped = report.numPendingTests + report.numTodoTests
  const failed = report.numFailedTests + skipped
  const remark = skipped > 0 ? `${skipped} skipped or unwritten tests count as failed` : ''
  if (failed > 0) return { passed: report.numPassedTests, failed, remark }
  if (report.numPassedTests === 0) return { passed: 0, failed: 1, remark: 'no test was executed' }
  // A file that does not load fails the run without a failed test.
  return { passed: report.numPassedTests, failed: code === 0 ? 0 : 1, remark }
}

async function runVitest(folder: string, context: SuiteContext): Promise<SuiteResult> {
  const cwd = join(repositoryRoot, folder)
  const reportFile = join(context.scratch, `${folder.replaceAll('/', '-')}.json`)
  const vitest = join(dirname(createRequire(join(cwd, 'package.json')).resolve('vitest/package.json')), 'vitest.mjs')
  const args = [
    vitest,
    'run',
    // Only to end what hangs: on a busy machine a sound property test may take its time.
    '--testTimeout=60000',
    '--hookTimeout=60000',
    '--maxWorkers=1',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ]
  const run = programRun(context, folder, args, cwd)
  const { code } = await runScript(run)
  const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport) : undefined
  const { passed, failed, remark } = countVitest(report, code)
  const failures = failedInVitest(report?.testResults ?? [], repositoryRoot)
  const files = vitestTimes(report?.testResults ?? [], cwd)
  return { passed, failed, failures, files, output: `${readFileSync(run.logFile, 'utf8')}${remark}\n` }
}

function hasTests(folder: string): boolean {
  const path = join(repositoryRoot, folder)
  if (folder === 'e2e') return existsSync(join(path, 'vitest.config.ts'))
  const tests = join(path, 'test')
  return existsSync(tests) && readdirSync(tests, { recursive: true }).some((name) => /\.test\.tsx?$/.test(String(name)))
}

/** Whether a test of the package starts an LDAP server: it says so by importing what does. */
function startsLdapServers(folder: string): boolean {
  const tests = join(repositoryRoot, folder, folder === 'e2e' ? '' : 'test')
  const files = readdirSync(tests, { recursive: true }).map(String)
  return files.some(
    (name) =>
      /\.test\.tsx?$/.test(name) &&
      !name.includes('node_modules') &&
      readFileSync(join(tests, name), 'utf8').includes('directory/testing/slapd'),
  )
}
