import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type EmptyStateProps = {
  icon?: ReactNode
  /** What this is. */
  title: ReactNode
  /** Why it is empty. */
  why: ReactNode
  /** The one thing to do about it. */
  action?: ReactNode
  /** Smaller, inside a card. */
  compact?: boolean
  className?: string
}

/** Nothing here yet: what this is, why it is empty, and the one act. */
export function EmptyState({ icon, title, why, action, compact = false, className }: EmptyStateProps) {
  return (
    <div className={classNames('flex flex-col items-center px-6 text-center', compact ? 'py-8' : 'py-16', className)}>
      {icon && (
        <span
          className="mb-3 grid size-10 place-items-center rounded-lg border border-line bg-surface text-muted shadow-raised [&_svg]:size-5"
          aria-hidden
        >
          {icon}
        </span>
      )}
      <p className="font-medium text-base">{title}</p>
      <p className="mt-1 max-w-[46ch] text-muted text-sm">{why}</p>
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
