import { ArrowDown, ArrowRight } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

export type PipelineCard = {
  id: string
  title: ReactNode
  /** Marks the card that must stand out with care (production). */
  marked?: boolean
  /** Right of the title: state, menu. */
  aside?: ReactNode
  content: ReactNode
  footer?: ReactNode
}

type PipelineProps = {
  label: string
  cards: PipelineCard[]
  /** Between card i and i + 1: what differs, and the move. */
  links?: { text?: ReactNode; action?: ReactNode }[]
  className?: string
}

/** Cards in order with arrows between; a list on small screens. Nothing in it moves place when a state changes. */
export function Pipeline({ label, cards, links = [], className }: PipelineProps) {
  const heading = useId()
  return (
    <div className={className}>
      <h2 id={heading} className="sr-only">
        {label}
      </h2>
      <ol aria-labelledby={heading} className="flex flex-col rail:flex-row rail:items-stretch">
        {cards.map((card, index) => {
          const link = links[index]
          return (
            <li key={card.id} className="contents">
              <section
                className={classNames(
                  'flex min-w-0 flex-1 basis-0 flex-col rounded-lg border bg-surface',
                  card.marked ? 'border-warn-line' : 'border-line',
                )}
              >
                <div
                  className={classNames(
                    'flex min-h-10 items-center justify-between gap-2 rounded-t-lg border-b px-3.5',
                    card.marked ? 'border-warn-line bg-warn-soft' : 'border-line bg-sunken/60',
                  )}
                >
                  <h3 className="min-w-0 truncate text-sm">{card.title}</h3>
                  <div className="flex shrink-0 items-center gap-1 text-sm">{card.aside}</div>
                </div>
                <div className="flex-1 p-3.5 text-sm">{card.content}</div>
                {card.footer && (
                  <div className="border-line border-t px-3.5 py-2 text-muted text-sm">{card.footer}</div>
                )}
              </section>
              {index < cards.length - 1 && (
                <div className="flex shrink-0 items-center gap-3 px-3.5 py-2.5 text-sm rail:w-36 rail:flex-col rail:justify-center rail:gap-2 rail:px-3 rail:text-center">
                  <ArrowRight aria-hidden className="hidden size-4 text-subtle rail:block" />
                  <ArrowDown aria-hidden className="size-4 shrink-0 text-subtle rail:hidden" />
                  {link?.text && <p className="min-w-0 flex-1 text-muted rail:flex-none rail:text-xs">{link.text}</p>}
                  {link?.action}
                </div>
              )}
            </li>
          )
        })}
      </ol>
    </div>
  )
}
