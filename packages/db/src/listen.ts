import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export interface ListenOptions {
  /** A lost or refused connection; it is tried again by itself. */
  onError?: (error: unknown) => void
  /** Longest pause between attempts in milliseconds; 5000 by default. */
  maxPauseMs?: number
  random?: () => number
}

export interface Listening {
  /** Settles when the first LISTEN stands. */
  ready: Promise<void>
  close(): Promise<void>
}

/** How often a silent connection is asked whether it still lives. */
const heartbeatMs = 15_000

/**
 * Listens on a channel with a connection of its own, for as long as the process lives: a lost connection is made anew, with
 * jitter so that many processes do not return at once. `onNotify` gets each payload, and `undefined` after each (re)connect,
 * because notifications may have passed meanwhile: then the reader reads from its cursor.
 */
export function listen(
  url: string,
  channel: string,
  onNotify: (payload: string | undefined) => void,
  options: ListenOptions = {},
): Listening {
  const { onError = () => undefined, maxPauseMs = 5000, random = Math.random } = options
  const closing = new AbortController()
  const ready = Promise.withResolvers<void>()

  /** One connection, from LISTEN until it is lost. */
  const session = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: `gatehouse-listen-${channel}`,
      connectionTimeoutMillis: 5000,
      query_timeout: 5000,
      keepAlive: true,
    })
    const lost = Promise.withResolvers<never>()
    // Without a waiter yet, a rejection would count as unhandled.
    lost.promise.catch(() => undefined)
    client.on('error', lost.reject)
    client.on('end', () => lost.reject(new Error('the connection ended')))
    client.on('notification', (message) => onNotify(message.payload))
    const close = () => lost.reject(new Error('closed'))
    closing.signal.addEventListener('abort', close)
    try {
      await Promise.race([client.connect(), lost.promise])
      await Promise.race([client.query(`LISTEN ${client.escapeIdentifier(channel)}`), lost.promise])
      ready.resolve()
      onNotify(undefined)
      for (;;) {
        await Promise.race([delay(heartbeatMs, undefined, { signal: closing.signal }), lost.promise])
        await Promise.race([client.query('SELECT 1'), lost.promise])
      }
    } finally {
      closing.signal.removeEventListener('abort', close)
      await client.end().catch(() => undefined)
    }
  }

  const run = async () => {
    for (let failures = 0; !closing.signal.aborted; ) {
      const begin = Date.now()
      try {
        await session()
      } catch (error) {
        if (closing.signal.aborted) return
        onError(error)
      }
      failures = Date.now() - begin > 2 * maxPauseMs ? 0 : failures + 1
      const pause = Math.min(maxPauseMs, 50 * 2 ** failures) * (0.5 + random() / 2)
      await delay(pause, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const running = run()

  return {
    ready: ready.promise,
    async close() {
      closing.abort()
      await running
    },
  }
}
