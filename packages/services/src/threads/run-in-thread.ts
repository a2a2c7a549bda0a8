import { Worker } from 'node:worker_threads'

/** A thread that ended without an answer. */
export class ThreadFailure extends Error {
  readonly reason: 'time' | 'memory' | 'ended' | 'aborted'

  constructor(reason: ThreadFailure['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

type ThreadLimits = { timeoutMs: number; signal?: AbortSignal }

/**
 * Gives a job to a thread of its own and answers its one message. For work on what strangers wrote: it sees none of the process's
 * environment, and its time and memory end.
 * @throws ThreadFailure, or what the thread threw
 */
export function runInThread<Answer>(file: string, job: unknown, { timeoutMs, signal }: ThreadLimits): Promise<Answer> {
  return new Promise((settle, fail) => {
    const worker = new Worker(file, {
      workerData: job,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    })
    const end = (act: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
      worker.removeAllListeners()
      worker.on('error', () => {})
      void worker.terminate()
      act()
    }
    const failure = (reason: ThreadFailure['reason'], message: string) =>
      end(() => fail(new ThreadFailure(reason, message)))
    const aborted = () => failure('aborted', 'the thread was ended')
    const timer = setTimeout(() => failure('time', `the thread took more than ${timeoutMs / 1_000} s`), timeoutMs)
    signal?.addEventListener('abort', aborted)
    worker.on('message', (answer: Answer) => end(() => settle(answer)))
    worker.on('error', (error: Error & { code?: string }) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? failure('memory', error.message) : end(() => fail(error)),
    )
    worker.on('exit', (code) => failure('ended', `the thread ended with code ${code}`))
    if (signal?.aborted) aborted()
  })
}
