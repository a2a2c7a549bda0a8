'use client'
import type { Problem } from '@gatehouse/contracts/problems'
import { Banner } from '@gatehouse/ui/banner'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { SourceExcerpt } from './source-excerpt.tsx'

/** Why a file cannot be read: each place with the lines of the file itself. */
export function ImportProblem({ problem, source, fileName }: { problem: Problem; source: string; fileName: string }) {
  const errors = problem.errors ?? []
  return (
    <div role="alert" className="flex flex-col gap-4">
      <Banner tone="bad" title={`${fileName}: ${problem.title}`}>
        <p>
          {errors.length === 0 && problem.detail
            ? problem.detail
            : 'Nothing was saved. Mend the file and give it again.'}
        </p>
        {problem.requestId && <CopyableId value={problem.requestId} />}
      </Banner>
      {errors.slice(0, 10).map((error) => (
        <section key={`${error.pointer} ${error.rule} ${error.line}`} className="flex flex-col gap-2">
          <p className="text-sm">
            {error.line && <span className="mr-2 font-medium">Line {error.line}</span>}
            {error.expected}
            {error.pointer && <code className="ml-2 text-muted text-xs">{error.pointer}</code>}
          </p>
          {error.line && <SourceExcerpt source={source} line={error.line} tone="bad" />}
        </section>
      ))}
      {errors.length > 10 && <p className="text-muted text-sm">And {errors.length - 10} more.</p>}
    </div>
  )
}
