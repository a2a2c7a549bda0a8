'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { getApplication } from '@gatehouse/contracts/endpoints/applications'
import { resumeApplication, suspendApplication } from '@gatehouse/contracts/endpoints/applications'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { limitsText } from '../products/limits-text.ts'
import { TrailName } from '../shell/trail.tsx'
import { UsageStrip } from '../traffic/usage-strip.tsx'
import { CallerPauseBanners, PauseCallerButton } from './caller-pauses.tsx'
import { CredentialsCard } from './credentials-card.tsx'
import { DecideButtons, ReasonDialog, SubscriptionActs } from './decide-buttons.tsx'
import { applicationRead } from './queries.ts'
import { subscriptionTones, subscriptionWords } from './subscription-text.ts'

type Application = EndpointOutput<typeof getApplication>

export function ApplicationPage({ id }: { id: string }) {
  const query = useRead(applicationRead(id), { every: () => 15_000 })
  return (
    <Page>
      <Loaded query={query} what="application" needs="application.read" skeleton={<SkeletonCards count={3} />}>
        {(application) => <ApplicationBody application={application} />}
      </Loaded>
    </Page>
  )
}

function ApplicationBody({ application }: { application: Application }) {
  const { id: applicationId, name, team, pauses } = application
  const paused = { caller: { applicationId }, name, ownerId: team.id, pauses }
  return (
    <>
      <TrailName segment={application.id} name={application.name} />
      <PageHeader
        title={application.name}
        beside={
          <StatusWord framed tone={application.state === 'active' ? 'ok' : 'bad'}>
            {application.state === 'active' ? 'Active' : 'Suspended'}
          </StatusWord>
        }
        facts={
          <>
            {application.team.personal ? 'Personal application' : `Team ${application.team.name}`} · made{' '}
            <RelativeTime value={application.createdAt} /> ·{' '}
            {application.lastUsedAt ? (
              <>
                last call <RelativeTime value={application.lastUsedAt} />
              </>
            ) : (
              'no call yet'
            )}
          </>
        }
        menu={
          <>
            <LinkButton href={`/traffic/requests?applicationId=${application.id}`} className="max-sm:hidden">
              Requests
            </LinkButton>
            <PauseCallerButton {...paused} />
            <StateButton application={application} />
          </>
        }
      />
      {application.state === 'suspended' && (
        <Banner tone="bad" title="Suspended: its calls get 403" compact>
          {application.stateReason}
        </Banner>
      )}
      <CallerPauseBanners {...paused} />
      {application.description && <p className="max-w-[72ch] whitespace-pre-line text-sm">{application.description}</p>}
      <UsageStrip scope={{ applicationId: application.id }} />
      <Card flush title="Access" description="Products it subscribed to, and under which plan.">
        <DataTable
          caption="Subscriptions"
          stickyTop={false}
          rows={application.subscriptions}
          rowId={(row) => row.id}
          empty={<EmptyState compact title="No access yet" why="Its owner has not asked for any product." />}
          columns={[
            {
              id: 'product',
              header: 'Product',
              cell: (row) => (
                <TextLink href={`/products/${row.product.id}`} quiet className="font-medium">
                  {row.product.name}
                </TextLink>
              ),
            },
            {
              id: 'plan',
              header: 'Plan',
              cell: (row) => (
                <span>
                  {row.plan.name}
                  <span className="block text-muted text-xs">
                    {limitsText(row.plan.limits).rate}, {limitsText(row.plan.limits).quota}
                  </span>
                </span>
              ),
            },
            {
              id: 'state',
              header: 'State',
              cell: (row) => (
                <span>
                  <StatusWord tone={subscriptionTones[row.state]}>{subscriptionWords[row.state]}</StatusWord>
                  {row.reason && <span className="block text-muted text-xs">{row.reason}</span>}
                </span>
              ),
            },
            { id: 'since', header: 'Since', cell: (row) => <RelativeTime value={row.decidedAt ?? row.requestedAt} /> },
            {
              id: 'acts',
              header: '',
              align: 'right',
              width: 180,
              unlabelled: true,
              cell: (row) =>
                row.state === 'pending' ? (
                  <DecideButtons subscription={row} />
                ) : (
                  <SubscriptionActs subscription={row} />
                ),
            },
          ]}
        />
      </Card>
      <CredentialsCard applicationId={application.id} />
      <p className="text-muted text-sm">
        <CopyableId value={application.id} />
      </p>
    </>
  )
}

function StateButton({ application }: { application: Application }) {
  const may = useMay('application.manage')
  const suspend = useAct(suspendApplication)
  const resume = useAct(resumeApplication)
  const label = application.state === 'active' ? 'Suspend' : 'Resume'
  if (!may.allowed) return <ActButton why={may.why}>{label}</ActButton>
  if (application.state === 'suspended') {
    return (
      <ConfirmDialog
        title={`Resume ${application.name}?`}
        consequence="Its keys work again within a second."
        action="Resume"
        tone="primary"
        trigger={<Button>Resume</Button>}
        onConfirm={async () => {
          await resume.run({ applicationId: application.id })
        }}
      />
    )
  }
  return (
    <ReasonDialog
      title={`Suspend ${application.name}?`}
      consequence="Every call with any of its keys gets 403 with the reason, within a second. It can be resumed."
      action="Suspend application"
      required
      trigger={<Button>Suspend</Button>}
      run={(reason) => suspend.run({ applicationId: application.id, reason })}
    />
  )
}
