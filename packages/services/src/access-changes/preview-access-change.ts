import { accessActs } from '@gatehouse/contracts/access-acts'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { previewAccessChange as endpoint } from '@gatehouse/contracts/endpoints/access-changes'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { parseInput } from '../grammar/verb.ts'
import { refuseBroken } from './build-stages.ts'
import { forReader } from './for-reader.ts'
import { rehearse } from './rehearse.ts'
import { needsReview, readReviewRule } from './review-rule.ts'
import { diffOf } from './show-diff.ts'
import { mayBeUrgent } from './urgent.ts'

/** What a change would do: it is carried out and taken back, and its permission is the act's own. */
export const previewAccessChange = Object.assign(
  async (call: { ctx: Context; input: z.input<typeof endpoint.body> }): Promise<EndpointOutput<typeof endpoint>> => {
    const { ctx } = call
    const asked = parseInput(endpoint.body, call.input)
    const found = await rehearse(ctx, asked)
    await refuseBroken(found.candidates)
    const diff = await diffOf(ctx, found.diff)
    const rule = await readReviewRule(ctx.db.prisma)
    return {
      title: found.title,
      ...forReader(ctx.actor, { ...found.shown, diff }),
      boundHash: found.boundHash,
      needsReview: needsReview(rule, accessActs[asked.act].kind, found.exposures),
      urgent: mayBeUrgent(rule, found.urgent, diff),
    }
  },
  {
    verb: 'access-change.preview',
    mutates: false as const,
    input: endpoint.body,
    allowed: { permission: 'api.read' as const, anyMember: true as const, anyScope: true as const },
  },
)
