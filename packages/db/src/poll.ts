export interface Polling {
  /** Reads now; while a read is running, once more after it. */
  wake(): void
  /** No further reads; waits for the running one. */
  stop(): Promise<void>
}

export interface PollingOptions {
  /** Pause between reads in milliseconds; 1000 by default. */
  intervalMs?: number
  /** A failed read; the next one comes after the pause as ever. */
  onError?: (error: unknown) => void
}

/**
 * Calls `read` at once, at each `wake()` and each second, never twice at a time. NOTIFY only wakes, the rows carry the truth: a
 * notification that was lost costs a second, not the change.
 */
export function startPolling(read: () => Promise<void>, options: PollingOptions = {}): Polling {
  const { intervalMs = 1000, onError = () => undefined } = options
  let stopped = false
  let again = true
  let interrupt: () => void = () => undefined

  const pause = () =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, intervalMs)
      interrupt = () => {
        clearTimeout(timer)
        done()
      }
    })

  const run = async () => {
    while (!stopped) {
      again = false
      try {
        await read()
      } catch (error) {
        onError(error)
        // A failing read is not repeated at the pace of notifications.
        again = false
      }
      if (!again && !stopped) await pause()
    }
  }
  const running = run()

  return {
    wake() {
      again = true
      interrupt()
    },
    async stop() {
      stopped = true
      interrupt()
      await running
    },
  }
}
