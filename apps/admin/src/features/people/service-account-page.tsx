'use client'
import { deactivateServiceAccount, type ServiceAccountView } from '@gatehouse/contracts/endpoints/service-accounts'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { TrailName } from '../shell/trail.tsx'
import { AssignmentsCard } from './assignments-card.tsx'
import { JobRulesCard } from './job-rules-card.tsx'
import { ManagementKeysCard } from './management-keys-card.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { serviceAccountRead } from './queries.ts'

export function ServiceAccountPage({ id }: { id: string }) {
  const query = useRead(serviceAccountRead(id))
  return (
    <Page>
      <Loaded query={query} what="service account" needs="service-account.read" skeleton={<SkeletonCards count={2} />}>
        {(account) => <Account account={account} />}
      </Loaded>
    </Page>
  )
}

function Account({ account }: { account: ServiceAccountView }) {
  const may = useMay('service-account.manage', { teamId: account.team.id })
  const off = useAct(deactivateServiceAccount)
  const active = account.state === 'active'
  return (
    <>
      <TrailName segment={account.id} name={account.name} />
      <PageHeader
        title={account.name}
        beside={
          <StatusWord framed tone={active ? 'ok' : 'neutral'}>
            {active ? 'Active' : 'Deactivated'}
          </StatusWord>
        }
        facts={
          <>
            Team {account.team.name} · made <RelativeTime value={account.createdAt} /> ·{' '}
            {account.lastUsedAt ? (
              <>
                last used <RelativeTime value={account.lastUsedAt} />
              </>
            ) : (
              'never used'
            )}
          </>
        }
        primary={active ? <NewKeyDialog account={account} why={may.why} /> : undefined}
        menu={
          <>
            <LinkButton href={`/audit?actorId=${account.id}`}>What it did</LinkButton>
            {active &&
              (may.allowed ? (
                <ConfirmDialog
                  title={`Deactivate ${account.name}?`}
                  consequence="All its keys are refused for good. This can’t be undone; a new account can be made."
                  action="Deactivate"
                  tone="danger"
                  typedName={account.name}
                  trigger={<Button>Deactivate</Button>}
                  onConfirm={async () => {
                    await off.run({ serviceAccountId: account.id })
                  }}
                />
              ) : (
                <ActButton why={may.why}>Deactivate</ActButton>
              ))}
          </>
        }
      />
      <AssignmentsCard
        holder={{ kind: 'serviceAccount', serviceAccountId: account.id }}
        name={account.name}
        roles={account.roles}
      />
      <JobRulesCard account={account} why={may.why} />
      <ManagementKeysCard account={account} mayManage={may.allowed} />
      <p className="text-muted text-sm">
        <CopyableId value={account.id} />
      </p>
    </>
  )
}
