import { setImmediate as nextTurn } from 'node:timers/promises'

const longestMs = 20

/**
 * Lets the event loop turn where work has gone on for long: the process carries revocations, too. Ask it often; it is two readings of the
 * clock where there is nothing to do.
 */
export class Breath {
  #since = performance.now()

  get due(): boolean {
    return performance.now() - this.#since >= longestMs
  }

  async take(): Promise<void> {
    await nextTurn()
    this.#since = performance.now()
  }
}
