import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { WorkerJob } from './import-worker.ts'
import { workerFile } from './worker-file.ts'

export interface WorkerBounds {
  timeoutMs: number
  memoryMb: number
}

const stackMb = 4

/**
 * Runs a job in a thread of its own and hands over its result piece by piece, each in its own turn of the event loop. Says which
 * bound ended it; throws only for defects of ours.
 */
export function inWorker(
  job: WorkerJob,
  bounds: WorkerBounds,
  take: (piece: string) => void,
): Promise<'done' | 'time' | 'memory'> {
  return new Promise((settle, fail) => {
    const main = process.argv[1]
    const file = workerFile({
      moduleUrl: import.meta.url,
      main: main === undefined ? undefined : resolve(main),
      cwd: process.cwd(),
    })
    const worker = new Worker(file, {
      workerData: job,
      // The thread reads a stranger's document: it sees none of the process's environment.
      env: {},
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: bounds.memoryMb,
        maxYoungGenerationSizeMb: Math.min(64, Math.ceil(bounds.memoryMb / 4)),
        stackSizeMb: stackMb,
      },
    })
    const end = (act: () => void) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      // A late error of a thread that is being ended must not become an unhandled one.
      worker.on('error', () => {})
      void worker.terminate()
      act()
    }
    const timer = setTimeout(() => end(() => settle('time')), bounds.timeoutMs)
    worker.on('message', (message: 'ready' | string | null) => {
      if (message === null) {
        end(() => settle('done'))
        return
      }
      if (message !== 'ready') take(message)
      worker.postMessage('next')
    })
    worker.on('error', (error: Error & { code?: string }) => {
      end(() => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? settle('memory') : fail(error)))
    })
    worker.on('exit', (code) => end(() => fail(new Error(`the import thread ended with code ${code}`))))
  })
}
