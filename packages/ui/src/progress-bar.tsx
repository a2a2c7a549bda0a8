import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type Tone, toneBar } from './tone.tsx'

type ProgressBarProps = {
  label: string /** 0–1; absent while the amount is unknown. */
  value?: number
  tone?: Tone /** Beside the label, e.g. "3 of 4". */
  text?: ReactNode
  hideLabel?: boolean
  className?: string
}

/** How far something is. */
export function ProgressBar({ label, value, tone = 'accent', text, hideLabel = false, className }: ProgressBarProps) {
  const share = value === undefined ? undefined : Math.min(1, Math.max(0, value))
  return (
    <div className={classNames('min-w-0', className)}>
      {!hideLabel && (
        <div className="mb-1.5 flex items-baseline justify-between gap-2 text-sm">
          <span className="truncate">{label}</span>
          <span className="gh-tabular shrink-0 whitespace-nowrap text-muted">{text}</span>
        </div>
      )}
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
        className="h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <div
          className={classNames(
            'h-full rounded-full transition-[width]',
            toneBar[tone],
            share === undefined && 'w-1/3 animate-shimmer',
          )}
          style={share === undefined ? undefined : { width: `${share * 100}%` }}
        />
      </div>
    </div>
  )
}
