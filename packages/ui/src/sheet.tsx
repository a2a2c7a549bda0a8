'use client'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { overlayStyles } from './dialog.tsx'

type SheetProps = {
  title: ReactNode
  description?: ReactNode
  hideTitle?: boolean
  side?: 'left' | 'right'
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  footer?: ReactNode
  width?: 'sm' | 'md' | 'lg'
  children: ReactNode
}

const widths = { sm: 'sm:max-w-xs', md: 'sm:max-w-lg', lg: 'sm:max-w-3xl' }

/** Panel from the side: details beside a list, navigation on small screens. */
export function Sheet({
  title,
  description,
  hideTitle = false,
  side = 'right',
  trigger,
  open,
  onOpenChange,
  footer,
  width = 'md',
  children,
}: SheetProps) {
  const state = { ...(open === undefined ? {} : { open }), ...(onOpenChange ? { onOpenChange } : {}) }
  return (
    <Radix.Root {...state}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={overlayStyles} />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={classNames(
            'fixed inset-y-0 z-40 flex w-full max-w-[88vw] flex-col bg-raised shadow-float outline-none',
            side === 'left' ? 'left-0 animate-sheet-left' : 'right-0 animate-sheet-right',
            widths[width],
          )}
        >
          <div
            className={
              hideTitle ? 'sr-only' : 'flex items-start justify-between gap-4 border-line border-b px-5 py-3.5'
            }
          >
            <div className="min-w-0">
              <Radix.Title className="text-lg">{title}</Radix.Title>
              {description && <Radix.Description className="text-muted text-sm">{description}</Radix.Description>}
            </div>
            {!hideTitle && (
              <Radix.Close
                aria-label="Close"
                className="-mr-1.5 grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-fg"
              >
                <X aria-hidden className="size-4" />
              </Radix.Close>
            )}
          </div>
          <div className={classNames('min-h-0 flex-1 overflow-y-auto', !hideTitle && 'px-5 py-4')}>{children}</div>
          {footer && (
            <div className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-5 py-3">{footer}</div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
