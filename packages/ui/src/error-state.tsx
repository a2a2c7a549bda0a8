'use client'
import { CircleAlert, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { CopyableId } from './copyable-id.tsx'

type ErrorStateProps = {
  /** The problem's title and detail. */
  title: ReactNode
  detail?: ReactNode
  code?: string
  requestId?: string
  onRetry?: () => void
  retrying?: boolean
  /** Instead of retry, e.g. a link. */
  action?: ReactNode
  compact?: boolean
  className?: string
}

/** Something failed: what, why, the code and request id to quote, and a way on. */
export function ErrorState({
  title,
  detail,
  code,
  requestId,
  onRetry,
  retrying = false,
  action,
  compact = false,
  className,
}: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={classNames('flex flex-col items-center px-6 text-center', compact ? 'py-8' : 'py-16', className)}
    >
      <span className="mb-3 grid size-10 place-items-center rounded-lg border border-bad-line bg-bad-soft text-bad">
        <CircleAlert aria-hidden className="size-5" />
      </span>
      <p className="font-medium text-base">{title}</p>
      {detail && <p className="mt-1 max-w-[56ch] text-muted text-sm">{detail}</p>}
      {(code || requestId) && (
        <dl className="mt-3 flex flex-wrap items-center justify-center gap-x-4 gap-y-1 text-muted text-sm">
          {code && (
            <div className="flex items-center gap-1.5">
              <dt>Code</dt>
              <dd className="font-mono text-fg text-xs">{code}</dd>
            </div>
          )}
          {requestId && (
            <div className="flex items-center gap-1.5">
              <dt>Request</dt>
              <dd>
                <CopyableId value={requestId} />
              </dd>
            </div>
          )}
        </dl>
      )}
      {(onRetry || action) && (
        <div className="mt-4 flex flex-wrap justify-center gap-2">
          {onRetry && (
            <Button onClick={onRetry} loading={retrying} icon={<RotateCw aria-hidden />}>
              Try again
            </Button>
          )}
          {action}
        </div>
      )}
    </div>
  )
}
