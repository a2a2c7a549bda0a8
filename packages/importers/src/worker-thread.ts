import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { WorkerJob } from './import-worker.ts'
import { workerFile } from './worker-file.ts'

export interface WorkerBounds {
  timeoutMs: number
  memoryMb: number
}

const stackMb = 4
/** Loading the thread's modules takes longer than most imports, so a thread that did well waits a while for the next job. */
const idleMs = 20_000
const jobsOfOne = 100

/** What the thread's job listens to; nothing while it waits. */
interface Listener {
  message: (message: string | null) => void
  error: (error: Error & { code?: string }) => void
  exit: (code: number) => void
}

interface Thread {
  worker: Worker
  memoryMb: number
  jobs: number
  /** Listeners of the worker itself stay for ever: removing them would close its port. */
  listener: Listener | undefined
}

let waiting: { thread: Thread; timer: NodeJS.Timeout } | undefined

/**
 * Runs a job in a thread and hands over its result piece by piece, each in its own turn of the event loop. A thread does one job at a
 * time; one that broke a bound is ended, and so is one whose job was large, with its memory. Says which bound ended the job; throws
 * only for defects of ours.
 */
export function inWorker(
  job: WorkerJob,
  bounds: WorkerBounds,
  take: (piece: string) => void,
): Promise<'done' | 'time' | 'memory'> {
  return new Promise((settle, fail) => {
    const thread = takeThread(bounds.memoryMb)
    const { worker } = thread
    const end = (act: () => void, reusable = false) => {
      clearTimeout(timer)
      thread.listener = undefined
      if (reusable) keepThread(thread)
      else void worker.terminate()
      act()
    }
    const timer = setTimeout(() => end(() => settle('time')), bounds.timeoutMs)
    thread.listener = {
      message: (message) => {
        if (message === null) {
          end(() => settle('done'), isSmall(job))
          return
        }
        if (message !== 'ready') take(message)
        worker.postMessage('next')
      },
      error: (error) => end(() => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? settle('memory') : fail(error))),
      exit: (code) => end(() => fail(new Error(`the import thread ended with code ${code}`))),
    }
    worker.postMessage(job)
  })
}

function takeThread(memoryMb: number): Thread {
  const kept = waiting
  if (kept?.thread.memoryMb !== memoryMb) return startThread(memoryMb)
  waiting = undefined
  clearTimeout(kept.timer)
  kept.thread.worker.ref()
  return kept.thread
}

function startThread(memoryMb: number): Thread {
  const main = process.argv[1]
  const file = workerFile({
    moduleUrl: import.meta.url,
    main: main === undefined ? undefined : resolve(main),
    cwd: process.cwd(),
  })
  const worker = new Worker(file, {
    // The thread reads a stranger's document: it sees none of the process's environment.
    env: {},
    execArgv: [],
    resourceLimits: {
      maxOldGenerationSizeMb: memoryMb,
      maxYoungGenerationSizeMb: Math.min(64, Math.ceil(memoryMb / 4)),
      stackSizeMb: stackMb,
    },
  })
  const thread: Thread = { worker, memoryMb, jobs: 0, listener: undefined }
  worker.on('message', (message: string | null) => thread.listener?.message(message))
  // A late error of a thread that is being ended has no listener, and must not become an unhandled one.
  worker.on('error', (error: Error & { code?: string }) => thread.listener?.error(error))
  worker.on('exit', (code) => {
    if (waiting?.thread === thread) waiting = undefined
    thread.listener?.exit(code)
  })
  return thread
}

/** One thread at most waits; it keeps no process alive. */
function keepThread(thread: Thread): void {
  thread.jobs += 1
  if (waiting !== undefined || thread.jobs >= jobsOfOne) {
    void thread.worker.terminate()
    return
  }
  const { worker } = thread
  worker.unref()
  const timer = setTimeout(() => {
    if (waiting?.thread === thread) waiting = undefined
    void worker.terminate()
  }, idleMs)
  timer.unref()
  waiting = { thread, timer }
}

const smallJob = 2_000_000

/** A large job leaves a large heap behind. */
function isSmall(job: WorkerJob): boolean {
  let size = 0
  for (const value of Object.values(job)) {
    if (typeof value === 'string') size += value.length
    else if (value instanceof Uint8Array) size += value.byteLength
    else if (value instanceof Map)
      for (const inner of value.values())
        size += typeof inner === 'string' ? inner.length : Number(inner?.byteLength ?? 0)
  }
  return size < smallJob
}
