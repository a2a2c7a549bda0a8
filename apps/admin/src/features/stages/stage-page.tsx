'use client'
import { deleteStage, type StageView } from '@gatehouse/contracts/endpoints/stages'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { plural } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards, SkeletonTable } from '@gatehouse/ui/skeleton'
import { useRouter } from 'next/navigation'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { ExportMenu } from '../reviews/export-menu.tsx'
import { TrailName } from '../shell/trail.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { exposureMeanings, exposureWords } from './exposure-text.ts'
import { GatewaysTable } from './gateways-table.tsx'
import { enrolmentsRead, gatewaysRead, stageRead } from './queries.ts'
import { RulesCard } from './rules-card.tsx'
import { StageDialog } from './stage-dialog.tsx'

export function StagePage({ id }: { id: string }) {
  const query = useRead(stageRead(id), { every: () => 5_000 })
  return (
    <Page className="max-w-[1320px]">
      <Loaded query={query} what="stage" needs="stage.read" skeleton={<SkeletonCards count={2} />}>
        {(stage) => <Stage stage={stage} segment={id} />}
      </Loaded>
    </Page>
  )
}

function Stage({ stage, segment }: { stage: StageView; segment: string }) {
  const manage = useMay('stage.manage')
  const gateways = useRead(gatewaysRead(stage.slug), { every: () => 2_000 })
  const enrolments = useRead(enrolmentsRead(stage.slug), { enabled: manage.allowed, every: () => 5_000 })
  const open = enrolments.data?.items ?? []
  return (
    <>
      <TrailName segment={segment} name={stage.name} />
      <PageHeader
        title={stage.name}
        beside={
          <Badge tone={stage.exposure === 'live' ? 'production' : 'neutral'}>{exposureWords[stage.exposure]}</Badge>
        }
        facts={`${plural(stage.deployments, 'version')} running · ${plural(stage.credentials, 'key')} · ${stage.gateways.connected}/${stage.gateways.total} gateways connected`}
        primary={
          manage.allowed ? (
            <EnrolDialog stage={stage} />
          ) : (
            <ActButton variant="primary" why={manage.why}>
              Enrol a gateway
            </ActButton>
          )
        }
        menu={
          manage.allowed && (
            <>
              <StageDialog stage={stage} trigger={<Button>Edit</Button>} />
              <DeleteButton stage={stage} />
            </>
          )
        }
      />
      <Card title="Stage" actions={<ExportMenu stages={[stage]} />}>
        <KeyValue
          look="grid"
          items={[
            { label: 'Address', value: <code className="[overflow-wrap:anywhere]">{stage.gatewayUrl}</code> },
            {
              label: 'Developers',
              value: stage.publicName
                ? `${exposureWords[stage.exposure]}, shown as ${stage.publicName}`
                : exposureWords[stage.exposure],
              note: exposureMeanings[stage.exposure],
            },
            { label: 'Accepts', value: stage.accepts === 'deploy' ? 'Deploys and promotions' : 'Promotions only' },
            {
              label: 'Newest state',
              value: stage.snapshot ? (
                <span>
                  <code>{stage.snapshot.hash.slice(0, 7)}</code>, confirmed by {stage.snapshot.confirmed}/
                  {stage.snapshot.total}
                </span>
              ) : (
                'Nothing was deployed yet'
              ),
              ...(stage.snapshot ? { note: <RelativeTime value={stage.snapshot.builtAt} /> } : {}),
            },
          ]}
        />
      </Card>
      <RulesCard stage={stage} />
      <Loaded query={gateways} what="gateways" needs="stage.read" skeleton={<SkeletonTable rows={3} columns={6} />}>
        {({ items }) => <GatewaysTable gateways={items} />}
      </Loaded>
      {open.length > 0 && (
        <Card flush title="Unused tokens" description="Each lets one gateway join, once.">
          <ul className="divide-y divide-line">
            {open.map((one) => (
              <li key={one.id} className="flex min-h-10 flex-wrap items-center gap-x-3 px-4 py-2 text-sm">
                <span className="flex-1">
                  made <RelativeTime value={one.createdAt} />
                  {one.createdBy.name && ` by ${one.createdBy.name}`}
                </span>
                <span className="text-muted">
                  expires <RelativeTime value={one.expiresAt} />
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function DeleteButton({ stage }: { stage: StageView }) {
  const router = useRouter()
  const remove = useAct(deleteStage)
  if (stage.deleteBlockedBy) return <ActButton why={stage.deleteBlockedBy}>Delete</ActButton>
  return (
    <ConfirmDialog
      title={`Delete ${stage.name}?`}
      consequence="The stage, its saved values and its gateways’ enrolments go. Nothing runs on it. This can’t be undone."
      action="Delete stage"
      tone="danger"
      typedName={stage.slug}
      trigger={<Button>Delete</Button>}
      onConfirm={async () => {
        await remove.run({ stage: stage.slug })
        router.push('/stages')
      }}
    />
  )
}
