import type { GuardrailUse } from '@gatehouse/contracts/snapshot'

/**
 * Of which operations the answers are judged because a guardrail asks for it. Their parts must say what may be answered, so such a
 * guardrail moves the parts that it is about – and nobody deploys anything.
 */
export type JudgedAnswers = {
  /** Equal for equal demands; empty: nothing is asked. */
  name: string
  isAsked: (tags: readonly string[]) => boolean
}

const nothing: JudgedAnswers = { name: '', isAsked: () => false }

/** What guardrails ask of an API for this audience. */
export function judgedAnswers(guardrails: readonly GuardrailUse[], audience: string): JudgedAnswers {
  const asking = guardrails.filter(
    (use) =>
      use.policy === 'requirements' &&
      use.options['responseValidation'] !== undefined &&
      (use.audience === undefined || use.audience === audience),
  )
  if (asking.length === 0) return nothing
  if (asking.some(({ tag }) => tag === undefined)) return { name: 'all', isAsked: () => true }
  const tags = [...new Set(asking.flatMap(({ tag }) => tag ?? []))].sort()
  return { name: JSON.stringify(tags), isAsked: (own) => tags.some((tag) => own.includes(tag)) }
}
