'use client'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { ErrorState } from '@gatehouse/ui/error-state'
import { StaleNote } from '@gatehouse/ui/stale-note'
import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { problemOf } from '../api/use-act.ts'
import type { ReadResult } from '../api/use-read.ts'

type LoadedProps<T> = {
  query: ReadResult<T>
  /** Of the same shape as what comes. */
  skeleton: ReactNode
  /** What the screen shows, as in "There is no … here". */
  what: string
  compact?: boolean
  children: (data: T) => ReactNode
}

/** The states of everything that is read: coming, missing, failed, there (and, when it no longer answers, since when). */
export function Loaded<T>({ query, skeleton, what, compact = false, children }: LoadedProps<T>) {
  const { data, error, isPending, isFetching, refetch, dataUpdatedAt } = query
  if (data !== undefined) {
    return (
      <>
        {error && <StaleNote since={dataUpdatedAt}>{problemOf(error).title}. Shown as of</StaleNote>}
        {children(data)}
      </>
    )
  }
  if (isPending && !error) return <div aria-busy="true">{skeleton}</div>
  const problem = problemOf(error)
  if (problem.status === 404 || problem.status === 403) {
    return (
      <EmptyState
        compact={compact}
        icon={<SearchX aria-hidden />}
        title={`There is no ${what} here`}
        why="It does not exist, or it belongs to a team that you are not in."
      />
    )
  }
  return (
    <ErrorState
      compact={compact}
      title={problem.title}
      {...(problem.detail ? { detail: problem.detail } : {})}
      code={problem.code}
      {...(problem.requestId ? { requestId: problem.requestId } : {})}
      onRetry={() => refetch()}
      retrying={isFetching}
    />
  )
}
