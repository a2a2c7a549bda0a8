'use client'
import type { CheckVerdict } from '@gatehouse/contracts/endpoints/deployment-views'
import { StatusWord } from '@gatehouse/ui/status-word'
import { checkTexts } from '../stages/rule-texts.ts'
import { Sentence } from './change-list.tsx'

/** Verdicts of the stage's gate, before the click. */
export function CheckList({ checks, stage }: { checks: readonly CheckVerdict[]; stage: string }) {
  if (checks.length === 0) return null
  return (
    <section aria-label={`Gate of ${stage}`} className="flex flex-col gap-2">
      <h3 className="text-sm">Gate of {stage}</h3>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {checks.map((verdict) => (
          <li key={verdict.check} className="flex flex-col gap-1.5 p-3 text-sm">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <StatusWord tone={verdict.passed ? 'ok' : verdict.required ? 'bad' : 'warn'}>
                {checkTexts[verdict.check].name}: {verdict.passed ? 'passed' : verdict.required ? 'blocks' : 'warning'}
              </StatusWord>
              <span className="text-muted">{verdict.sentence}</span>
            </p>
            {verdict.sentences.length > 0 && (
              <ul className="list-disc pl-5">
                {verdict.sentences.map((sentence) => (
                  <li key={sentence}>
                    <Sentence text={sentence} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
