import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ExpectedFailure } from '../expected-failure.ts'
import { repositoryRoot } from '../repository.ts'
import { ensureNextBuild, nextApps } from '../stack/build-steps.ts'
import { runScript } from '../stack/run-script.ts'
import { programRun, type Suite, type SuiteResult } from './suite.ts'

const fromRoot = createRequire(join(repositoryRoot, 'package.json'))

/** Suites that are one program each and count as one test. */
export function programSuites(): Suite[] {
  return [
    {
      name: 'lint',
      phase: 'static',
      run: (context) =>
        succeeds(
          programRun(
            context,
            'lint',
            [fromRoot.resolve('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--max-diagnostics=50', '.'],
            repositoryRoot,
          ),
        ),
    },
    {
      name: 'types',
      phase: 'static',
      run: (context) =>
        succeeds(
          programRun(
            context,
            'types',
            [
              fromRoot.resolve('turbo/bin/turbo'),
              'run',
              'typecheck',
              '--continue',
              '--output-logs=errors-only',
              '--ui=stream',
            ],
            repositoryRoot,
          ),
        ),
    },
    ...nextApps.map(
      (app): Suite => ({
        name: `build/${app}`,
        phase: 'build',
        async run(context) {
          try {
            await ensureNextBuild(app, { logs: context.scratch, log: () => {}, signal: context.signal })
            return { passed: 1, failed: 0, output: '' }
          } catch (error) {
            if (!(error instanceof ExpectedFailure)) throw error
            return { passed: 0, failed: 1, output: readFileSync(join(context.scratch, `build-${app}.log`), 'utf8') }
          }
        },
      }),
    ),
  ]
}

async function succeeds(run: ReturnType<typeof programRun>): Promise<SuiteResult> {
  const { code } = await runScript(run)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output: readFileSync(run.logFile, 'utf8') }
}
