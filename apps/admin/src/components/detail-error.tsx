'use client'
import { ErrorState } from '@gatehouse/ui/error-state'

/** What an `error.tsx` shows: the failure is logged under its digest; trying again renders anew. */
export function DetailError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      title="This page could not be shown"
      detail="Something on our side failed. It is logged; trying again often helps."
      {...(error.digest ? { code: error.digest } : {})}
      onRetry={reset}
    />
  )
}
