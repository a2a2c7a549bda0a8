import type { CampaignView } from '@gatehouse/contracts/endpoints/campaign-views'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import type { Verb, VerbCall } from '../grammar/verb.ts'
import { advanceCampaign } from './advance-campaign.ts'
import { readCampaign } from './campaign-view.ts'
import { endCampaign } from './end-campaign.ts'

/**
 * A verb on a campaign as its callers know it: after its commit the campaign goes on as far as it goes, and the answer is what has become
 * of it. The job does the same should this process not come to it.
 */
function thenAdvance<I extends z.ZodType<{ campaignId: string }, { campaignId: string }>, R>(acts: Verb<I, R>) {
  const run = async (call: { ctx: Context; input: z.input<I> } & VerbCall): Promise<CampaignView> => {
    await acts(call)
    const { campaignId } = call.input
    await advanceCampaign(call.ctx, campaignId)
    return readCampaign(call.ctx.db.prisma, call.ctx, campaignId)
  }
  return Object.assign(run, { verb: acts.verb, mutates: true as const, input: acts.input, allowed: acts.allowed })
}

/** Closes a campaign now, as if it were due. */
export const closeCampaign = thenAdvance(endCampaign)
