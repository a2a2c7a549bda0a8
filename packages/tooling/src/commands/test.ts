import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inheritedEnvironment } from '../env.ts'
import { ExpectedFailure, runCommand } from '../expected-failure.ts'
import { ensurePrismaClient } from '../stack/build-steps.ts'
import { ensureBrowser } from '../suites/ensure-browser.ts'
import { ensureLdapServer } from '../suites/ensure-ldap-server.ts'
import { longestFiles } from '../suites/file-times.ts'
import { playwrightSuites } from '../suites/playwright-suite.ts'
import { programSuites } from '../suites/program-suites.ts'
import { type FinishedSuite, runSuites, summary } from '../suites/run-suites.ts'
import { startTestDatabase } from '../suites/test-database.ts'
import { vitestSuites } from '../suites/vitest-suites.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

await runCommand(async ([filter = '']) => {
  const startedAt = performance.now()
  const all = [...programSuites(), ...vitestSuites(), ...playwrightSuites()]
  const suites = all.filter(({ name }) => name.includes(filter))
  if (suites.length === 0) {
    throw new ExpectedFailure(
      `No suite is called like "${filter}": choose from ${all.map(({ name }) => name).join(', ')}.`,
    )
  }
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort())
  const { signal } = interruption
  const scratch = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  // An embedded PostgreSQL that root starts runs as another user and must get through.
  chmodSync(scratch, 0o755)
  let stopDatabase = async () => {}
  try {
    const browser = suites.some(({ needsBrowser }) => needsBrowser)
      ? await ensureBrowser(scratch, say, signal)
      : undefined
    if (suites.some(({ needsLdapServer }) => needsLdapServer)) await ensureLdapServer(scratch, say, signal)
    await ensurePrismaClient({ logs: scratch, log: (line) => say(`${line} …`), signal })
    const database = suites.some(({ needsDatabase }) => needsDatabase) ? await startTestDatabase(scratch) : undefined
    if (database) stopDatabase = database.stop
    const env = {
      ...inheritedEnvironment(),
      ...(database ? { TEST_DATABASE_URL: database.url } : {}),
      ...(browser === undefined ? {} : { GATEHOUSE_CHROMIUM: browser }),
      // Colours would make the output of failed suites hard to read in a log.
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
    }
    const results = await runSuites(suites, { scratch, env, signal }, tell)
    for (const { name, failures = [], output } of results.filter(({ failed }) => failed > 0))
      say(`\n──── ${name} ────\n${failures.length > 0 ? failures.join('\n') : output.trimEnd()}`)
    say(summary(results, (performance.now() - startedAt) / 1000))
    return results.some(({ failed }) => failed > 0) ? 1 : 0
  } finally {
    await stopDatabase()
    rmSync(scratch, { recursive: true, force: true })
  }
})

function tell({ name, passed, failed, seconds, files = [] }: FinishedSuite): void {
  say(
    `${failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${passed} passed${failed === 0 ? '' : `, ${failed} failed`} (${seconds.toFixed(1)} s)`,
  )
  const longest = longestFiles(files)
  if (longest !== '') say(longest)
}
