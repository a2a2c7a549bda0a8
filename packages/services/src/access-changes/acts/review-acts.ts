import { accessKindTexts } from '@gatehouse/contracts/access-acts'
import type { AccessReviewRule } from '@gatehouse/contracts/guardrails'
import type { AccessActDefinition } from '../access-act.ts'
import { putAccessReviewVerb } from '../access-review.ts'
import { readReviewRule } from '../review-rule.ts'

const stagesText = { live: 'on live stages', exposed: 'on stages that are open to developers', all: 'on every stage' }

/** The list in words. */
export function reviewSentences(rule: AccessReviewRule): string[] {
  const kinds = rule.kinds.map((kind) => accessKindTexts[kind].title)
  return [
    kinds.length === 0
      ? 'No change of access needs a reviewer.'
      : `A Security reviewer agrees to: ${kinds.join(', ')}.`,
    `What belongs to a stage needs one ${stagesText[rule.stages]}.`,
    rule.urgent
      ? 'A guardrail that gives nobody more may be applied at once and be reviewed afterwards.'
      : 'Nothing is applied before it was reviewed.',
  ]
}

const definition: AccessActDefinition<AccessReviewRule> = {
  verb: putAccessReviewVerb,
  title: async () => 'Change which changes of access need a Security reviewer',
  target: () => ({ kind: 'accessReview', id: 'list' }),
  base: async (tx) => ({
    rule: {
      label: 'The list of what needs a reviewer',
      value: JSON.parse(JSON.stringify(await readReviewRule(tx))),
    },
  }),
  etag: async (tx) => (await tx.organization.findFirstOrThrow({ select: { etag: true } })).etag,
  side: async (tx) => {
    const rule = await readReviewRule(tx)
    return { sentences: reviewSentences(rule), json: JSON.parse(JSON.stringify(rule)) }
  },
  where: async () => ({ stages: [], apis: 0, operations: 0 }),
  diff: async () => null,
}

export const reviewActs = { 'access-review.put': definition }
