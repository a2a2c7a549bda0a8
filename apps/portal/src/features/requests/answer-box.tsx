import type { requestDetail } from '@gatehouse/contracts/endpoints/usage'
import { TextLink } from '@gatehouse/ui/text-link'
import { CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { z } from 'zod'

type Detail = z.output<typeof requestDetail>
export type Answer = NonNullable<Detail['answer']>

type AnswerBoxProps = { answer: Answer; findings?: Detail['errors']; actions?: ReactNode }

/** What happened, why, and what to do: the first thing that is read. */
export function AnswerBox({ answer, findings = [], actions }: AnswerBoxProps) {
  const steps = findings.length > 0 ? fixesOf(findings) : answer.fix
  return (
    <section aria-label="What happened" className="rounded-xl border border-bad-line bg-bad-soft p-4 sm:p-5">
      <p className="flex items-start gap-2.5 text-lg">
        <CircleX aria-hidden className="mt-1 size-4 shrink-0 text-bad" />
        <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{answer.what}</span>
      </p>
      <p className="mt-1.5 pl-6.5">{answer.why}</p>
      <ol className="mt-3 list-decimal pl-11">
        {steps.slice(0, 3).map((step) => (
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

const places = { path: 'path', query: 'query parameter', header: 'header', cookie: 'cookie', body: 'body' }

/** What to change, place by place: says more than the code's general advice. */
function fixesOf(findings: Detail['errors']): string[] {
  const steps = findings.slice(0, findings.length > 3 ? 2 : 3).map((finding) => {
    const name = finding.in === 'body' ? finding.pointer || 'the whole' : finding.pointer.replace(/^\//, '')
    return `Correct ${places[finding.in]} ${name}: expected ${finding.expected}${finding.got === undefined ? '' : `, got ${finding.got}`}.`
  })
  return findings.length > 3 ? [...steps, `Correct ${findings.length - 2} more places, listed below.`] : steps
}
