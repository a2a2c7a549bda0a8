'use client'
import { endSession, type SessionView } from '@gatehouse/contracts/endpoints/account'
import { endSessions } from '@gatehouse/contracts/endpoints/account-security'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { problemOf, useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { browserName } from './browser-name.ts'
import { sessionsRead } from './queries.ts'

/** Where one is signed in, each to be ended from here. */
export function SessionsCard() {
  const query = useRead(sessionsRead())
  const endOthers = useAct(endSessions, {
    onDone: ({ ended }) => toast.success(ended === 1 ? 'One session ended' : `${ended} sessions ended`),
  })
  const others = (query.data?.items ?? []).some(({ current }) => !current)
  return (
    <Card
      flush
      title="Sessions"
      description="Where you are signed in. An ended session is refused at its next request."
      actions={
        others && (
          <Button
            size="sm"
            loading={endOthers.running}
            onClick={() => void endOthers.run({ keepThis: true }).catch(() => undefined)}
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      <Loaded compact query={query} what="sessions" skeleton={<SkeletonText lines={3} />}>
        {({ items }) => (
          <ul className="divide-y divide-line">
            {items.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

const methodNames: Record<SessionView['method'], string> = {
  password: 'password',
  passkey: 'passkey',
  oidc: 'OpenID Connect',
  saml: 'SAML',
  ldap: 'directory password',
}

function SessionRow({ session }: { session: SessionView }) {
  const end = useAct(endSession)
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-4 px-4 py-2.5 text-sm">
      <span className="min-w-40 flex-1">
        <span className="font-medium">{browserName(session.userAgent)}</span>{' '}
        <span className="text-muted">
          {session.app === 'console' ? 'in the console' : 'in the portal'}, by {methodNames[session.method]}
        </span>
        <span className="block text-muted">
          {session.address && `${session.address} · `}last seen <RelativeTime value={session.lastSeenAt} /> · since{' '}
          <RelativeTime value={session.createdAt} />
        </span>
      </span>
      {session.current ? (
        <Badge tone="accent">This one</Badge>
      ) : (
        <Button
          size="sm"
          loading={end.running}
          onClick={() =>
            void end.run({ sessionId: session.id }).catch((error: unknown) => toast.error(problemOf(error).title))
          }
        >
          End
        </Button>
      )}
    </li>
  )
}
