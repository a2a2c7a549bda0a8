import { Check, LoaderCircle, Minus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type Step = {
  id: string
  title: ReactNode
  state: 'done' | 'now' | 'waiting' | 'failed' | 'skipped' | 'todo'
  /** Beside the title: "waiting for Alice", a time. */
  note?: ReactNode
  /** The act of this step, shown while it is now or failed. */
  content?: ReactNode
}

const words = { done: 'done', now: 'now', waiting: 'waiting', failed: 'failed', skipped: 'skipped', todo: 'to do' }

const marks = {
  done: 'border-ok bg-ok text-surface',
  now: 'border-accent bg-accent-soft text-accent-text',
  waiting: 'border-warn bg-warn-soft text-warn-text',
  failed: 'border-bad bg-bad-fill text-white',
  skipped: 'border-line-strong bg-sunken text-subtle',
  todo: 'border-line-strong bg-surface text-muted',
}

/** Steps on one page that tick as they are done; the current one is open. Changes are announced. */
export function StepList({ steps, label, className }: { steps: Step[]; label: string; className?: string }) {
  return (
    <ol aria-label={label} aria-live="polite" className={classNames('flex flex-col', className)}>
      {steps.map((step, index) => {
        const open =
          step.content !== undefined && (step.state === 'now' || step.state === 'failed' || step.state === 'waiting')
        return (
          <li
            key={step.id}
            aria-current={step.state === 'now' ? 'step' : undefined}
            className="relative flex gap-3.5 pb-5 last:pb-0"
          >
            {index < steps.length - 1 && (
              <span
                aria-hidden
                className={classNames(
                  'absolute top-7 bottom-0 left-[11.5px] w-px',
                  step.state === 'done' ? 'bg-ok-line' : 'bg-line',
                )}
              />
            )}
            <span
              aria-hidden
              className={classNames(
                'gh-tabular grid size-6 shrink-0 place-items-center rounded-full border font-medium text-xs [&_svg]:size-3.5',
                marks[step.state],
              )}
            >
              {step.state === 'done' ? (
                <Check />
              ) : step.state === 'failed' ? (
                <X />
              ) : step.state === 'skipped' ? (
                <Minus />
              ) : step.state === 'waiting' ? (
                <LoaderCircle className="animate-spin" />
              ) : (
                index + 1
              )}
            </span>
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-baseline gap-x-2 leading-6">
                <span
                  className={classNames(
                    step.state === 'todo' || step.state === 'skipped' ? 'text-muted' : 'font-medium',
                  )}
                >
                  {step.title}
                </span>
                <span
                  className={classNames(
                    'text-sm',
                    step.state === 'failed'
                      ? 'text-bad-text'
                      : step.state === 'waiting'
                        ? 'text-warn-text'
                        : 'text-muted',
                    !step.note && (step.state === 'done' || step.state === 'todo' || step.state === 'now') && 'sr-only',
                  )}
                >
                  {step.note ?? words[step.state]}
                </span>
              </p>
              {open && <div className="mt-2">{step.content}</div>}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
