import { listMyCredentials } from '@gatehouse/contracts/endpoints/my-applications'
import { Banner } from '@gatehouse/ui/banner'
import { Breadcrumbs } from '@gatehouse/ui/breadcrumbs'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { Markdown, OutsideLink } from '../../components/markdown.tsx'
import { serverCall } from '../../server/call.ts'
import { AccessLine } from './access-line.tsx'
import { CodeColumn, type StageChoice } from './code-column.tsx'
import type { Schemas } from './json-schema.ts'
import { type PortalVersionView, type ShownOperation, shownOperations, versionHref } from './load-version.ts'
import { Method, PathTemplate } from './method-badge.tsx'
import { RequestSection } from './request-section.tsx'
import { ResponsesSection } from './responses-section.tsx'
import type { SampleLanguage } from './sample-languages.ts'
import { VersionPicker } from './version-picker.tsx'
import { VersionNotice } from './version-state.tsx'

type OperationPageProps = {
  view: PortalVersionView
  shown: ShownOperation
  language: SampleLanguage
  /** Public name of a stage, from the address. */
  stageName: string | undefined
}

/** The reference of one operation, whole on the server: text left, code right. */
export async function OperationPage({ view, shown, language, stageName }: OperationPageProps) {
  const { operation, listed, title } = shown
  const stage = view.stages.find(({ name }) => name === stageName) ?? view.stages[0]
  const schemas = view.description.schemas as Schemas
  const budget = { left: 350 }
  const here = `${versionHref(view)}/${listed.slug}`
  const hrefFor = (choice: { lang?: string; stage?: string }) => {
    const query = new URLSearchParams({ ...(stageName ? { stage: stageName } : {}), ...choice })
    return `${here}?${query}`
  }
  return (
    <article className="grid gap-x-10 xl:grid-cols-[minmax(0,1fr)_minmax(0,30rem)] xl:grid-rows-[auto_1fr]">
      <header className="min-w-0 max-w-[46rem]">
        <Breadcrumbs
          items={[
            { label: 'APIs', href: '/apis' },
            { label: view.api.name, href: versionHref(view) },
            { label: operation.tags[0] ?? 'Operations' },
          ]}
        />
        <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <h1 className="text-xl [overflow-wrap:anywhere]">{title}</h1>
          <VersionPicker view={view} operation={listed.slug} />
        </div>
        <p className="mt-2 flex min-w-0 items-center gap-2">
          <Method method={operation.method} />
          <PathTemplate path={operation.path} />
          <CopyButton value={`${stage?.baseUrl ?? ''}${operation.path}`} label="Copy the address" />
        </p>
        <AccessLine view={view} operation={listed} stageId={stage?.id} />
        <div className="mt-4 flex flex-col gap-4">
          {operation.deprecated && (
            <Banner tone="warn" title="This operation is deprecated">
              It still answers. Do not build new things on it.
            </Banner>
          )}
          <VersionNotice view={view} operation={listed.slug} />
          {operation.description && operation.description.trim() !== operation.summary?.trim() && (
            <Markdown>{operation.description}</Markdown>
          )}
          {operation.externalDocs && (
            <p className="gh-prose text-sm">
              <OutsideLink href={operation.externalDocs.url}>
                {operation.externalDocs.description ?? 'More about this operation'}
              </OutsideLink>
            </p>
          )}
        </div>
      </header>
      <div className="mt-6 min-w-0 xl:col-start-2 xl:row-span-2 xl:row-start-1 xl:mt-0">
        <div className="xl:sticky xl:top-20 xl:max-h-[calc(100dvh-6rem)] xl:overflow-y-auto">
          <CodeColumn
            view={view}
            operation={operation}
            anonymous={listed.anonymous}
            stage={stage}
            language={language}
            ownKey={await ownKeyFor(view, stage)}
            hrefFor={hrefFor}
          />
        </div>
      </div>
      <div className="min-w-0 max-w-[46rem] xl:col-start-1">
        <RequestSection operation={operation} schemas={schemas} budget={budget} />
        <ResponsesSection operation={operation} listed={listed} schemas={schemas} budget={budget} />
        <NextOperations view={view} shown={shown} here={here} />
      </div>
    </article>
  )
}

/** The reader's newest working key for the stage, masked. */
async function ownKeyFor(view: PortalVersionView, stage: StageChoice | undefined) {
  const access = view.access.find(({ state }) => state === 'active')
  if (!access || !stage) return null
  const call = await serverCall()
  const { items } = await call(listMyCredentials, { applicationId: access.applicationId })
  const key = items.find(({ state, stage: { id } }) => state === 'active' && id === stage.id)
  return key ? { masked: `${key.start}…${key.last4}`, application: access.applicationName } : null
}

function NextOperations({ view, shown, here }: { view: PortalVersionView; shown: ShownOperation; here: string }) {
  const all = shownOperations(view)
  const at = all.findIndex(({ listed }) => listed.slug === shown.listed.slug)
  const link = (to: ShownOperation | undefined, word: string) =>
    to ? (
      <a
        href={`${versionHref(view)}/${to.listed.slug}`}
        className="rounded-lg border border-line px-4 py-3 hover:bg-hover"
      >
        <span className="block text-muted text-xs">{word}</span>
        <span className="text-sm">{to.title}</span>
      </a>
    ) : (
      <span />
    )
  return (
    <nav aria-label="Neighbouring operations" className="mt-12 grid gap-3 sm:grid-cols-2">
      {link(all[at - 1], 'Before')}
      {link(all[at + 1], 'Next')}
      <a href={`${here}.md`} className="text-muted text-sm hover:text-fg sm:col-span-2">
        This page as Markdown
      </a>
    </nav>
  )
}
