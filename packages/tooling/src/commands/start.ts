import { commandEnvironment } from '../env.ts'
import { runCommand } from '../expected-failure.ts'
import { describeStack } from '../stack/describe-stack.ts'
import { startStack } from '../stack/start-stack.ts'

await runCommand(async () => {
  const { dataDir, portBase, databaseUrl } = commandEnvironment()
  const startedAt = performance.now()
  const interruption = new AbortController()
  const interrupted = new Promise<void>((resolve) => interruption.signal.addEventListener('abort', () => resolve()))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort())

  const say = (line: string) => process.stdout.write(`${line}\n`)
  const stack = await startStack({ dataDir, portBase, databaseUrl, log: say, signal: interruption.signal })
  say(describeStack(stack, (performance.now() - startedAt) / 1000))
  await interrupted
  say('\nEnding …')
  await stack.stop()
  return 0
})
