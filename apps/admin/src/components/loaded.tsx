'use client'
import type { Permission } from '@gatehouse/contracts/permissions'
import { permissionTexts } from '@gatehouse/contracts/permissions'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { ErrorState } from '@gatehouse/ui/error-state'
import { ForbiddenState } from '@gatehouse/ui/forbidden-state'
import { StaleNote } from '@gatehouse/ui/stale-note'
import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { problemOf } from '../api/use-act.ts'
import type { ReadResult } from '../api/use-read.ts'
import { whoHolds } from './who-holds.ts'

type LoadedProps<T> = {
  query: ReadResult<T>
  /** Of the same shape as what comes. */
  skeleton: ReactNode
  /** What the screen shows, as in "You can't see …". */
  what: string
  needs?: Permission
  compact?: boolean
  children: (data: T) => ReactNode
}

/** The four states of everything that is read: coming, forbidden, failed, there (and, when it no longer answers, since when). */
export function Loaded<T>({ query, skeleton, what, needs, compact = false, children }: LoadedProps<T>) {
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
  if (problem.status === 403) {
    return (
      <ForbiddenState
        compact={compact}
        title={`You can’t see ${what}`}
        {...(needs ? { needs: permissionTexts[needs] } : {})}
        grantedBy={whoHolds(needs)}
      />
    )
  }
  if (problem.status === 404) {
    return (
      <EmptyState
        compact={compact}
        icon={<SearchX aria-hidden />}
        title={`There is no ${what} here`}
        why="It does not exist, or it is not visible to you. An administrator can say which."
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
