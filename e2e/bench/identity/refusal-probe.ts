import { setTimeout as delay } from 'node:timers/promises'
import type { GatewayAddress } from '@gatehouse/tooling/stack/addresses'
import { Client } from 'undici'

const everyMs = 10
const withinMs = 30_000

/** How a credential is shown; `path` of an operation that its holder may call. */
export type ProbedCall = {
  readonly kind: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** Asks gateways the same again and again, each over one kept connection. */
export class RefusalProbe {
  readonly #clients: readonly Client[]
  readonly #streamsAt: string

  constructor(gateways: readonly GatewayAddress[]) {
    this.#streamsAt = gateways[0]?.url ?? ''
    this.#clients = gateways.map(({ url }) => new Client(url, { pipelining: 1, keepAliveTimeout: 60_000 }))
  }

  /** Until every gateway lets it in. */
  async letsIn(call: ProbedCall): Promise<void> {
    await Promise.all(this.#clients.map((client) => untilStatus(client, call, (status) => status === 200)))
  }

  /** When the last gateway refused it for the first time (performance.now). */
  async refused(call: ProbedCall): Promise<number> {
    return Math.max(...(await Promise.all(this.#clients.map((client) => untilStatus(client, call, isRefusal)))))
  }

  /** How many of the gateways refuse it now, and how many there are. */
  async refusing(call: ProbedCall): Promise<{ refused: number; asked: number }> {
    const statuses = await Promise.all(this.#clients.map((client) => statusOf(client, call)))
    return { refused: statuses.filter(isRefusal).length, asked: statuses.length }
  }

  /** A stream through the first gateway, on a connection of its own; `ended`: when it broke off. */
  async stream({ path, headers }: ProbedCall): Promise<{ ended: Promise<number> }> {
    const client = new Client(this.#streamsAt, { bodyTimeout: 0 })
    const { statusCode, body } = await client.request({ method: 'GET', path, headers })
    if (statusCode !== 200) throw new Error(`a stream is answered with ${statusCode}`)
    const ended = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`a stream goes on after ${withinMs} ms`)), withinMs)
      body.once('close', () => {
        clearTimeout(timer)
        resolve(performance.now())
      })
      // Cut off: that is what is waited for.
      body.on('error', () => undefined)
      body.resume()
    })
    return { ended: ended.finally(() => client.destroy()) }
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.destroy()))
  }
}

const isRefusal = (status: number) => status === 401 || status === 403

async function statusOf(client: Client, { path, headers }: ProbedCall): Promise<number> {
  const { statusCode, body } = await client.request({ method: 'GET', path, headers })
  await body.dump()
  return statusCode
}

async function untilStatus(client: Client, call: ProbedCall, fits: (status: number) => boolean): Promise<number> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const began = performance.now()
    const status = await statusOf(client, call)
    if (fits(status)) return performance.now()
    if (began > deadline) throw new Error(`a ${call.kind} is answered with ${status} after ${withinMs} ms`)
    await delay(Math.max(0, everyMs - (performance.now() - began)))
  }
}
