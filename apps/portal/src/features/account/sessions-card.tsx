'use client'
import { endSession, listSessions, type SessionView } from '@gatehouse/contracts/endpoints/account'
import { endSessions } from '@gatehouse/contracts/endpoints/account-security'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'

/** Where one is signed in; any of it can be ended from here. */
export function SessionsCard() {
  const query = useRead(read(listSessions, {}))
  const end = useAct(endSession)
  const others = (query.data?.items ?? []).filter(({ current }) => !current)
  const endOthers = useAct(endSessions)
  return (
    <Card
      title="Sessions"
      description="Where you are signed in."
      actions={
        others.length > 0 && (
          <Button
            size="sm"
            loading={endOthers.running}
            onClick={() => void endOthers.run({ keepThis: true }).catch(() => undefined)}
          >
            Sign out everywhere else
          </Button>
        )
      }
      flush
    >
      <ProblemBanner problem={end.problem} />
      <Loaded query={query} what="session" compact skeleton={<SkeletonTable rows={2} columns={3} />}>
        {({ items }) => (
          <ul className="divide-y divide-line">
            {items.map((session) => (
              <SessionLine
                key={session.id}
                session={session}
                end={() => void end.run({ sessionId: session.id }).catch(() => undefined)}
              />
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

function SessionLine({ session, end }: { session: SessionView; end: () => void }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex items-center gap-2">
          <span className="truncate">{browserOf(session.userAgent)}</span>
          <Badge>{session.app === 'portal' ? 'Portal' : 'Console'}</Badge>
          {session.current && <Badge tone="ok">This one</Badge>}
        </p>
        <p className="text-muted">
          {session.address ?? 'Address unknown'} · by {methodNames[session.method]} · last seen{' '}
          <RelativeTime value={session.lastSeenAt} />
        </p>
      </div>
      {!session.current && (
        <Button size="sm" onClick={end}>
          End
        </Button>
      )}
    </li>
  )
}

/** "Firefox on Linux": enough to know one's own. */
function browserOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown browser'
  const browser = /(Edg|OPR|Firefox|HeadlessChrome|Chrome|Safari)/.exec(userAgent)?.[1] ?? userAgent.slice(0, 40)
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1]
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', HeadlessChrome: 'Chrome' }
  return `${names[browser] ?? browser}${system ? ` on ${system}` : ''}`
}
