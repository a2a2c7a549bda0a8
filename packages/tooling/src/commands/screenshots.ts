import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { inheritedEnvironment } from '../env.ts'
import { runCommand } from '../expected-failure.ts'
import { repositoryRoot } from '../repository.ts'

/** Runs e2e/screenshots/take-screenshots.ts, which photographs the pages of an installation that runs. */
await runCommand(
  (args) =>
    new Promise<number>((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', join('screenshots', 'take-screenshots.ts'), ...args],
        { cwd: join(repositoryRoot, 'e2e'), env: inheritedEnvironment(), stdio: 'inherit' },
      )
      process.on('SIGTERM', () => child.kill('SIGTERM'))
      child.once('error', reject)
      child.once('exit', (code) => resolve(code ?? 1))
    }),
)
