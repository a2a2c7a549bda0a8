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
import { ReviewNote } from './review-note.tsx'
import { isSettled, RevocationReceipt } from './revocation-receipt.tsx'
import { EditKeyDialog, RotateKeyDialog } from './rotate-key.tsx'
import type { SafeCall } from './safe-call.ts'

export type KeyView = z.output<typeof credentialView>
type Asked = { act: 'rotate' | 'change' | 'revoke'; credential: KeyView }

/** Keys by stage; revoked ones show which gateways refuse them. */
export function KeysCard({ application, calls }: { application: ApplicationView; calls: readonly SafeCall[] }) {
  const [asked, ask] = useState<Asked>()
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
        {({ items }) => {
          const keys = items.filter(({ kind }) => kind === 'key')
          return keys.length === 0 ? (
            <EmptyState
              compact
              icon={<KeyRound aria-hidden />}
              title="No key yet"
              why="A key proves to the gateway which application calls."
            />
          ) : (
            <ul className="divide-y divide-line">
              {keys
                .sort((a, b) => order[a.state] - order[b.state])
                .map((key) => (
                  <KeyLine key={key.id} credential={key} onAct={(act) => ask({ act, credential: key })} />
                ))}
            </ul>
          )
        }}
      </Loaded>
      {asked?.act === 'rotate' && <RotateKeyDialog credential={asked.credential} onClose={() => ask(undefined)} />}
      {asked?.act === 'change' && <EditKeyDialog credential={asked.credential} onClose={() => ask(undefined)} />}
      {asked?.act === 'revoke' && (
        <ConfirmDialog
          open
          onOpenChange={(stays) => !stays && ask(undefined)}
          title={`Revoke “${asked.credential.name}” …${asked.credential.last4}?`}
          consequence={`Every gateway refuses it within a second. ${asked.credential.lastUsedAt ? 'Whatever still uses it stops working.' : 'It was never used.'} This cannot be undone.`}
          action="Revoke key"
          tone="danger"
          onConfirm={async () => {
            await revoke.run({ credentialId: asked.credential.id })
          }}
        />
      )}
    </Card>
  )
}

const order = { active: 0, suspended: 1, expired: 2, revoked: 3 }

function KeyLine({ credential, onAct }: { credential: KeyView; onAct: (act: Asked['act']) => void }) {
  const { name, stage, state, overlapUntil, rotatedTo } = credential
  const replaced = rotatedTo !== null && overlapUntil !== null
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className={`font-medium ${state === 'active' ? '' : 'text-muted'}`}>{name}</span>
          <code className="text-muted text-xs">{shownKey(credential)}</code>
          <Badge tone={stage.exposure === 'live' ? 'production' : 'neutral'}>{stage.name}</Badge>
        </p>
        <KeyFacts credential={credential} />
        <ReviewNote review={credential.review} />
        {state === 'active' && replaced && (
          <StatusWord tone="warn">
            Replaced by …{rotatedTo.last4}, ends <RelativeTime value={overlapUntil} />
          </StatusWord>
        )}
      </div>
      {state === 'active' && (
        <span className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => onAct('change')}>
            Change
          </Button>
          {!replaced && (
            <Button size="sm" onClick={() => onAct('rotate')}>
              Rotate
            </Button>
          )}
          <Button size="sm" onClick={() => onAct('revoke')}>
            Revoke
          </Button>
        </span>
      )}
      {state === 'expired' && (
        <StatusWord tone="neutral">{replaced ? `Replaced by …${rotatedTo.last4}` : 'Expired'}</StatusWord>
      )}
      {state === 'suspended' && (
        <Button size="sm" onClick={() => onAct('revoke')}>
          Revoke
        </Button>
      )}
      {state === 'revoked' && <RevocationReceipt credential={credential} />}
    </li>
  )
}

/** Start and end of a key; one that moved in by its hash has none. */
export function shownKey({ start, last4 }: KeyView): string {
  return last4 === '' ? 'moved in, known by its hash' : `${start}…${last4}`
}

function KeyFacts({ credential }: { credential: KeyView }) {
  const { expiresAt, lastUsedAt, createdBy, state, scopes, ipRanges, seenBy } = credential
  const others = seenBy.filter(({ personId }) => personId !== createdBy.id)
  return (
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
      {scopes.length > 0 && ` · only ${scopes.join(', ')}`}
      {ipRanges.length > 0 &&
        ` · only from ${ipRanges.slice(0, 2).join(', ')}${ipRanges.length > 2 ? ` and ${ipRanges.length - 2} more` : ''}`}
      {others.length > 0 && ` · also seen by ${others.map(({ name }) => name).join(', ')}`}
    </p>
  )
}
