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
import { KeyRound } from 'lucide-react'
import type { z } from 'zod'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { ReceiptsPanel } from '../deployments/receipts-panel.tsx'
import { credentialsRead } from './queries.ts'

type Credential = z.infer<typeof credentialView>

/** A revocation is young while gateways may still answer for it. */
const stillTicking = (credential: Credential) =>
  credential.receipts?.gateways.some((gateway) => gateway.state === 'waiting' && gateway.connected) ?? false

/** The keys of an application; a revoked one shows which gateways refuse it, as they say so. */
export function CredentialsCard({ applicationId }: { applicationId: string }) {
  const query = useRead(credentialsRead(applicationId), {
    every: (data) => (data?.items.some(stillTicking) ? 1_000 : 15_000),
  })
  return (
    <Card flush title="Keys" description="The key itself is known to its owner only. Revoking is final.">
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
  const revoke = useAct(revokeCredential)
  const { receipts } = credential
  const shown = `${credential.start}…${credential.last4}`
  return (
    <li className="px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="min-w-40 flex-1">
          <span className="font-medium">{credential.name}</span>
          <code className="ml-2 text-muted text-xs">{shown}</code>
          <span className="block text-muted">
            made <RelativeTime value={credential.createdAt} />
            {credential.createdBy.name && ` by ${credential.createdBy.name}`}
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
          </span>
        </span>
        <Badge tone={credential.stage.exposure === 'live' ? 'production' : 'neutral'}>{credential.stage.name}</Badge>
        {credential.state === 'active' ? (
          <StatusWord tone="ok">Active</StatusWord>
        ) : (
          <StatusWord tone="neutral">
            {credential.state === 'expired' ? 'Expired' : 'Revoked'}{' '}
            {credential.revokedAt && <RelativeTime value={credential.revokedAt} />}
          </StatusWord>
        )}
        {credential.state === 'active' &&
          (may.allowed ? (
            <ConfirmDialog
              title={`Revoke ${credential.name}?`}
              consequence={`Calls with ${shown} get 401 within a second, everywhere. This can’t be undone; the owner can make a new key.`}
              action="Revoke key"
              tone="danger"
              trigger={<Button size="sm">Revoke</Button>}
              onConfirm={async () => {
                await revoke.run({ credentialId: credential.id })
              }}
            />
          ) : (
            <ActButton size="sm" why={may.why}>
              Revoke
            </ActButton>
          ))}
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
