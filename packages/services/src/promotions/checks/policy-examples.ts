import type { RevisionContent } from '@gatehouse/contracts/revision'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import type { PromotionCheckKind } from '../check.ts'

/** Whether the examples that policies carry come out as their authors wrote them down. */
export const policyExamplesCheck: PromotionCheckKind<'policy-examples'> = {
  name: 'policy-examples',
  label: 'Policy examples',
  needsSource: false,
  slow: false,
  run: async (_ctx, { content }) => {
    const uses = usesOf(content)
    const examples = uses.flatMap(({ place, policy, options }) =>
      (policyDefinitions[policy]?.examples?.(options) ?? []).map((example) => ({ ...example, place, policy })),
    )
    const failed = examples.filter(({ holds }) => !holds())
    const policies = uses.length === 1 ? '1 policy' : `${uses.length} policies`
    return {
      passed: failed.length === 0,
      verdict:
        uses.length === 0
          ? 'There are no policies, so there are no examples.'
          : examples.length === 0
            ? `${policies}, none with examples.`
            : failed.length === 0
              ? `${examples.length} ${examples.length === 1 ? 'example holds' : 'examples hold'}.`
              : `${failed.length} of ${examples.length} examples ${failed.length === 1 ? 'does' : 'do'} not hold.`,
      evidence: {
        sentences: failed.map(({ place, policy, title }) => `${place}: “${title}” of ${policy} does not hold`),
      },
    }
  },
}

function usesOf(content: RevisionContent) {
  return [
    ...content.policies.map((use) => ({ place: 'All operations', ...use })),
    ...Object.entries(content.operations).flatMap(([key, { policies = [] }]) =>
      policies.map((use) => ({ place: `\`${key}\``, ...use })),
    ),
  ]
}
