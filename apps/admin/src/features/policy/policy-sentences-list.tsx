'use client'
import { policySentences } from '@gatehouse/policies/policy-sentences'
import { useRuleNames } from './use-rule-names.ts'

/** What a policy does, in words. */
export function PolicySentences({ policy, options }: { policy: string; options: unknown }) {
  const { names } = useRuleNames()
  const sentences = policySentences({ policy, options }, names)
  return (
    <ol className="flex flex-col gap-1">
      {sentences.map((sentence, place) => (
        <li key={`${place} ${sentence}`} className="break-words">
          {sentence}
        </li>
      ))}
    </ol>
  )
}
