import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from './empty-state.tsx'

type ForbiddenStateProps = {
  /** "You can't see …" */
  title: ReactNode
  /** The permission that is missing, in words. */
  needs?: ReactNode
  /** Who can grant it: names or a role. */
  grantedBy: ReactNode
  action?: ReactNode
  compact?: boolean
}

/** Not allowed: what is missing and who can grant it. */
export function ForbiddenState({ title, needs, grantedBy, action, compact = false }: ForbiddenStateProps) {
  return (
    <EmptyState
      icon={<Lock />}
      title={title}
      why={
        <>
          {needs && <>It needs {needs}. </>}
          {grantedBy} can grant it.
        </>
      }
      action={action}
      compact={compact}
    />
  )
}
