import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { FileQuestion, Hourglass } from 'lucide-react'
import { ArrivingRefresh } from './arriving-refresh.tsx'

type UnknownRequestProps = { requestId: string; at: number | undefined; now: number; signedIn: boolean }

/** A request that is not this reader's, not kept, or not written yet: the same words for all that he may not tell apart. */
export function UnknownRequestPage({ requestId, at, now, signedIn }: UnknownRequestProps) {
  const arriving = signedIn && at !== undefined && now - at < 10_000 && now >= at
  return (
    <Page width="narrow">
      {arriving ? (
        <>
          <EmptyState
            icon={<Hourglass aria-hidden />}
            title="Its record is arriving"
            why="The gateway answered this request a moment ago. This page shows it as soon as it is stored."
          />
          <ArrivingRefresh until={at + 12_000} />
        </>
      ) : (
        <EmptyState
          icon={<FileQuestion aria-hidden />}
          title="This request is not in your log"
          why={
            signedIn
              ? 'It belongs to an application of another team, came without a key of yours, or is older than the log is kept.'
              : 'Only the team whose key was used can see a request. Sign in with an account of that team.'
          }
          action={
            signedIn ? (
              <LinkButton href="/requests">My requests</LinkButton>
            ) : (
              <LinkButton href={`/sign-in?next=${encodeURIComponent(`/requests/${requestId}`)}`} variant="primary">
                Sign in
              </LinkButton>
            )
          }
        />
      )}
      <p className="text-center text-muted text-sm">
        <code className="[overflow-wrap:anywhere]">{requestId}</code>
        {at !== undefined && (
          <>
            {' '}
            · <RelativeTime value={at} />
          </>
        )}
      </p>
      <p className="text-center text-sm">
        <LinkButton href="/problems" variant="ghost">
          What the codes of the gateway mean
        </LinkButton>
      </p>
    </Page>
  )
}
