'use client'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type TagProps = { children: ReactNode; onRemove?: () => void; removeLabel?: string; mono?: boolean; className?: string }

/** A value that someone chose: a scope, a label, a filter. Removable when `onRemove` is given. */
export function Tag({ children, onRemove, removeLabel = 'Remove', mono = false, className }: TagProps) {
  return (
    <span
      className={classNames(
        'inline-flex h-6 max-w-full items-center gap-1 rounded-md border border-line bg-sunken px-2 text-fg text-xs',
        mono && 'font-mono',
        onRemove && 'pr-0.5',
        className,
      )}
    >
      <span className="truncate">{children}</span>
      {onRemove && (
        <button
          type="button"
          onClick={onRemove}
          aria-label={removeLabel}
          className="grid size-5 place-items-center rounded text-muted hover:bg-hover hover:text-fg"
        >
          <X aria-hidden className="size-3" />
        </button>
      )}
    </span>
  )
}
