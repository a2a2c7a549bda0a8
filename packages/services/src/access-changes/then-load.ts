import type { AccessChangeView } from '@gatehouse/contracts/endpoints/access-changes'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import type { Verb, VerbCall } from '../grammar/verb.ts'
import { loadAccessChange } from './load-access-change.ts'

/** A verb on a change of access as its callers know it: it answers with what has become of the change. */
export function thenLoad<I extends z.ZodType<{ change: string }, { change: string }>, R>(acts: Verb<I, R>) {
  const run = async (call: { ctx: Context; input: z.input<I> } & VerbCall): Promise<AccessChangeView> => {
    await acts(call)
    return loadAccessChange(call.ctx, call.input.change)
  }
  return Object.assign(run, { verb: acts.verb, mutates: true as const, input: acts.input, allowed: acts.allowed })
}
