import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import type { Verb, VerbCall } from '../grammar/verb.ts'
import { advancePromotion } from './advance-promotion.ts'
import { loadPromotionView } from './promotion-view.ts'

/**
 * A verb on a promotion as its callers know it: after its commit the promotion goes on as far as it goes in a request, and the answer is
 * what has become of it.
 */
export function thenAdvance<I extends z.ZodType<{ promotion: string }, { promotion: string }>, R>(
  acts: Verb<I, R>,
): {
  (call: { ctx: Context; input: z.input<I> } & VerbCall): Promise<PromotionView>
  readonly verb: string
  readonly mutates: true
  readonly input: I
  readonly allowed: Verb<I, R>['allowed']
} {
  const run = async (call: { ctx: Context; input: z.input<I> } & VerbCall): Promise<PromotionView> => {
    await acts(call)
    const { promotion } = call.input
    await advancePromotion(call.ctx, promotion, { slow: false })
    return loadPromotionView(call.ctx, promotion)
  }
  return Object.assign(run, { verb: acts.verb, mutates: true as const, input: acts.input, allowed: acts.allowed })
}
