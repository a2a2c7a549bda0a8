'use client'
import type { Problem } from '@gatehouse/contracts/problems'
import { Banner } from '@gatehouse/ui/banner'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Sentence } from '../deployments/change-list.tsx'
import { questionsOf, type Source } from './import-asked.ts'
import { ImportQuestions } from './import-questions.tsx'
import { SourceExcerpt } from './source-excerpt.tsx'

type ImportProblemProps = { problem: Problem; source: Source; busy: boolean; onSource: (source: Source) => void }

/** Why a file cannot be read: a question that the member can answer, or each place with the lines of the file itself. */
export function ImportProblem({ problem, source, busy, onSource }: ImportProblemProps) {
  const questions = questionsOf(problem)
  const asks = questions.hosts.length + questions.rootFiles.length > 0
  const errors = (problem.errors ?? []).filter((error) => error.in === 'file')
  return (
    <div role="alert" className="flex flex-col gap-4">
      {asks ? (
        <ImportQuestions source={source} questions={questions} busy={busy} onSource={onSource} />
      ) : (
        <Banner tone="bad" title={`${source.label}: ${problem.title}`}>
          {/* Of an address or a repository there is one sentence, and no place in a file. */}
          <p>
            {errors.length === 0 && problem.detail
              ? problem.detail
              : 'Nothing was saved. Mend the file and give it again.'}
          </p>
          {problem.requestId && <CopyableId value={problem.requestId} />}
        </Banner>
      )}
      {questions.rootFiles.length === 0 && <Places errors={errors} text={source.text} />}
    </div>
  )
}

/** Each place that is wrong, with the lines around it where the browser has the text. */
function Places({ errors, text }: { errors: NonNullable<Problem['errors']>; text: string | undefined }) {
  return (
    <>
      {errors.slice(0, 10).map((error) => (
        <section key={`${error.pointer} ${error.rule} ${error.line}`} className="flex flex-col gap-2">
          <p className="text-sm [overflow-wrap:anywhere]">
            {error.line && <span className="mr-2 font-medium">Line {error.line}</span>}
            <Sentence text={error.expected} />
            {error.pointer && <code className="ml-2 text-muted text-xs">{error.pointer}</code>}
          </p>
          {error.line && text !== undefined && <SourceExcerpt source={text} line={error.line} tone="bad" />}
        </section>
      ))}
      {errors.length > 10 && <p className="text-muted text-sm">And {errors.length - 10} more.</p>}
    </>
  )
}
