import { CodeBlock } from '@gatehouse/ui/code-block'
import { Link } from '@gatehouse/ui/link'
import { formatDate } from '@gatehouse/ui/time'
import type { ReactNode } from 'react'
import type { Schemas } from './json-schema.ts'
import { keyPlaceholder } from './key-placeholder.ts'
import { LanguageSelect } from './language-select.tsx'
import type { OperationDescription, PortalVersionView } from './load-version.ts'
import { preferredMedia } from './media-types.ts'
import { sampleRequest } from './operation-sample.ts'
import { renderSample } from './render-sample.ts'
import { statusTone } from './responses-section.tsx'
import { type SampleLanguage, sampleLanguages, tabCount } from './sample-languages.ts'
import { mediaExample } from './schema-example.ts'

export type StageChoice = PortalVersionView['stages'][number]

type CodeColumnProps = {
  view: PortalVersionView
  operation: OperationDescription
  anonymous: boolean
  stage: StageChoice | undefined
  language: SampleLanguage
  /** The reader's own key, masked, and whose it is; null without one. */
  ownKey: { masked: string; application: string } | null
  /** Address of this page with another choice. */
  hrefFor: (choice: { lang?: string; stage?: string }) => string
}

/** Right beside the text: the call as code, for a stage and in a language, and the answers it can get. */
export function CodeColumn({ view, operation, anonymous, stage, language, ownKey, hrefFor }: CodeColumnProps) {
  const { schemas } = view.description
  const common = {
    schemas: schemas as Schemas,
    baseUrl: stage?.baseUrl ?? `https://api.example.com/${view.api.slug}`,
    keyLocation: view.keyLocations[0] ?? { in: 'header' as const, name: 'x-api-key' },
  }
  const code = renderSample(
    sampleRequest(operation, { ...common, key: anonymous ? null : (ownKey?.masked ?? keyPlaceholder) }),
    language.id,
  )
  // A masked key would be refused as malformed: what is copied says plainly where the key goes.
  const copied = renderSample(
    sampleRequest(operation, { ...common, key: anonymous ? null : keyPlaceholder }),
    language.id,
  )
  const tabs = sampleLanguages.slice(0, tabCount)
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="Code sample">
        <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
          <Choice label="Language">
            {tabs.map(({ id, label }) => (
              <Pick key={id} href={hrefFor({ lang: id })} current={id === language.id}>
                {label}
              </Pick>
            ))}
          </Choice>
          <LanguageSelect
            current={language.id}
            languages={sampleLanguages
              .slice(tabCount)
              .map(({ id, group }) => ({ id, label: group, href: hrefFor({ lang: id }) }))}
          />
        </div>
        <CodeBlock
          title={
            <span className="flex items-center gap-2">
              {view.stages.length > 1 ? (
                <Choice label="Stage">
                  {view.stages.map(({ id, name }) => (
                    <Pick key={id} href={hrefFor({ stage: name })} current={id === stage?.id}>
                      {name}
                    </Pick>
                  ))}
                </Choice>
              ) : (
                (stage?.name ?? 'Sample')
              )}
            </span>
          }
          code={code}
          copyValue={copied}
          language={language.colouring}
          maxHeight={420}
        />
        <p className="mt-1.5 text-muted text-xs">
          {ownKey && !anonymous ? `With the key of ${ownKey.application}, masked. ` : ''}
          {stage
            ? `${stage.name} runs r${stage.revisionNumber} since ${formatDate(stage.deployedAt)}.`
            : 'Not callable yet.'}
        </p>
      </section>
      <ResponseExamples operation={operation} schemas={schemas as Schemas} />
    </div>
  )
}

function ResponseExamples({ operation, schemas }: { operation: OperationDescription; schemas: Schemas }) {
  const examples = Object.entries(operation.responses).flatMap(([status, answer]) => {
    const chosen = preferredMedia(answer.content)
    const example = chosen && mediaExample(chosen.media, schemas, 'response')
    return example === undefined ? [] : [{ status, example }]
  })
  const good = examples.findIndex(({ status }) => status.startsWith('2'))
  const [first, ...others] = good > 0 ? [...examples.splice(good, 1), ...examples] : examples
  if (!first) return null
  return (
    <section aria-label="Response examples" className="flex flex-col gap-2">
      <Example {...first} open />
      {others.slice(0, 6).map((each) => (
        <Example key={each.status} {...each} />
      ))}
    </section>
  )
}

function Example({ status, example, open = false }: { status: string; example: unknown; open?: boolean }) {
  const code = typeof example === 'string' ? example : JSON.stringify(example, null, 2)
  const cut = code.length > 6_000 ? `${code.slice(0, 6_000)}\n…` : code
  return (
    <details open={open} className="group/example rounded-lg border border-line bg-sunken">
      <summary className="flex h-9 list-none items-center gap-2 px-3 text-sm">
        <span className={`gh-tabular font-medium ${statusTone(status)}`}>{status}</span>
        <span className="text-muted">example answer</span>
      </summary>
      <CodeBlock code={cut} language="json" maxHeight={360} className="rounded-none border-0 border-line border-t" />
    </details>
  )
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className="flex items-center gap-0.5 rounded-md bg-sunken p-0.5">
      {children}
    </nav>
  )
}

function Pick({ href, current, children }: { href: string; current: boolean; children: ReactNode }) {
  return (
    <Link
      href={href}
      rel="nofollow"
      aria-current={current ? 'true' : undefined}
      className={`flex h-6 items-center rounded px-2 text-xs ${current ? 'bg-surface font-medium text-fg shadow-sm' : 'text-muted hover:text-fg'}`}
    >
      {children}
    </Link>
  )
}
