import { Banner } from '@gatehouse/ui/banner'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatDate, formatInstant } from '@gatehouse/ui/time'
import { Markdown } from '../../components/markdown.tsx'
import type { PortalVersionView } from './load-version.ts'

type NoticeProps = {
  view: PortalVersionView
  /** Page of the operation that is read: its place in the successor is linked. */
  operation?: string | undefined
}

/** What a reader must know before he builds on this version; nothing when all is well. */
export function VersionNotice(props: NoticeProps) {
  const key = props.view.operations.find(({ slug }) => slug === props.operation)?.key
  const pauses = props.view.pauses.filter(
    ({ operation }) => operation === null || key === undefined || operation === key,
  )
  return (
    <>
      {pauses.map(({ stage, operation: paused, reason, since }) => (
        <Banner
          key={`${stage} ${paused}`}
          tone="warn"
          title={`${paused ?? props.view.versionName} is paused on ${stage} since ${formatInstant(since)}`}
        >
          {reason.replace(/[.!?\s]*$/, '')}. Calls get 503 until it goes on.
        </Banner>
      ))}
      <StateNotice {...props} />
    </>
  )
}

function StateNotice({ view, operation }: NoticeProps) {
  const { deprecation, versionName, state } = view
  if (deprecation) return <DeprecationNotice view={view} deprecation={deprecation} operation={operation} />
  const newest = view.api.versions.find((version) => version.state === 'published' && version.name !== versionName)
  const successor = newest && (
    <TextLink href={`/apis/${view.api.slug}/${encodeURIComponent(newest.name)}`}>See {newest.name}</TextLink>
  )
  if (state === 'retired') {
    return (
      <Banner tone="bad" title={`${versionName} is retired`}>
        Calls are answered with 410. {successor}
      </Banner>
    )
  }
  if (state === 'deprecated') {
    return (
      <Banner tone="warn" title={`${versionName} is deprecated`}>
        It still works, and will be switched off. Build new things on its successor. {successor}
      </Banner>
    )
  }
  if (view.stages.length === 0) {
    return (
      <Banner tone="info" title="Preview, not callable yet">
        You can read everything. No stage that is open to developers runs it yet.
      </Banner>
    )
  }
  return null
}

/** The announced end: dates, where the same operation is in the successor, and how to move. */
function DeprecationNotice({
  view,
  deprecation,
  operation,
}: NoticeProps & { deprecation: NonNullable<PortalVersionView['deprecation']> }) {
  const { versionName } = view
  const { successor, sunsetAt, brownOuts, guideUrl, message } = deprecation
  const ended = view.state === 'retired' || (sunsetAt !== null && Date.parse(sunsetAt) <= Date.now())
  const begins = Date.parse(deprecation.deprecatedAt) > Date.now()
  const same = operation === undefined ? undefined : successor?.operations[operation]
  const href = successor && `/apis/${successor.api.slug}/${encodeURIComponent(successor.version)}`
  const name = successor && `${successor.api.name} ${successor.version}`
  const title = ended
    ? `${versionName} has ended${sunsetAt === null ? '' : ` on ${formatDate(sunsetAt)}`}`
    : `${versionName} ${begins ? `will be deprecated on ${formatDate(deprecation.deprecatedAt)}` : 'is deprecated'}${sunsetAt === null ? '' : ` and ends on ${formatDate(sunsetAt)}`}`
  return (
    <Banner tone={ended ? 'bad' : 'warn'} title={title}>
      <p>
        {ended
          ? 'Calls are answered with 410, but for applications with an extension.'
          : sunsetAt === null
            ? 'It still works. The day of its end is not decided yet; it takes no new applications.'
            : `It works until then. From ${formatInstant(sunsetAt)} on calls are answered with 410.`}
      </p>
      {message && <Markdown inline>{message}</Markdown>}
      {!ended && brownOuts.length > 0 && (
        <p>
          Before that it answers 410 for a while, as a rehearsal:{' '}
          {brownOuts.map(({ from, to }) => `${formatInstant(from)} to ${formatInstant(to)}`).join('; ')}.
        </p>
      )}
      <p className="flex flex-wrap gap-x-4">
        {href && same && <TextLink href={`${href}/${same}`}>The same operation in {name}</TextLink>}
        {href && !same && (
          <TextLink href={href}>
            {operation === undefined ? `See ${name}` : `${name} has no such operation: see all`}
          </TextLink>
        )}
        {guideUrl && (
          <TextLink href={guideUrl} external>
            How to move
          </TextLink>
        )}
      </p>
    </Banner>
  )
}

export function VersionStateWord({ state }: { state: PortalVersionView['state'] }) {
  if (state === 'deprecated') return <StatusWord tone="warn">Deprecated</StatusWord>
  if (state === 'retired') return <StatusWord tone="bad">Retired</StatusWord>
  return null
}
