import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { Verb } from '../grammar/verb.ts'

/** Longer than any of these use cases takes on an idle machine; on a busy one the next multiple holds. */
const stepMs = 250

/**
 * The same use case, answering at the next multiple of a quarter second after it began: how long it took must not tell whether an
 * address is known. Waits after the transaction, so it holds nothing meanwhile. A refusal of the input itself does not wait.
 */
export function evenTime<I extends z.ZodType, R>(inner: Verb<I, R>): Verb<I, R> {
  const execute: (call: Parameters<Verb<I, R>>[0]) => Promise<R> = async (call) => {
    const start = performance.now()
    const answer = await inner(call)
    const elapsed = performance.now() - start
    await delay(Math.ceil(elapsed / stepMs) * stepMs - elapsed)
    return answer
  }
  const { verb, mutates, input, allowed, enact } = inner
  return Object.assign(execute, { verb, mutates, input, allowed, enact })
}
