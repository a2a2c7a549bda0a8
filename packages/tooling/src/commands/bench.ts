import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inheritedEnvironment } from '../env.ts'
import { ExpectedFailure, runCommand } from '../expected-failure.ts'
import { repositoryRoot } from '../repository.ts'
import { ensurePrismaClient } from '../stack/build-steps.ts'

/** Runs e2e/bench/NAME.ts, which prints one JSON line for each figure on standard output. */
await runCommand(async ([name = '', ...args]) => {
  const folder = join(repositoryRoot, 'e2e', 'bench')
  const script = join(folder, `${name}.ts`)
  if (!/^[\w-]+$/.test(name) || !existsSync(script)) {
    const names = existsSync(folder) ? readdirSync(folder).filter((file) => /^[\w-]+\.ts$/.test(file)) : []
    throw new ExpectedFailure(
      `Name a benchmark, for example "npm run bench -- first"; there are: ${names.map((file) => file.slice(0, -3)).join(', ') || 'none'}.`,
    )
  }
  const logs = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  try {
    await ensurePrismaClient({ logs, log: (line) => process.stderr.write(`${line} …\n`) })
  } finally {
    rmSync(logs, { recursive: true, force: true })
  }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: join(repositoryRoot, 'e2e'),
    env: inheritedEnvironment(),
    stdio: 'inherit',
  })
  // Ctrl-C reaches the benchmark through the terminal; it ends its stack and then itself.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
})
