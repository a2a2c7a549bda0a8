'use client'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export const overlayStyles = 'fixed inset-0 z-40 animate-fade bg-overlay'

type DialogProps = {
  title: ReactNode
  description?: ReactNode
  /** Opens the dialog; leave out when `open` is controlled. */
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  /** False while something runs that must not be abandoned. */
  closable?: boolean
  children?: ReactNode
}

const sizes = { sm: 'max-w-md', md: 'max-w-xl', lg: 'max-w-3xl' }

/** Modal dialog: focus stays inside and returns, Escape closes. Becomes a bottom sheet on small screens. */
export function Dialog({
  title,
  description,
  trigger,
  open,
  onOpenChange,
  footer,
  size = 'sm',
  closable = true,
  children,
}: DialogProps) {
  const state = { ...(open === undefined ? {} : { open }), ...(onOpenChange ? { onOpenChange } : {}) }
  const keep = (event: Event) => {
    if (!closable) event.preventDefault()
  }
  return (
    <Radix.Root {...state}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={overlayStyles} />
        <div className="pointer-events-none fixed inset-0 z-40 flex items-end justify-center sm:items-start sm:p-6 sm:pt-[12vh]">
          <Radix.Content
            onEscapeKeyDown={keep}
            onInteractOutside={keep}
            {...(description ? {} : { 'aria-describedby': undefined })}
            className={classNames(
              'pointer-events-auto flex max-h-[88dvh] w-full animate-in flex-col rounded-t-xl bg-raised shadow-float outline-none sm:max-h-[76vh] sm:rounded-xl',
              sizes[size],
            )}
          >
            <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-1">
              <div className="min-w-0">
                <Radix.Title className="text-lg">{title}</Radix.Title>
                {description && (
                  <Radix.Description className="mt-1 text-muted text-sm">{description}</Radix.Description>
                )}
              </div>
              {closable && (
                <Radix.Close
                  aria-label="Close"
                  className="-mr-1.5 grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-fg"
                >
                  <X aria-hidden className="size-4" />
                </Radix.Close>
              )}
            </div>
            {children && <div className="min-h-0 overflow-y-auto px-5 py-3">{children}</div>}
            {footer && (
              <div className="flex flex-wrap items-center justify-end gap-2 px-5 pt-2 pb-4 max-sm:[&>button]:h-10 max-sm:[&>button]:grow">
                {footer}
              </div>
            )}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  )
}
