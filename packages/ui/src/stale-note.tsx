import { History } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { RelativeTime } from './relative-time.tsx'

type StaleNoteProps = {
  /** Instant (ISO or epoch ms) up to which the figures are complete. */ since: string | number
  children?: ReactNode
  now?: number
  className?: string
}

/** These figures are not the newest: since when, and why. */
export function StaleNote({ since, children, now, className }: StaleNoteProps) {
  return (
    <p className={classNames('inline-flex items-center gap-1.5 text-sm text-warn-text', className)}>
      <History aria-hidden className="size-3.5 shrink-0 text-warn" />
      <span>
        Stale: last update <RelativeTime value={since} {...(now === undefined ? {} : { now })} />
        {children && <>. {children}</>}
      </span>
    </p>
  )
}
