'use client'
import type { AccessDiff } from '@gatehouse/contracts/access-diff'
import type { ProblemError } from '@gatehouse/contracts/client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { previewAccessDiff } from '@gatehouse/contracts/endpoints/access-engine'
import { Button } from '@gatehouse/ui/button'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { Loaded } from '../../components/loaded.tsx'
import { AccessDiffSection } from '../guardrails/access-diff-section.tsx'

export type PreviewedChange = EndpointInput<typeof previewAccessDiff>['change']

/** The same, once somebody asks for it: judging everything on each stroke would be too much. */
export function AskForAccessDiff({ change }: { change: PreviewedChange }) {
  const [asked, setAsked] = useState<string | null>(null)
  // Whoever goes on editing has not seen what that would do.
  if (asked !== JSON.stringify(change))
    return (
      <Button size="sm" className="self-start" onClick={() => setAsked(JSON.stringify(change))}>
        See who gains and loses access
      </Button>
    )
  return <AccessDiffPreview change={change} />
}

/** Who would gain and lose what by a change that nobody has saved yet. */
export function AccessDiffPreview({ change }: { change: PreviewedChange }) {
  const query = useQuery<AccessDiff, ProblemError>({
    queryKey: [previewAccessDiff.id, change],
    queryFn: ({ signal }) => call(previewAccessDiff, { change }, { signal }),
    staleTime: 10_000,
    retry: false,
  })
  return (
    <Loaded query={query} what="access diff" compact skeleton={<SkeletonText lines={3} />}>
      {(diff) => <AccessDiffSection diff={diff} />}
    </Loaded>
  )
}
