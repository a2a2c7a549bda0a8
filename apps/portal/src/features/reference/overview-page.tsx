import { Badge } from '@gatehouse/ui/badge'
import { Breadcrumbs } from '@gatehouse/ui/breadcrumbs'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { plural } from '@gatehouse/ui/format'
import { Link } from '@gatehouse/ui/link'
import { LinkButton } from '@gatehouse/ui/link-button'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Markdown, OutsideLink } from '../../components/markdown.tsx'
import { groupByTag, type PortalVersionView, type TagGroup, versionHref } from './load-version.ts'
import { Method, PathTemplate } from './method-badge.tsx'
import { PlanCards } from './plan-cards.tsx'
import { VersionPicker } from './version-picker.tsx'
import { VersionNotice, VersionStateWord } from './version-state.tsx'

/** Operations of a tag that are listed before the rest folds. */
const listedPerTag = 40

/** What an API is, where it answers, what it costs to use, and all that it can do. */
export function OverviewPage({ view }: { view: PortalVersionView }) {
  const { api, description, stages } = view
  const groups = groupByTag(view)
  const total = groups.reduce((sum, { operations }) => sum + operations.length, 0)
  const text = description.description ?? description.summary ?? api.summary
  return (
    <article className="min-w-0 max-w-[62rem]">
      <Breadcrumbs items={[{ label: 'APIs', href: '/apis' }, { label: api.name }]} />
      <div className="mt-2 flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0 flex-1 basis-80">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="font-semibold text-[26px] leading-9 [overflow-wrap:anywhere]">{api.name}</h1>
            <VersionPicker view={view} />
            <VersionStateWord state={view.state} />
          </div>
          <p className="mt-1 max-w-[46rem] text-lg text-muted">{api.summary || description.summary}</p>
          <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
            <span>{plural(total, 'operation')}</span>
            <span>by {api.team}</span>
            {api.audience !== 'public' && <Badge>{api.audience === 'partner' ? 'Partners' : 'Internal'}</Badge>}
          </p>
        </div>
        <PrimaryAct view={view} />
      </div>
      <div className="mt-5 flex flex-col gap-6">
        <VersionNotice view={view} />
        <MyAccess view={view} />
        {stages.length > 0 && <BaseUrls view={view} />}
        {text && text !== api.summary && <Markdown>{text}</Markdown>}
        <PlanCards view={view} />
        <section aria-labelledby="operations">
          <h2 id="operations" className="scroll-mt-20 text-lg">
            Operations
          </h2>
          {groups.map((group) => (
            <TagSection key={group.tag} group={group} base={versionHref(view)} />
          ))}
        </section>
        <Contact view={view} />
      </div>
    </article>
  )
}

function PrimaryAct({ view }: { view: PortalVersionView }) {
  const offered = view.products.some(({ plans }) => plans.length > 0)
  if (!offered || view.state === 'retired') return null
  const mine = view.access.some(({ state }) => state === 'active')
  // A deprecated version takes no new applications: its successor does, which the banner links.
  if (view.state === 'deprecated' && !mine) return null
  const label = mine ? 'Make a call' : 'Get access'
  return (
    <LinkButton href={`${versionHref(view)}/start`} variant="primary" size="lg">
      {label}
    </LinkButton>
  )
}

function MyAccess({ view }: { view: PortalVersionView }) {
  if (view.access.length === 0) return null
  const words = {
    active: ['ok', 'has access'],
    pending: ['warn', 'waits for approval'],
    suspended: ['bad', 'is suspended'],
  } as const
  return (
    <ul aria-label="Your access" className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
      {view.access.map((access) => (
        <li key={access.subscriptionId} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
          <Link href={`/applications/${access.applicationId}`} className="font-medium hover:text-accent-text">
            {access.applicationName}
          </Link>
          <StatusWord tone={words[access.state][0]}>{words[access.state][1]}</StatusWord>
          <span className="text-muted">{access.planName}</span>
          <Link href={`/requests?application=${access.applicationId}`} className="ml-auto text-muted hover:text-fg">
            Requests
          </Link>
        </li>
      ))}
    </ul>
  )
}

function BaseUrls({ view }: { view: PortalVersionView }) {
  return (
    <dl className="divide-y divide-line rounded-lg border border-line bg-surface text-sm" aria-label="Base addresses">
      {view.stages.map((stage) => (
        <div key={stage.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
          <dt className="flex w-28 items-center gap-2 font-medium">{stage.name}</dt>
          <dd className="flex min-w-0 flex-1 items-center gap-2">
            <code className="min-w-0 text-[13px] [overflow-wrap:anywhere]">{stage.baseUrl}</code>
            <CopyButton value={stage.baseUrl} label={`Copy the address of ${stage.name}`} />
          </dd>
          <dd className="text-muted text-xs">
            {stage.exposure === 'sandbox' ? 'for trying out, never billed' : 'for production'} · r{stage.revisionNumber}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function TagSection({ group, base }: { group: TagGroup; base: string }) {
  const [shown, folded] = [group.operations.slice(0, listedPerTag), group.operations.slice(listedPerTag)]
  return (
    <section id={group.anchor} aria-label={group.tag} className="mt-5 scroll-mt-20">
      <h3 className="text-base">{group.tag}</h3>
      {group.description && (
        <div className="text-muted">
          <Markdown inline>{group.description}</Markdown>
        </div>
      )}
      <Operations operations={shown} base={base} />
      {folded.length > 0 && (
        <details className="mt-1">
          <summary className="cursor-pointer py-2 text-muted text-sm hover:text-fg">
            {folded.length} more of {group.tag}
          </summary>
          <Operations operations={folded} base={base} />
        </details>
      )}
    </section>
  )
}

function Operations({ operations, base }: { operations: TagGroup['operations']; base: string }) {
  return (
    <ul className="mt-2 divide-y divide-line border-line border-y">
      {operations.map(({ listed, operation, title }) => (
        <li key={listed.slug}>
          {/* A plain anchor: a thousand router links would weigh more than the page they save. */}
          <a
            href={`${base}/${listed.slug}`}
            className="grid items-baseline gap-x-4 px-2 py-2 text-sm hover:bg-hover sm:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]"
          >
            <span className={operation.deprecated ? 'text-muted line-through decoration-subtle' : ''}>{title}</span>
            <span className="flex min-w-0 items-baseline gap-2 text-muted">
              <Method method={operation.method} />
              <PathTemplate path={operation.path} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

function Contact({ view }: { view: PortalVersionView }) {
  const { email, supportUrl } = view.contact
  const { license, termsOfService } = view.description
  if (!email && !supportUrl && !license && !termsOfService) return null
  return (
    <footer className="flex flex-wrap gap-x-6 gap-y-1 border-line border-t pt-4 text-muted text-sm">
      {email && <OutsideLink href={`mailto:${email}`}>{email}</OutsideLink>}
      {supportUrl && <OutsideLink href={supportUrl}>Support</OutsideLink>}
      {termsOfService && <OutsideLink href={termsOfService}>Terms</OutsideLink>}
      {license && <OutsideLink href={license.url}>{license.name}</OutsideLink>}
    </footer>
  )
}
