import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import {
  getAccessReview as getEndpoint,
  putAccessReview as putEndpoint,
} from '@gatehouse/contracts/endpoints/access-changes'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { query } from '../grammar/query.ts'
import { checkEtag, type VerbCall, verb } from '../grammar/verb.ts'
import { changeMode } from './change-mode.ts'
import { readReviewRule, refuseWithoutReview } from './review-rule.ts'
import { accessApprovers } from './who-may-decide.ts'

/** Which changes of access need a reviewer, and who can be one. */
export const getAccessReview = query({
  name: 'access-review.get',
  allowed: { permission: 'guardrail.read', anyScope: true },
  input: getEndpoint.params,
  run: async ({ ctx, db }) => {
    const organization = await db.organization.findFirstOrThrow({ select: { etag: true } })
    const rule = await readReviewRule(db)
    return {
      rule,
      approvers: await accessApprovers(db),
      open: await db.accessChange.count({
        where: { OR: [{ state: 'proposed', expiresAt: { gt: ctx.now() } }, { review: 'open' }] },
      }),
      acts: changeMode(ctx.actor, rule),
      etag: organization.etag,
    }
  },
})

/** Writes the list. While guardrails stand in it, the list itself is such a change. */
export const putAccessReviewVerb = verb({
  name: 'access-review.put',
  allowed: { permission: 'guardrail.manage' },
  read: 'guardrail.read',
  input: putEndpoint.body,
  run: async ({ ctx, tx, input, ifMatch }) => {
    await refuseWithoutReview(tx, ctx, 'access-review.put')
    await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
    const row = await tx.organization.findFirstOrThrow({ select: { id: true, settings: true, etag: true } })
    checkEtag(row.etag, ifMatch)
    const settings = organizationSettings.parse(row.settings ?? {})
    const before = settings.accessReview
    const after = { ...input, kinds: [...new Set(input.kinds)] }
    const next = { ...(row.settings as Record<string, never> | null), accessReview: after }
    await tx.organization.update({ where: { id: row.id }, data: { settings: next, etag: { increment: 1 } } })
    return { id: row.id, before, after }
  },
  audit: ({ result: { id, before, after } }) => ({
    target: { kind: 'organization', id },
    before: { accessReview: JSON.parse(JSON.stringify(before)) },
    after: { accessReview: JSON.parse(JSON.stringify(after)) },
  }),
  answer: () => null,
})

export const putAccessReview = Object.assign(
  async (
    call: { ctx: Context; input: z.input<typeof putEndpoint.body> } & VerbCall,
  ): Promise<EndpointOutput<typeof getEndpoint>> => {
    await putAccessReviewVerb(call)
    return getAccessReview({ ctx: call.ctx, input: {} })
  },
  {
    verb: putAccessReviewVerb.verb,
    mutates: true as const,
    input: putAccessReviewVerb.input,
    allowed: putAccessReviewVerb.allowed,
  },
)
