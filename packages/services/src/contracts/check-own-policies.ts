import { checkPolicies } from '@gatehouse/compiler/check-revision'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { DomainError } from '../grammar/domain-error.ts'

/**
 * Refuses policies that nothing could run: unknown ones, options that are not as their policy asks, guardrails' own. Examples that come out
 * otherwise may be saved, as work goes on; a deploy refuses them.
 */
export function checkOwnPolicies(uses: RevisionContent['policies']): void {
  const issues = uses.flatMap((use, place) =>
    checkPolicies([use], '').flatMap(({ code, message }) => (code === 'example' ? [] : [{ place, message }])),
  )
  if (issues.length === 0) {
    const [twice] = checkPolicies(uses, '').filter(({ code }) => code !== 'example')
    if (twice !== undefined) throw new DomainError('invalid_input', twice.message)
    return
  }
  throw new DomainError('invalid_input', issues[0]?.message, {
    errors: issues.map(({ place, message }) => ({
      in: 'body',
      pointer: `/policies/${place}`,
      rule: 'policy',
      expected: message,
    })),
  })
}
