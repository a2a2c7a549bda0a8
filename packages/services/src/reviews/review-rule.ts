import {
  getPolicyReviewRule as getEndpoint,
  putPolicyReviewRule as putEndpoint,
} from '@gatehouse/contracts/endpoints/policy-reviews'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { query, type Reader } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'

async function readRule(db: Pick<Reader, 'organization'> | Transaction) {
  const row = await db.organization.findFirstOrThrow({ select: { settings: true, etag: true } })
  return { ...organizationSettings.parse(row.settings).policyReview, etag: row.etag }
}

export const getPolicyReviewRule = query({
  name: 'policy-review-rule.get',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: getEndpoint.query,
  run: ({ db }) => readRule(db),
})

/** After how many days what was reviewed is due again. */
export const putPolicyReviewRule = verb({
  name: 'policy-review-rule.put',
  allowed: { permission: 'guardrail.manage' },
  input: putEndpoint.body,
  run: async ({ tx, input, ifMatch }) => {
    await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
    const before = await readRule(tx)
    checkEtag(before.etag, ifMatch)
    const row = await tx.organization.findFirstOrThrow({ select: { id: true, settings: true } })
    await tx.organization.update({
      where: { id: row.id },
      data: { settings: { ...(row.settings as Prisma.JsonObject), policyReview: input }, etag: { increment: 1 } },
    })
    return { before, view: await readRule(tx) }
  },
  audit: ({ input, result: { before } }) => ({
    target: { kind: 'organization', id: 'organization' },
    before: { policyReview: { dueAfterDays: before.dueAfterDays } },
    after: { policyReview: input },
  }),
  answer: ({ view }) => view,
})
