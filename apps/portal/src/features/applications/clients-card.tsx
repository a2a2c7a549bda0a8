'use client'
import { revokeMyCredential } from '@gatehouse/contracts/endpoints/my-applications'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { formatDate } from '@gatehouse/ui/time'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import type { ApplicationView } from './applications-page.tsx'
import { ClientForm } from './client-form.tsx'
import { ClientSamplesDialog, RotateSecretDialog } from './client-secret.tsx'
import { authText, grantText } from './client-text.ts'
import { CreateClient } from './create-client.tsx'
import type { KeyView } from './keys-card.tsx'
import { issuerRead, keysRead } from './queries.ts'
import { RegistrationToken } from './registration-token.tsx'
import { ReviewNote } from './review-note.tsx'
import { isSettled, RevocationReceipt } from './revocation-receipt.tsx'

type Asked = { act: 'samples' | 'secret' | 'change' | 'revoke'; credential: KeyView }

/** OAuth clients of an application: for machines, and for signing end users in. */
export function ClientsCard({ application }: { application: ApplicationView }) {
  const [asked, ask] = useState<Asked>()
  const issuer = useRead(issuerRead()).data
  const query = useRead(keysRead(application.id), {
    every: (data) => (data?.items.some((one) => !isSettled(one)) ? 500 : false),
  })
  const revoke = useAct(revokeMyCredential)
  const close = () => ask(undefined)
  if (issuer && issuer.policy.grants.length === 0) return null
  return (
    <Card
      flush
      title="OAuth clients"
      description="Short-lived tokens instead of a key: for your servers, or to act for people who sign in to your application."
      actions={
        issuer && (
          <>
            {issuer.policy.registration && <RegistrationToken application={application} />}
            <CreateClient application={application} issuer={issuer} />
          </>
        )
      }
    >
      <Loaded query={query} what="OAuth clients" compact skeleton={<SkeletonTable rows={1} columns={3} />}>
        {({ items }) => {
          const clients = items.filter(({ kind }) => kind === 'client')
          return clients.length === 0 ? (
            <EmptyState
              compact
              icon={<ShieldCheck aria-hidden />}
              title="No OAuth client yet"
              why="You need one where the API asks for tokens, or when people sign in to your application."
            />
          ) : (
            <ul className="divide-y divide-line">
              {clients
                .sort((a, b) => order[a.state] - order[b.state])
                .map((one) => (
                  <ClientLine key={one.id} credential={one} onAct={(act) => ask({ act, credential: one })} />
                ))}
            </ul>
          )
        }}
      </Loaded>
      {issuer && asked?.act === 'samples' && (
        <ClientSamplesDialog credential={asked.credential} issuer={issuer.issuer} onClose={close} />
      )}
      {issuer && asked?.act === 'secret' && (
        <RotateSecretDialog credential={asked.credential} issuer={issuer.issuer} onClose={close} />
      )}
      {issuer && asked?.act === 'change' && (
        <ClientForm credential={asked.credential} issuer={issuer} onClose={close} />
      )}
      {asked?.act === 'revoke' && (
        <ConfirmDialog
          open
          onOpenChange={(stays) => !stays && close()}
          title={`Revoke “${asked.credential.name}”?`}
          consequence="Its secret, its tokens and its sign-ins end within a second, at every gateway. This cannot be undone."
          action="Revoke client"
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

function ClientLine({ credential, onAct }: { credential: KeyView; onAct: (act: Asked['act']) => void }) {
  const { name, stage, state, client, scopes, ipRanges, lastUsedAt, expiresAt } = credential
  if (client === null) return null
  const [current, earlier] = client.secrets
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-80">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className={`font-medium ${state === 'active' ? '' : 'text-muted'}`}>{name}</span>
          <Badge tone={stage.exposure === 'live' ? 'production' : 'neutral'}>{stage.name}</Badge>
          {client.registered && <Badge>registered itself</Badge>}
        </p>
        <p className="text-muted">
          Client ID <CopyableId value={credential.id} />
        </p>
        <p className="text-muted">
          {client.grants.map((grant) => grantText[grant].short).join(', ')} · {authText[client.authMethod].short}
          {current && ` …${current.last4}`} · {scopes.length > 0 ? scopes.join(', ') : 'no scope'} ·{' '}
          {lastUsedAt ? (
            <>
              last token <RelativeTime value={lastUsedAt} />
            </>
          ) : (
            'no token yet'
          )}
          {expiresAt && state === 'active' && ` · expires ${formatDate(expiresAt)}`}
          {ipRanges.length > 0 &&
            ` · only from ${ipRanges.slice(0, 2).join(', ')}${ipRanges.length > 2 ? ` and ${ipRanges.length - 2} more` : ''}`}
        </p>
        <ReviewNote review={credential.review} />
        {earlier?.until && state === 'active' && (
          <StatusWord tone="warn">
            The earlier secret …{earlier.last4} ends <RelativeTime value={earlier.until} />
          </StatusWord>
        )}
      </div>
      {state === 'active' && (
        <span className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => onAct('samples')}>
            Get a token
          </Button>
          <Button size="sm" onClick={() => onAct('change')}>
            Change
          </Button>
          {current && (
            <Button size="sm" onClick={() => onAct('secret')}>
              New secret
            </Button>
          )}
          <Button size="sm" onClick={() => onAct('revoke')}>
            Revoke
          </Button>
        </span>
      )}
      {state === 'expired' && <StatusWord tone="neutral">Expired</StatusWord>}
      {state === 'revoked' && <RevocationReceipt credential={credential} />}
    </li>
  )
}
