import { ArrowRightLeft, CircleCheck, CircleDashed, CircleMinus, CircleX, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type TimelineOutcome = 'passed' | 'changed' | 'refused' | 'skipped' | 'not-reached'

export type TimelineStep = {
  id: string
  title: ReactNode
  outcome: TimelineOutcome
  /** The outcome's word; by default the outcome itself. */
  word?: ReactNode
  /** Key fact in one line. */
  fact?: ReactNode
  /** How long it took, formatted. */
  time?: string
  /** Details below; refused steps with details stand open. */
  content?: ReactNode
  open?: boolean
}

const looks: Record<TimelineOutcome, { icon: LucideIcon; color: string; word: string; text: string }> = {
  passed: { icon: CircleCheck, color: 'text-ok', word: 'Passed', text: 'text-muted' },
  changed: { icon: ArrowRightLeft, color: 'text-info', word: 'Changed', text: 'text-info-text' },
  refused: { icon: CircleX, color: 'text-bad', word: 'Refused', text: 'text-bad-text font-medium' },
  skipped: { icon: CircleMinus, color: 'text-subtle', word: 'Skipped', text: 'text-muted' },
  'not-reached': { icon: CircleDashed, color: 'text-subtle', word: 'Not reached', text: 'text-subtle' },
}

/** Steps in their order, each with outcome icon and word, its key fact and time; works without script. */
export function Timeline({ steps, label, className }: { steps: TimelineStep[]; label: string; className?: string }) {
  return (
    <ol aria-label={label} className={classNames('relative flex flex-col', className)}>
      {steps.map((step, index) => {
        const look = looks[step.outcome]
        const Icon = look.icon
        const row = (
          <>
            <span className="min-w-0 flex-1">
              <span
                className={classNames(
                  'mr-2',
                  step.outcome === 'refused' ? 'font-semibold' : 'font-medium',
                  step.outcome === 'not-reached' && 'font-normal text-subtle',
                )}
              >
                {step.title}
              </span>
              <span className={classNames('whitespace-nowrap', look.text)}>{step.word ?? look.word}</span>
              {step.fact && (
                <span className="block text-muted [overflow-wrap:anywhere] sm:ml-2 sm:inline">{step.fact}</span>
              )}
            </span>
            {step.time && <span className="gh-tabular shrink-0 text-muted">{step.time}</span>}
          </>
        )
        return (
          <li key={step.id} className="relative flex gap-3 text-sm">
            {index < steps.length - 1 && (
              <span aria-hidden className="absolute top-7 bottom-[-6px] left-[7.5px] w-px bg-line" />
            )}
            <Icon
              aria-hidden
              className={classNames('relative mt-2 size-4 shrink-0 rounded-full bg-surface', look.color)}
            />
            {step.content ? (
              <details open={step.open ?? step.outcome === 'refused'} className="group/step min-w-0 flex-1">
                <summary className="-mx-2 flex list-none items-baseline gap-3 rounded-md px-2 py-1.5 hover:bg-hover">
                  {row}
                </summary>
                <div
                  className={classNames(
                    'mt-1 mb-3 rounded-lg border p-3.5',
                    step.outcome === 'refused' ? 'border-bad-line bg-bad-soft' : 'border-line bg-sunken',
                  )}
                >
                  {step.content}
                </div>
              </details>
            ) : (
              <div className="flex min-w-0 flex-1 items-baseline gap-3 py-1.5">{row}</div>
            )}
          </li>
        )
      })}
    </ol>
  )
}
