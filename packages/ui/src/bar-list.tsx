import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { formatNumber, type NumberFormat } from './format.ts'
import { Link } from './link.tsx'
import type { Tone } from './tone.tsx'

export type BarListItem = {
  id: string
  label: ReactNode
  value: number /** Instead of the formatted value. */
  text?: ReactNode
  note?: ReactNode
  href?: string
  tone?: Extract<Tone, 'accent' | 'bad' | 'warn' | 'ok' | 'neutral'>
}

type BarListProps = {
  label: string
  items: BarListItem[]
  format?: NumberFormat /** The bar's full width; the largest value by default. */
  max?: number
  mono?: boolean
  className?: string
}

const bars = {
  accent: 'bg-accent-soft',
  bad: 'bg-bad-soft',
  warn: 'bg-warn-soft',
  ok: 'bg-ok-soft',
  neutral: 'bg-hover',
}

/** Ranked bars, the label on the bar: reads like a table, compares like a chart. */
export function BarList({ label, items, format = 'compact', max, mono = false, className }: BarListProps) {
  const most = max ?? Math.max(0, ...items.map((item) => item.value))
  return (
    <ol aria-label={label} className={classNames('flex flex-col gap-1', className)}>
      {items.map((item) => (
        <li
          key={item.id}
          className="relative flex h-8 items-center justify-between gap-3 rounded-md px-2 text-sm hover:bg-hover/60"
        >
          <span
            aria-hidden
            className={classNames('absolute inset-y-0 left-0 rounded-md', bars[item.tone ?? 'accent'])}
            style={{ width: most === 0 ? 0 : `max(4px, ${(item.value / most) * 100}%)` }}
          />
          <span className={classNames('relative min-w-0 truncate', mono && 'font-mono text-xs')}>
            {item.href ? (
              <Link
                href={item.href}
                className="rounded-sm after:absolute after:-inset-x-2 after:inset-y-0 hover:underline"
              >
                {item.label}
              </Link>
            ) : (
              item.label
            )}
            {item.note && <span className="ml-2 font-sans text-muted text-sm">{item.note}</span>}
          </span>
          <span className="gh-tabular relative shrink-0 font-medium">
            {item.text ?? formatNumber(item.value, format)}
          </span>
        </li>
      ))}
    </ol>
  )
}
