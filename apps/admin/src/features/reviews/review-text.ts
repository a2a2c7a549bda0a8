import type { PolicyKind, PolicyRow, ReviewState } from '@gatehouse/contracts/endpoints/policy-reviews'
import type { Tone } from '@gatehouse/ui/tone'

export const stateWords: Readonly<Record<ReviewState, string>> = {
  reviewed: 'Reviewed',
  changed: 'Changed since review',
  never: 'Never reviewed',
  due: 'Due again',
}
export const stateTones: Readonly<Record<ReviewState, Tone>> = {
  reviewed: 'ok',
  changed: 'warn',
  never: 'bad',
  due: 'info',
}
export const stateMeanings: Readonly<Record<ReviewState, string>> = {
  never: 'In force, and nobody has said that it is right.',
  changed: 'What is in force is not what was reviewed.',
  due: 'Reviewed longer ago than your organization wants.',
  reviewed: 'Somebody has read exactly this and said that it is right.',
}
export const kindWords: Readonly<Record<PolicyKind, string>> = {
  version: 'API version',
  guardrail: 'Guardrail',
  'token-rules': 'Token rules',
  product: 'Product',
}

/** Page of a policy; the hash tells two revisions apart that run at once. */
export function policyHref({ kind, subjectId, stage, hash }: Pick<PolicyRow, 'kind' | 'subjectId' | 'stage' | 'hash'>) {
  const query = new URLSearchParams({ ...(stage ? { stage: stage.slug } : {}), hash })
  return `/access/reviews/${kind}/${subjectId}?${query}`
}

/** `GET /orders, PUT /orders/{id} and 3 more` */
export function operationsText(operations: readonly string[], most = 4): string {
  if (operations.length <= most + 1) return operations.join(', ')
  return `${operations.slice(0, most).join(', ')} and ${operations.length - most} more`
}
