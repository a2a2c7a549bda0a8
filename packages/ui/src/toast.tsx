'use client'
import { CircleAlert, CircleCheck, Info, LoaderCircle, TriangleAlert } from 'lucide-react'
import { Toaster as Sonner, toast } from 'sonner'

/** `toast.success('Key revoked', { description, action })`: what happened, and what is next. */
export { toast }

/** Place once in the root layout. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      // Above the primary button, which stands at the bottom of small screens.
      mobileOffset={{ bottom: 76, left: 12, right: 12 }}
      icons={{
        success: <CircleCheck aria-hidden className="size-4 text-ok" />,
        error: <CircleAlert aria-hidden className="size-4 text-bad" />,
        warning: <TriangleAlert aria-hidden className="size-4 text-warn" />,
        info: <Info aria-hidden className="size-4 text-info" />,
        loading: <LoaderCircle aria-hidden className="size-4 animate-spin text-muted" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'flex w-full items-start gap-2.5 rounded-lg bg-raised p-3 text-fg text-sm shadow-float font-sans',
          icon: 'mt-0.5',
          content: 'min-w-0 flex-1',
          title: 'font-medium',
          description: 'text-muted',
          actionButton:
            'h-7 shrink-0 rounded-md border border-line-strong bg-surface px-2.5 font-medium hover:bg-hover',
          cancelButton: 'h-7 shrink-0 rounded-md px-2.5 text-muted hover:bg-hover',
        },
      }}
    />
  )
}
