'use client'
import {
  type LinkedIdentity,
  linkMyIdentity,
  listMyIdentities,
  unlinkMyIdentity,
} from '@gatehouse/contracts/endpoints/provider-sign-in'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'

/** Which identity providers sign one in to this account; nothing where the organization has none. */
export function IdentitiesCard() {
  const query = useRead(read(listMyIdentities, {}))
  const link = useAct(linkMyIdentity, { onDone: ({ start }) => window.location.assign(start) })
  if (query.data && query.data.linked.length + query.data.others.length === 0) return null
  return (
    <Card title="Identity providers" description="Sign in to this account with them, instead of a password.">
      <ProblemBanner problem={link.problem} />
      <Loaded
        query={query}
        what="linked identity providers"
        compact
        skeleton={<SkeletonText lines={2} label="Reading linked identity providers" />}
      >
        {({ linked, others }) => (
          <ul className="flex flex-col gap-3 text-sm">
            {linked.map((identity) => (
              <LinkedLine key={identity.identityProviderId} identity={identity} />
            ))}
            {others.map(({ id, name }) => (
              <li key={id} className="flex items-center justify-between gap-3">
                <span>
                  <span className="block font-medium">{name}</span>
                  <span className="text-muted">Not linked</span>
                </span>
                <Button
                  size="sm"
                  loading={link.running}
                  onClick={() => void link.run({ identityProviderId: id }).catch(() => undefined)}
                >
                  Link
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

function LinkedLine({ identity }: { identity: LinkedIdentity }) {
  const unlink = useAct(unlinkMyIdentity)
  const { identityProviderId, name, enabled, lastSignInAt, linkedAt } = identity
  return (
    <li className="flex items-center justify-between gap-3">
      <span className="min-w-0">
        <span className="flex items-center gap-2 font-medium">
          {name}
          {!enabled && <Badge>Switched off</Badge>}
        </span>
        <span className="text-muted">
          {lastSignInAt ? (
            <>
              Last used <RelativeTime value={lastSignInAt} />
            </>
          ) : (
            <>
              Linked <RelativeTime value={linkedAt} />
            </>
          )}
        </span>
      </span>
      <ConfirmDialog
        title={`Unlink ${name}?`}
        consequence="It signs you in to this account no more, and your other sessions that came by it end. You can link it again."
        action="Unlink"
        trigger={<Button size="sm">Unlink</Button>}
        onConfirm={async () => {
          await unlink.run({ identityProviderId })
        }}
      />
    </li>
  )
}
