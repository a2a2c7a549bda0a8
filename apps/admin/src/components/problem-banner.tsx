'use client'
import type { Problem } from '@gatehouse/contracts/problems'
import { Banner } from '@gatehouse/ui/banner'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { proposalOf } from '../api/proposal.ts'
import { ProposeInstead } from './propose-instead.tsx'

/** What failed and what to do, above the form or act that failed. Moves nothing else, is announced. */
export function ProblemBanner({ problem, hideFields = false }: { problem: Problem | undefined; hideFields?: boolean }) {
  if (!problem) return null
  const proposal = proposalOf(problem)
  const places = hideFields ? [] : (problem.errors ?? []).slice(0, 5)
  return (
    <div role="alert">
      <Banner tone="bad" title={problem.title}>
        {problem.detail && <p>{problem.detail}</p>}
        {places.length > 0 && (
          <ul className="mt-1 list-disc pl-4">
            {places.map((error) => (
              <li key={`${error.pointer} ${error.rule}`}>
                {error.pointer && <code>{error.pointer}</code>} {error.expected}
              </li>
            ))}
          </ul>
        )}
        {proposal && <ProposeInstead proposal={proposal} />}
        {problem.requestId && (
          <p className="mt-1 flex flex-wrap items-center gap-2 text-muted">
            <code>{problem.code}</code>
            <CopyableId value={problem.requestId} />
          </p>
        )}
      </Banner>
    </div>
  )
}
