import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type FormActionsProps = {
  children: ReactNode /** What will happen, or why one can't go on. */
  note?: ReactNode /** Stays at the bottom while the form scrolls. */
  sticky?: boolean
  className?: string
}

/** Row of a form's buttons: the act first in reading order of importance, Cancel beside it, the note opposite. */
export function FormActions({ children, note, sticky = false, className }: FormActionsProps) {
  return (
    <div
      className={classNames(
        'flex flex-wrap items-center justify-between gap-3',
        sticky &&
          'sticky bottom-0 z-20 -mx-4 border-line border-t bg-surface/95 px-4 py-3 backdrop-blur sm:-mx-6 sm:px-6',
        className,
      )}
    >
      <div className="min-w-0 text-muted text-sm">{note}</div>
      <div className="ml-auto flex flex-wrap items-center gap-2">{children}</div>
    </div>
  )
}
