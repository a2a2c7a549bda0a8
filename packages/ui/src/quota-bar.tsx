import type { ReactNode } from 'react'
import { formatNumber, type NumberFormat } from './format.ts'
import { ProgressBar } from './progress-bar.tsx'
import { StatusWord } from './status-word.tsx'

type QuotaBarProps = {
  label: string
  used: number
  limit: number
  format?: NumberFormat /** "resets 12:05" */
  resets?: ReactNode /** Share from which it warns. */
  warnAt?: number
  className?: string
}

/** How much of a limit is used; says in words when little is left. */
export function QuotaBar({ label, used, limit, format = 'count', resets, warnAt = 0.8, className }: QuotaBarProps) {
  const share = limit <= 0 ? 1 : used / limit
  const tone = share >= 1 ? 'bad' : share >= warnAt ? 'warn' : 'accent'
  return (
    <div className={className}>
      <ProgressBar
        label={label}
        value={share}
        tone={tone}
        text={`${formatNumber(used, format)} of ${formatNumber(limit, format)}`}
      />
      {(resets || tone !== 'accent') && (
        <p className="mt-1 flex flex-wrap items-center justify-between gap-2 text-muted text-sm">
          <span>
            {tone !== 'accent' && <StatusWord tone={tone}>{tone === 'bad' ? 'Used up' : 'Nearly used up'}</StatusWord>}
          </span>
          {resets}
        </p>
      )}
    </div>
  )
}
