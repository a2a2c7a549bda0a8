import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { Verb } from '../grammar/verb.ts'

/** Longer than these use cases take; on a busy machine the next multiple holds. */
const usualStepMs = 250

/**
 * The same use case, answering at the next multiple of a step after it began: how long it took must not tell whether an address is
 * known. A step that the work often comes near tells it after all, by how often it takes one more: who does more takes a longer one.
 * Waits after the transaction, so it holds nothing meanwhile. A refusal of the input itself does not wait.
 */
export function evenTime<I extends z.ZodType, R>(inner: Verb<I, R>, stepMs = usualStepMs): Verb<I, R> {
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
