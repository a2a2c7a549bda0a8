import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Link } from './link.tsx'
import { Sparkline } from './sparkline.tsx'
import { Tooltip } from './tooltip.tsx'

type StatTileProps = {
  label: string
  value: ReactNode
  /** Text of the change, e.g. "+12 %", which way it went, and whether that is good. */
  change?: { text: string; direction: 'up' | 'down' | 'flat'; good?: boolean; against?: string }
  sparkline?: { values: (number | null)[]; before?: (number | null)[]; incomplete?: boolean }
  /** How the figure is computed; on hover and focus of the label. */
  definition?: string
  /** Small line below: a goal, a part, a remark. */
  note?: ReactNode
  href?: string
  className?: string
}

const arrows = { up: ArrowUp, down: ArrowDown, flat: ArrowRight }

/** One number with its change, its course and its meaning. */
export function StatTile({ label, value, change, sparkline, definition, note, href, className }: StatTileProps) {
  const Arrow = change ? arrows[change.direction] : ArrowRight
  return (
    <div
      className={classNames(
        'relative flex min-w-0 flex-col rounded-lg border border-line bg-surface p-4',
        href && 'transition-colors hover:border-line-strong',
        className,
      )}
    >
      <p className="text-muted text-sm">
        {definition ? (
          <Tooltip content={definition}>
            <button
              type="button"
              className="relative z-10 cursor-help rounded-sm text-left underline decoration-dotted decoration-control-line underline-offset-4"
            >
              {label}
            </button>
          </Tooltip>
        ) : (
          label
        )}
      </p>
      <div className="mt-1 flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
        <span className="gh-tabular font-semibold text-xl tracking-tight">
          {href ? (
            <Link href={href} className="rounded-sm after:absolute after:inset-0 after:rounded-lg">
              {value}
              <span className="sr-only"> {label}</span>
            </Link>
          ) : (
            value
          )}
        </span>
        {change && (
          <span
            className={classNames(
              'gh-tabular inline-flex items-center gap-0.5 text-sm',
              change.good === undefined || change.direction === 'flat'
                ? 'text-muted'
                : change.good
                  ? 'text-ok-text'
                  : 'text-bad-text',
            )}
          >
            <Arrow aria-hidden className="size-3.5" />
            {change.text}
            {change.against && <span className="sr-only"> against {change.against}</span>}
          </span>
        )}
      </div>
      {note && <p className="mt-0.5 text-muted text-sm">{note}</p>}
      {sparkline && (
        <div className="mt-auto pt-3">
          <Sparkline fluid height={32} label={`${label} over time`} {...sparkline} />
        </div>
      )}
    </div>
  )
}
