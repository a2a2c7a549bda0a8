import type { requestDetail } from '@gatehouse/contracts/endpoints/usage'
import { TextLink } from '@gatehouse/ui/text-link'
import { CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { z } from 'zod'

export type Answer = NonNullable<z.output<typeof requestDetail>['answer']>

/** What happened, why, and what to do: the first thing that is read. */
export function AnswerBox({ answer, actions }: { answer: Answer; actions?: ReactNode }) {
  return (
    <section aria-label="What happened" className="rounded-xl border border-bad-line bg-bad-soft p-4 sm:p-5">
      <p className="flex items-start gap-2.5 text-lg">
        <CircleX aria-hidden className="mt-1 size-4 shrink-0 text-bad" />
        <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{answer.what}</span>
      </p>
      <p className="mt-1.5 pl-6.5">{answer.why}</p>
      <ol className="mt-3 list-decimal pl-11">
        {answer.fix.slice(0, 3).map((step) => (
          <li key={step} className="py-0.5">
            {step}
          </li>
        ))}
      </ol>
      <div className="mt-3 flex flex-wrap items-center gap-3 pl-6.5 text-sm">
        {actions}
        <TextLink href={`/problems/${answer.code}`}>
          About <code>{answer.code}</code>
        </TextLink>
      </div>
    </section>
  )
}
