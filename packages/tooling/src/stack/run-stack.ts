import { commandEnvironment } from '../env.ts'
import { runCommand } from '../expected-failure.ts'
import { describeStack } from './describe-stack.ts'
import { startStack } from './start-stack.ts'

/**
 * Runs a whole Gatehouse until it is interrupted.
 * @param how `built`: the apps as they go out. `following`: the apps follow the source, for those who change it.
 */
export function runStack(how: 'built' | 'following'): Promise<void> {
  return runCommand(async () => {
    const { dataDir, portBase, databaseUrl } = commandEnvironment()
    const startedAt = performance.now()
    const interruption = new AbortController()
    const interrupted = new Promise<void>((resolve) => interruption.signal.addEventListener('abort', () => resolve()))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort())

    const say = (line: string) => process.stdout.write(`${line}\n`)
    const stack = await startStack({
      dataDir,
      portBase,
      databaseUrl,
      log: say,
      signal: interruption.signal,
      following: how === 'following',
    })
    say(describeStack(stack, (performance.now() - startedAt) / 1000))
    await interrupted
    say('\nEnding …')
    await stack.stop()
    return 0
  })
}
