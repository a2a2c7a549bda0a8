import type { z } from 'zod'
import type { Verb } from './verb.ts'

/** The same use case, answering a part of what its audit entry needs. */
export function answering<I extends z.ZodType, R, A>(inner: Verb<I, R>, answer: (result: R) => A): Verb<I, A> {
  const execute: (call: Parameters<Verb<I, R>>[0]) => Promise<A> = async (call) => answer(await inner(call))
  return Object.assign(execute, {
    verb: inner.verb,
    mutates: true as const,
    input: inner.input,
    allowed: inner.allowed,
  })
}
