'use client'
import type { credentialView } from '@gatehouse/contracts/endpoints/applications'
import { revokeMyCredential } from '@gatehouse/contracts/endpoints/my-applications'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { formatDate } from '@gatehouse/ui/time'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import type { ApplicationView } from './applications-page.tsx'
import { CreateKey } from './create-key.tsx'
import { keysRead } from './queries.ts'
import { isSettled, RevocationReceipt } from './revocation-receipt.tsx'
import type { SafeCall } from './safe-call.ts'

export type KeyView = z.output<typeof credentialView>

/** Keys by stage; revoked ones show which gateways refuse them. */
export function KeysCard({ application, calls }: { application: ApplicationView; calls: readonly SafeCall[] }) {
  const [revoking, setRevoking] = useState<KeyView>()
  const query = useRead(keysRead(application.id), {
    every: (data) => (data?.items.some((key) => !isSettled(key)) ? 500 : false),
  })
  const revoke = useAct(revokeMyCredential)
  const create = <CreateKey application={application} calls={calls} />
  return (
    <Card
      title="Keys"
      description="One per stage and place of use, so that each can be revoked alone."
      actions={create}
      flush
    >
      <Loaded query={query} what="key" compact skeleton={<SkeletonTable rows={2} columns={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              compact
              icon={<KeyRound aria-hidden />}
              title="No key yet"
              why="A key proves to the gateway which application calls."
            />
          ) : (
            <ul className="divide-y divide-line">
              {[...items]
                .sort((a, b) => order[a.state] - order[b.state])
                .map((key) => (
                  <KeyLine key={key.id} credential={key} onRevoke={() => setRevoking(key)} />
                ))}
            </ul>
          )
        }
      </Loaded>
      {revoking && (
        <ConfirmDialog
          open
          onOpenChange={(stays) => !stays && setRevoking(undefined)}
          title={`Revoke “${revoking.name}” …${revoking.last4}?`}
          consequence={`Every gateway refuses it within a second. ${revoking.lastUsedAt ? 'Whatever still uses it stops working.' : 'It was never used.'} This cannot be undone.`}
          action="Revoke key"
          tone="danger"
          onConfirm={async () => {
            await revoke.run({ credentialId: revoking.id })
          }}
        />
      )}
    </Card>
  )
}

const order = { active: 0, expired: 1, revoked: 2 }

function KeyLine({ credential, onRevoke }: { credential: KeyView; onRevoke: () => void }) {
  const { name, start, last4, stage, state, expiresAt, lastUsedAt, createdBy } = credential
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className={`font-medium ${state === 'active' ? '' : 'text-muted'}`}>{name}</span>
          <code className="text-muted text-xs">
            {start}…{last4}
          </code>
          <Badge tone={stage.exposure === 'live' ? 'production' : 'neutral'}>{stage.name}</Badge>
        </p>
        <p className="text-muted">
          Created <RelativeTime value={credential.createdAt} /> by {createdBy.name} ·{' '}
          {lastUsedAt ? (
            <>
              last used <RelativeTime value={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
          {expiresAt && state === 'active' && ` · expires ${formatDate(expiresAt)}`}
          {credential.scopes.length > 0 && ` · only ${credential.scopes.join(', ')}`}
        </p>
      </div>
      {state === 'active' && (
        <Button size="sm" onClick={onRevoke}>
          Revoke
        </Button>
      )}
      {state === 'expired' && <StatusWord tone="neutral">Expired</StatusWord>}
      {state === 'revoked' && <RevocationReceipt credential={credential} />}
    </li>
  )
}
