import { Worker } from 'node:worker_threads'
import type { LoadResult, LoadTarget } from '../fixtures/open-loop-load.ts'

export type LoadOrder = { targets: readonly LoadTarget[]; rate: number; connections: number }

/** Load from a thread of its own, so that it does not stand in the way of what is measured. */
export class BackgroundLoad {
  readonly #worker: Worker

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  /** Resolves when answers come in. */
  static async start(targets: readonly LoadTarget[], rate = 300): Promise<BackgroundLoad> {
    const order: LoadOrder = { targets, rate, connections: 32 }
    const worker = new Worker(new URL('load-thread.ts', import.meta.url), { workerData: order })
    await message(worker)
    return new BackgroundLoad(worker)
  }

  async stop(): Promise<LoadResult> {
    const result = message(this.#worker)
    this.#worker.postMessage('stop')
    return (await result) as LoadResult
  }
}

/** The echo backend in a thread of its own; gives its address. */
export async function backgroundBackend(): Promise<{ url: string; stop: () => Promise<void> }> {
  const worker = new Worker(new URL('backend-thread.ts', import.meta.url))
  const url = (await message(worker)) as string
  return {
    url,
    async stop() {
      await worker.terminate()
    },
  }
}

function message(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
