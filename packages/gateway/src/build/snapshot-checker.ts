import type { Worker } from 'node:worker_threads'
import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { startThread } from '../thread-entry.ts'

const idleMs = 5000

/**
 * The build worker: decodes strictly, builds and compiles a snapshot away from every serving thread, and leaves the validators' code on
 * disk for them. It ends when it has had nothing to do for a while, and with it the memory of the compiler.
 */
export class SnapshotChecker {
  readonly #configuration: string
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #next = 1

  constructor(configuration: string) {
    this.#configuration = configuration
  }

  /** What is wrong with a snapshot; nothing when a gateway may serve it. */
  async check(manifestText: string): Promise<SnapshotIssue[]> {
    clearTimeout(this.#idle)
    const worker = this.#worker ?? this.#start()
    const id = this.#next
    this.#next += 1
    try {
      return await new Promise<SnapshotIssue[]>((resolve) => {
        const onMessage = (answer: { id: number; issues: SnapshotIssue[] }) => {
          if (answer.id === id) finish(answer.issues)
        }
        const onError = (error: Error) => finish([{ code: 'internal', message: `the build failed: ${error.message}` }])
        const onExit = () => finish([{ code: 'internal', message: 'the build ended without an answer' }])
        const finish = (issues: SnapshotIssue[]) => {
          worker.off('message', onMessage)
          worker.off('error', onError)
          worker.off('exit', onExit)
          resolve(issues)
        }
        worker.on('message', onMessage)
        worker.on('error', onError)
        worker.on('exit', onExit)
        worker.postMessage({ id, manifestText })
      })
    } finally {
      this.#idle = setTimeout(() => void this.stop(), idleMs)
      this.#idle.unref()
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = startThread(new URL('./build-worker.ts', import.meta.url), {
      workerData: { configuration: this.#configuration },
      name: 'build',
      // A hostile schema may cost this worker, never the gateway.
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    })
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    this.#worker = worker
    return worker
  }
}
