import { TextLink } from '@gatehouse/ui/text-link'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Markdown } from '../../components/markdown.tsx'
import { gatewayAnswers } from './gateway-answers.ts'
import type { Schema, Schemas } from './json-schema.ts'
import type { ListedOperation, OperationDescription } from './load-version.ts'
import { preferredMedia } from './media-types.ts'
import { BodySchema } from './request-section.tsx'
import type { RowBudget } from './schema-rows.tsx'

type ResponsesProps = { operation: OperationDescription; listed: ListedOperation; schemas: Schemas; budget: RowBudget }

/** What comes back: the backend's answers by status, then the gateway's own with their meaning. */
export function ResponsesSection({ operation, listed, schemas, budget }: ResponsesProps) {
  const answers = Object.entries(operation.responses).sort(([a], [b]) => a.localeCompare(b))
  const firstGood = answers.find(([status]) => status.startsWith('2'))?.[0]
  return (
    <section aria-labelledby="responses" className="mt-10">
      <h2 id="responses" className="scroll-mt-20 text-lg">
        Responses
      </h2>
      <div className="mt-3 divide-y divide-line border-line border-y">
        {answers.map(([status, answer]) => {
          const chosen = preferredMedia(answer.content)
          return (
            <Answer key={status} status={status} sentence={answer.description} open={status === firstGood}>
              {answer.headers && Object.keys(answer.headers).length > 0 && (
                <p className="mb-2 text-muted text-sm">
                  Headers:{' '}
                  {Object.keys(answer.headers).map((name, index) => (
                    <span key={name}>
                      {index > 0 && ', '}
                      <code className="text-xs">{name}</code>
                    </span>
                  ))}
                </p>
              )}
              {chosen?.media.schema !== undefined ? (
                <>
                  <p className="mb-1 font-mono text-subtle text-xs">{chosen.type}</p>
                  <BodySchema
                    schema={chosen.media.schema as Schema}
                    prefix={`r${status}`}
                    direction="response"
                    schemas={schemas}
                    budget={budget}
                  />
                </>
              ) : (
                <p className="text-muted text-sm">No body is described.</p>
              )}
            </Answer>
          )
        })}
      </div>
      <h3 className="mt-8 text-sm">Answers of the gateway</h3>
      <p className="mt-1 text-muted text-sm">
        Given before the API itself is asked, as problem documents with a <code>code</code> and a request id.
      </p>
      <dl className="mt-3 divide-y divide-line border-line border-y text-sm">
        {gatewayAnswers(operation, listed).map(({ status, codes }) => (
          <div key={status} className="grid gap-x-4 py-2.5 sm:grid-cols-[3rem_minmax(0,1fr)]">
            <dt className="gh-tabular font-medium">{status}</dt>
            <dd className="flex flex-col gap-1.5">
              {codes.map(({ code, why }) => (
                <p key={code}>
                  <TextLink href={`/problems/${code}`} className="font-mono text-xs">
                    {code}
                  </TextLink>{' '}
                  <span className="text-muted">{why}</span>
                </p>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

export const statusTone = (status: string | number) => {
  const first = String(status)[0]
  return first === '2'
    ? 'text-ok-text'
    : first === '3'
      ? 'text-info-text'
      : first === '4'
        ? 'text-warn-text'
        : 'text-bad-text'
}

function Answer({
  status,
  sentence,
  open,
  children,
}: {
  status: string
  sentence: string
  open: boolean
  children: ReactNode
}) {
  return (
    <details open={open} id={`status-${status}`} className="group/answer scroll-mt-20">
      <summary className="flex list-none items-start gap-2 py-2.5 text-sm">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-subtle transition-transform group-open/answer:rotate-90"
        />
        <span className={`gh-tabular w-14 shrink-0 font-medium ${statusTone(status)}`}>{status}</span>
        <span className="min-w-0 flex-1 text-muted [&_p]:my-0">
          <Markdown inline>{sentence}</Markdown>
        </span>
      </summary>
      <div className="pb-4 pl-6">{children}</div>
    </details>
  )
}
