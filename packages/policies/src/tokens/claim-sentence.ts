import type { ClaimRule } from '@gatehouse/contracts/api-token-rules'

/** A rule on a claim as a sentence; without the value that a token has there. */
export function claimSentence(rule: ClaimRule): string {
  const claim = `“${rule.claim}”`
  switch (rule.test) {
    case 'present':
      return `${claim} must be there.`
    case 'equals':
      return `${claim} must be ${JSON.stringify(rule.value)}.`
    case 'oneOf':
      return `${claim} must be, or contain, one of ${rule.values.map((value) => `“${value}”`).join(', ')}.`
    case 'contains':
      return `${claim} must contain “${rule.value}”.`
    case 'matches':
      return `${claim} must match “${rule.pattern}”.`
  }
}
