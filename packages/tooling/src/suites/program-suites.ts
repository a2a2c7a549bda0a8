import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ExpectedFailure } from '../expected-failure.ts'
import { repositoryRoot } from '../repository.ts'
import { ensureNextBuild, nextApps } from '../stack/build-steps.ts'
import { programRun, type Suite, succeeds } from './suite.ts'
import { typeSuites } from './type-suites.ts'

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
    ...typeSuites(),
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
