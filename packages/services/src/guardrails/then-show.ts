import type { GuardrailView } from '@gatehouse/contracts/endpoints/guardrails'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import type { Verb, VerbCall } from '../grammar/verb.ts'
import { getGuardrail } from './get-guardrail.ts'

/** A verb of a guardrail that answers with its page: what it reads for that (receipts, reach) is nothing for a transaction. */
export function thenShow<I extends z.ZodType, R>(act: Verb<I, R>, idOf: (answer: R) => string) {
  const execute = async (call: { ctx: Context; input: z.input<I> } & VerbCall): Promise<GuardrailView> => {
    const answer = await act(call)
    return getGuardrail({ ctx: call.ctx, input: { guardrail: idOf(answer) } })
  }
  return Object.assign(execute, {
    verb: act.verb,
    mutates: true as const,
    input: act.input,
    allowed: act.allowed,
  })
}
