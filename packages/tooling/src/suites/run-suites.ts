import { Interrupted } from '../expected-failure.ts'
import { phases, type Suite, type SuiteContext, type SuiteResult } from './suite.ts'

export interface FinishedSuite extends SuiteResult {
  readonly name: string
  readonly seconds: number
}

/** Runs all suites, phase after phase, two at a time. A failure stops nothing. */
export async function runSuites(
  suites: readonly Suite[],
  context: SuiteContext,
  finished: (suite: FinishedSuite) => void,
): Promise<FinishedSuite[]> {
  const results: FinishedSuite[] = []
  for (const phase of phases) {
    const waiting = suites.filter((suite) => suite.phase === phase).toSorted((a, b) => weight(b) - weight(a))
    const worker = async () => {
      for (let suite = waiting.shift(); suite; suite = waiting.shift()) {
        const result = await runOne(suite, context)
        results.push(result)
        finished(result)
      }
    }
    // Journeys measure times and start whole stacks: each has the machine for itself.
    await Promise.all(phase === 'journey' ? [worker()] : [worker(), worker()])
  }
  return results
}

/** The longest first, or the last one would run alone: packages with a database take longest. */
function weight({ needsDatabase, needsLdapServer }: Suite): number {
  return Number(needsDatabase ?? false) + Number(needsLdapServer ?? false)
}

async function runOne(suite: Suite, context: SuiteContext): Promise<FinishedSuite> {
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  try {
    const result = await suite.run(context)
    return { name: suite.name, seconds: seconds(), ...result }
  } catch (error) {
    if (error instanceof Interrupted) throw error
    const output = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { name: suite.name, seconds: seconds(), passed: 0, failed: 1, output }
  }
}

/** The table of suites and, as the very last line, the totals. */
export function summary(results: readonly FinishedSuite[], totalSeconds: number): string {
  const width = Math.max(5, ...results.map(({ name }) => name.length))
  const row = (name: string, passed: string, failed: string, seconds: string) =>
    `${name.padEnd(width)}  ${passed.padStart(6)}  ${failed.padStart(6)}  ${seconds.padStart(7)}`
  const sum = (pick: (result: FinishedSuite) => number) => results.reduce((total, result) => total + pick(result), 0)
  return [
    '',
    row('suite', 'passed', 'failed', 'seconds'),
    ...results.map((one) => row(one.name, String(one.passed), String(one.failed), one.seconds.toFixed(1))),
    row('', '', '', totalSeconds.toFixed(1)),
    '',
    `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`,
  ].join('\n')
}
