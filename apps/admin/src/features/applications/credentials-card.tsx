'use client'
import { type credentialView, revokeCredential } from '@gatehouse/contracts/endpoints/applications'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatDuration } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { KeyRound } from 'lucide-react'
import type { z } from 'zod'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { ReceiptsPanel } from '../deployments/receipts-panel.tsx'
import { EditKey, NewApplicationKey, RotateKey } from './key-dialogs.tsx'
import { ProviderClient } from './provider-client-dialog.tsx'
import { credentialsRead } from './queries.ts'

type Credential = z.infer<typeof credentialView>

/** A revocation is young while gateways may still answer for it. */
const stillTicking = (credential: Credential) =>
  credential.receipts?.gateways.some((gateway) => gateway.state === 'waiting' && gateway.connected) ?? false

/** The keys of an application; a revoked one shows which gateways refuse it, as they say so. */
export function CredentialsCard({ applicationId }: { applicationId: string }) {
  const may = useMay('application.manage')
  const query = useRead(credentialsRead(applicationId), {
    every: (data) => (data?.items.some(stillTicking) ? 1_000 : 15_000),
  })
  return (
    <Card
      flush
      title="Keys and OAuth clients"
      description="A key is shown once, to who makes it. Revoking is final."
      actions={
        <>
          <ProviderClient applicationId={applicationId} />
          <NewApplicationKey applicationId={applicationId} why={may.allowed ? null : may.why} />
        </>
      }
    >
      <Loaded
        compact
        query={query}
        what="keys"
        needs="application.read"
        skeleton={<SkeletonTable rows={2} columns={4} />}
      >
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              compact
              icon={<KeyRound aria-hidden />}
              title="No keys yet"
              why="Its owner makes them in the portal."
            />
          ) : (
            <ul className="divide-y divide-line">
              {items.map((credential) => (
                <CredentialRow key={credential.id} credential={credential} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function CredentialRow({ credential }: { credential: Credential }) {
  const may = useMay('application.manage')
  const { receipts, state, overlapUntil, rotatedTo } = credential
  const replaced = overlapUntil !== null && rotatedTo !== null
  return (
    <li className="px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="min-w-0 flex-1 basis-72">
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className={`font-medium ${state === 'active' ? '' : 'text-muted'}`}>{credential.name}</span>
            <code className="text-muted text-xs">{shownOf(credential)}</code>
            <Badge tone={credential.stage.exposure === 'live' ? 'production' : 'neutral'}>
              {credential.stage.name}
            </Badge>
            {credential.kind === 'client' && <Badge>OAuth client</Badge>}
            {credential.kind === 'external' && <Badge>Identity provider’s client</Badge>}
          </span>
          <CredentialFacts credential={credential} />
        </span>
        {state === 'active' ? (
          <StatusWord tone={replaced ? 'warn' : 'ok'}>
            {replaced ? (
              <>
                Replaced by …{rotatedTo.last4}, ends <RelativeTime value={overlapUntil} />
              </>
            ) : (
              'Active'
            )}
          </StatusWord>
        ) : (
          <StatusWord tone="neutral">
            {state === 'revoked'
              ? 'Revoked'
              : state === 'suspended'
                ? 'Suspended'
                : replaced
                  ? `Replaced by …${rotatedTo.last4}`
                  : 'Expired'}{' '}
            {credential.revokedAt && <RelativeTime value={credential.revokedAt} />}
          </StatusWord>
        )}
        {state === 'active' && <KeyActs credential={credential} why={may.allowed ? null : may.why} />}
      </div>
      {receipts && (
        <details className="mt-2" open={Date.now() - Date.parse(receipts.changedAt) < 60_000}>
          <summary className="list-none text-muted">
            <StatusWord tone={receipts.confirmed === receipts.total ? 'ok' : 'info'} busy={stillTicking(credential)}>
              Refused by {receipts.confirmed}/{receipts.total} gateways
              {receipts.worstLagMs !== null && ` · ${formatDuration(receipts.worstLagMs)}`}
            </StatusWord>
          </summary>
          <ReceiptsPanel
            receipts={receipts}
            label={`Gateways that refuse ${credential.name}`}
            confirmed="refuses the key"
          />
        </details>
      )}
    </li>
  )
}

/** Start and end of a key; one that moved in by its hash has none to show. */
function shownOf({ kind, start, last4 }: Credential): string {
  if (kind === 'key' && last4 === '') return start === '' ? 'known by its hash' : `${start}…`
  if (kind === 'external') return ''
  return `${start}…${last4}`
}

function CredentialFacts({ credential }: { credential: Credential }) {
  const { scopes, ipRanges, seenBy } = credential
  return (
    <span className="block text-muted">
      made <RelativeTime value={credential.createdAt} />
      {credential.createdBy.name && ` by ${credential.createdBy.name}`}
      {credential.keyImportId && (
        <>
          {' '}
          with <TextLink href={`/applications/imports/${credential.keyImportId}`}>an import</TextLink>
        </>
      )}
      {credential.lastUsedAt ? (
        <>
          , last call <RelativeTime value={credential.lastUsedAt} />
        </>
      ) : (
        ', never used'
      )}
      {credential.expiresAt && credential.state === 'active' && (
        <>
          , expires <RelativeTime value={credential.expiresAt} />
        </>
      )}
      {seenBy.length > 0 && ` · seen by ${seenBy.map(({ name }) => name).join(', ')}`}
      {scopes.length > 0 && ` · only ${scopes.join(', ')}`}
      {ipRanges.length > 0 &&
        ` · from ${ipRanges.slice(0, 3).join(', ')}${ipRanges.length > 3 ? ` and ${ipRanges.length - 3} more` : ''}`}
    </span>
  )
}

function KeyActs({ credential, why }: { credential: Credential; why: string | null }) {
  const revoke = useAct(revokeCredential)
  const shown = shownOf(credential)
  const key = credential.kind === 'key'
  if (why !== null) {
    return (
      <ActButton size="sm" why={why}>
        Revoke
      </ActButton>
    )
  }
  return (
    <span className="flex flex-wrap gap-2">
      {key && <EditKey credential={credential} />}
      {key && credential.rotatedTo === null && <RotateKey credential={credential} />}
      <ConfirmDialog
        title={`Revoke ${credential.name}?`}
        consequence={
          !key
            ? 'Its tokens are refused within a second, everywhere. This can’t be undone.'
            : `Calls with ${shown} get 401 within a second, everywhere. This can’t be undone; the owner can make a new key.`
        }
        action={key ? 'Revoke key' : 'Revoke client'}
        tone="danger"
        trigger={<Button size="sm">Revoke</Button>}
        onConfirm={async () => {
          await revoke.run({ credentialId: credential.id })
        }}
      />
    </span>
  )
}
