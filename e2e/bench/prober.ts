import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'undici'

const everyMs = 10

/** Asks one gateway the same again and again over one kept connection, each 10 ms. */
export class Prober {
  readonly #client: Client

  constructor(origin: string) {
    this.#client = new Client(origin, { pipelining: 1, keepAliveTimeout: 60_000 })
  }

  async status(path: string, key: string): Promise<number> {
    const { statusCode, body } = await this.#client.request({ method: 'GET', path, headers: { 'x-api-key': key } })
    await body.dump()
    return statusCode
  }

  /** The moment (performance.now) at which the first answer with this status had arrived. */
  async until(path: string, key: string, status: number, withinMs = 30_000): Promise<number> {
    const deadline = performance.now() + withinMs
    for (;;) {
      const began = performance.now()
      if ((await this.status(path, key)) === status) return performance.now()
      if (began > deadline) throw new Error(`no ${status} within ${withinMs} ms`)
      await delay(Math.max(0, everyMs - (performance.now() - began)))
    }
  }

  close(): Promise<void> {
    return this.#client.destroy()
  }
}

/** When the last of them saw the status. */
export async function lastOf(probers: readonly Prober[], path: string, key: string, status: number): Promise<number> {
  return Math.max(...(await Promise.all(probers.map((prober) => prober.until(path, key, status)))))
}
