import { enableCompileCache } from 'node:module'
import { optionsFromEnv } from './env.ts'

// Stripped and compiled code of this process and its threads is kept between starts: less time and memory.
enableCompileCache()

const options = (() => {
  try {
    return optionsFromEnv()
  } catch (error) {
    process.stderr.write(`gateway: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  }
})()

const { startGateway } = await import('./gateway.ts')
try {
  const gateway = await startGateway(options)
  const stop = () => {
    gateway.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`gateway: ${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  process.stderr.write(`gateway: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
