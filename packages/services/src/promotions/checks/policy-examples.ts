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
      examplesOf(policy, options).map(({ title, expected, run }) => ({ title, expected, place, policy, ...run() })),
    )
    const failed = examples.filter(({ holds }) => !holds)
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
        // Those that do not hold first: a reader looks for them.
        sentences: [...failed, ...examples.filter(({ holds }) => holds)]
          .slice(0, mostSentences)
          .map(({ place, policy, title, expected, came, holds }) =>
            holds
              ? `${place}: “${title}” is ${came}, as expected`
              : `${place}: “${title}” of ${policy} should be ${expected}, but is ${came}`,
          ),
      },
    }
  },
}

const mostSentences = 100

/** Options that are not as their policy asks have no examples; they are an issue of the compiler’s. */
function examplesOf(policy: string, options: unknown) {
  const definition = Object.hasOwn(policyDefinitions, policy) ? policyDefinitions[policy] : undefined
  return definition?.options.safeParse(options).success ? (definition.examples?.(options) ?? []) : []
}

function usesOf(content: RevisionContent) {
  return [
    ...content.policies.map((use) => ({ place: 'All operations', ...use })),
    ...Object.entries(content.operations).flatMap(([key, { policies = [] }]) =>
      policies.map((use) => ({ place: `\`${key}\``, ...use })),
    ),
  ]
}
