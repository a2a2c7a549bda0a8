import type { Worker } from 'node:worker_threads'
import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { startThread } from '../thread-entry.ts'
import type { FromWorker, ToWorker, UnknownKey, WorkerStart } from './messages.ts'
import type { DeploymentCounts } from './serving-thread.ts'

type Message = ToWorker extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never

/** Semi-spaces of 16 MB. Of 4 MB: 29 MB less memory per thread, and a tenth more CPU per request under load. */
const youngGenerationMb = 48

export type ThreadEvents = {
  deployments(counts: DeploymentCounts[]): void
  unknownKeys(keys: readonly UnknownKey[]): void
  log(message: string, times: number): void
  /** A thread ended by itself: its log must be repaired before another takes it. Answers what the new one starts with. */
  restart(index: number): Promise<WorkerStart>
  /** A new thread listens: it needs all that the others were told. */
  restarted(index: number): Promise<void>
}

/** The serving threads, as one: a message is answered when every thread has done it. */
export class ThreadPool {
  readonly #events: ThreadEvents
  readonly #threads: Worker[] = []
  readonly #pending = new Map<number, { resolve: (issues: SnapshotIssue[]) => void; worker: Worker }>()
  #next = 1
  #stopping = false

  constructor(events: ThreadEvents) {
    this.#events = events
  }

  /** Starts one thread and waits until it listens; returns its port. */
  async start(index: number, data: WorkerStart): Promise<number> {
    const worker = startThread(new URL('./worker.ts', import.meta.url), {
      workerData: data,
      name: `serving-${index}`,
      // Requests die young: the rarer the scavenges, the fewer requests are still alive in one and have to be copied.
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    })
    return await new Promise<number>((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'listening') {
          this.#threads[index] = worker
          resolve(message.port)
        } else if (message.type === 'failed') reject(new Error(message.message))
        else this.#handle(message)
      })
      worker.on('error', (error) => {
        this.#events.log(`serving thread ${index}: ${error.stack ?? error.message}`, 1)
        reject(error)
      })
      worker.on('exit', () => this.#ended(index, worker))
    })
  }

  /** Sends to one thread, or to all; the issues of all that answered. A thread that ends meanwhile counts as done. */
  async send(message: Message, only?: number): Promise<SnapshotIssue[]> {
    const targets = only === undefined ? this.#threads.filter((worker) => worker !== undefined) : [this.#threads[only]]
    const answers = targets.map(
      (worker) =>
        new Promise<SnapshotIssue[]>((resolve) => {
          if (worker === undefined) {
            resolve([])
            return
          }
          const id = this.#next
          this.#next += 1
          this.#pending.set(id, { resolve, worker })
          worker.postMessage({ ...message, id })
        }),
    )
    return (await Promise.all(answers)).flat()
  }

  /** Lets each thread finish its requests and its log. */
  async drain(): Promise<void> {
    this.#stopping = true
    await this.send({ type: 'drain' })
    await Promise.all(this.#threads.map((worker) => worker.terminate()))
  }

  #handle(message: FromWorker): void {
    if (message.type === 'done') {
      this.#pending.get(message.id)?.resolve(message.issues)
      this.#pending.delete(message.id)
    } else if (message.type === 'deployments') this.#events.deployments(message.counts)
    else if (message.type === 'unknownKeys') this.#events.unknownKeys(message.keys)
    else if (message.type === 'log') this.#events.log(message.message, message.times)
  }

  #ended(index: number, worker: Worker): void {
    for (const [id, pending] of this.#pending) {
      if (pending.worker !== worker) continue
      this.#pending.delete(id)
      pending.resolve([])
    }
    if (this.#stopping || this.#threads[index] !== worker) return
    delete this.#threads[index]
    this.#restart(index).catch((error: unknown) =>
      this.#events.log(`serving thread ${index} does not start: ${String(error)}`, 1),
    )
  }

  async #restart(index: number): Promise<void> {
    const data = await this.#events.restart(index)
    await this.start(index, data)
    await this.#events.restarted(index)
  }
}
