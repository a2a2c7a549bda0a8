'use client'
import {
  type ManagementKeyView,
  revokeManagementKey,
  type ServiceAccountView,
} from '@gatehouse/contracts/endpoints/service-accounts'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Tooltip } from '@gatehouse/ui/tooltip'
import { KeyRound } from 'lucide-react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { managementKeysRead } from './queries.ts'

const words = { active: 'Active', expired: 'Expired', revoked: 'Revoked' } as const

export function ManagementKeysCard({ account, mayManage }: { account: ServiceAccountView; mayManage: boolean }) {
  const query = useRead(managementKeysRead(account.id))
  return (
    <Card flush title="Management keys" description="Sent as Authorization: Bearer to the control plane’s /api/v1.">
      <Loaded
        compact
        query={query}
        what="keys"
        needs="service-account.read"
        skeleton={<SkeletonTable rows={2} columns={4} />}
      >
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              compact
              icon={<KeyRound aria-hidden />}
              title="No keys yet"
              why="A key is shown once, when it is made."
            />
          ) : (
            <ul className="divide-y divide-line">
              {items.map((key) => (
                <KeyRow key={key.id} item={key} account={account} mayManage={mayManage} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

type KeyRowProps = { item: ManagementKeyView; account: ServiceAccountView; mayManage: boolean }

function KeyRow({ item, account, mayManage }: KeyRowProps) {
  const revoke = useAct(revokeManagementKey)
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
      <span className="min-w-40 flex-1">
        <span className="font-medium">{item.name}</span>
        <code className="ml-2 text-muted text-xs">{item.start}…</code>
        <span className="block text-muted">
          made <RelativeTime value={item.createdAt} />
          {item.lastUsedAt ? (
            <>
              , last used <RelativeTime value={item.lastUsedAt} />
            </>
          ) : (
            ', never used'
          )}
          {item.expiresAt && (
            <>
              , expires <RelativeTime value={item.expiresAt} />
            </>
          )}
        </span>
      </span>
      <Tooltip content={item.scopes.join(', ')}>
        <button type="button" className="rounded text-muted">
          {plural(item.scopes.length, 'permission')}
        </button>
      </Tooltip>
      <StatusWord tone={item.state === 'active' ? 'ok' : 'neutral'}>{words[item.state]}</StatusWord>
      {item.state === 'active' && mayManage && (
        <ConfirmDialog
          title={`Revoke ${item.name}?`}
          consequence="Requests with it get 401 from now on. This can’t be undone."
          action="Revoke key"
          tone="danger"
          trigger={<Button size="sm">Revoke</Button>}
          onConfirm={async () => {
            await revoke.run({ serviceAccountId: account.id, keyId: item.id })
          }}
        />
      )}
    </li>
  )
}
