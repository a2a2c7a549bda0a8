import { Worker } from 'node:worker_threads'
import { threadFile } from '../../threads/thread-file.ts'
import { type ReplayJob, type ReplayOutcome, replayShapes } from './replay-shapes.ts'

/** Below this many shapes a thread takes longer to start than they take. */
const few = 200
const timeoutMs = 120_000

/** Replays in a thread: the control plane's event loop carries revocations and must not wait for ten thousand calls. */
export function runReplay(job: ReplayJob, signal: AbortSignal): Promise<ReplayOutcome[]> {
  const file = job.shapes.length < few ? undefined : threadFile(['impact', 'replay'], 'replay-worker')
  if (file === undefined) return Promise.resolve(replayShapes(job))
  return new Promise((settle, fail) => {
    const worker = new Worker(file, {
      workerData: job,
      // It compiles schemas that strangers wrote: it sees none of the process's environment.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    })
    const end = (act: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      worker.removeAllListeners()
      worker.on('error', () => {})
      void worker.terminate()
      act()
    }
    const aborted = () => end(() => fail(new Error('The replay was ended.')))
    const timer = setTimeout(() => end(() => fail(new Error('The replay took more than two minutes.'))), timeoutMs)
    signal.addEventListener('abort', aborted)
    worker.on('message', (outcomes: ReplayOutcome[]) => end(() => settle(outcomes)))
    worker.on('error', (error) => end(() => fail(error)))
    worker.on('exit', (code) => end(() => fail(new Error(`The replay ended with code ${code}.`))))
  })
}
