import { accessRulesOptions } from '@gatehouse/contracts/access-rules'
import { definePolicy } from '../../define-policy.ts'
import { outcomeText, runExample } from './run-example.ts'

export const accessRules = definePolicy({
  name: 'access-rules',
  title: 'Access rules',
  description:
    'Says who may call: by scopes, claims, roles, plan, product, application, team, address, time, credential and method. The first rule that applies decides.',
  phase: 'access',
  options: accessRulesOptions,
  secrets: [],
  examples: (options) => {
    const parsed = accessRulesOptions.parse(options)
    return parsed.examples.map((example) => ({
      title: example.title,
      expected: example.expect === 'allow' ? 'allowed' : 'refused',
      run: () => {
        const outcome = runExample(parsed, example)
        return { holds: outcome.effect === example.expect, came: outcomeText(outcome) }
      },
    }))
  },
})
