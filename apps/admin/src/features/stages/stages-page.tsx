'use client'
import { orderStages, type StageView } from '@gatehouse/contracts/endpoints/stages'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { plural } from '@gatehouse/ui/format'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { Pipeline } from '@gatehouse/ui/pipeline'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonCards, SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { toast } from '@gatehouse/ui/toast'
import { Server } from 'lucide-react'
import { problemOf, useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { exposureWords } from './exposure-text.ts'
import { FrozenNote } from './frozen-note.tsx'
import { GatewaysTable } from './gateways-table.tsx'
import { gatewaysRead, stagesRead } from './queries.ts'
import { StageDialog } from './stage-dialog.tsx'

/** The stages in their order, and every gateway. */
export function StagesPage() {
  const manage = useMay('stage.manage')
  const query = useRead(stagesRead(), { every: () => 5_000 })
  const gateways = useRead(gatewaysRead(), { every: () => 2_000 })
  return (
    <Page className="max-w-[1320px]">
      <PageHeader
        title="Stages & gateways"
        facts="Revisions run on stages, in this order. Each stage has its own gateways, addresses and keys."
        primary={
          manage.allowed ? (
            <StageDialog trigger={<Button variant="primary">New stage</Button>} />
          ) : (
            <ActButton variant="primary" why={manage.why}>
              New stage
            </ActButton>
          )
        }
      />
      <Loaded query={query} what="stages" needs="stage.read" skeleton={<SkeletonCards count={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<Server aria-hidden />} title="No stages" why="Nothing can be deployed without one." />
          ) : (
            <Pipeline
              label="Stages in their order"
              cards={items.map((stage) => ({
                id: stage.id,
                title: (
                  <TextLink href={`/stages/${stage.slug}`} quiet>
                    {stage.name}
                  </TextLink>
                ),
                marked: stage.exposure === 'live',
                aside: manage.allowed ? <StageMenu stage={stage} stages={items} /> : null,
                content: <StageFacts stage={stage} />,
              }))}
              links={items
                .slice(1)
                .map((stage) => ({ text: stage.accepts === 'promotion' ? 'by promotion' : 'by promotion or deploy' }))}
            />
          )
        }
      </Loaded>
      <section className="flex flex-col gap-3">
        <SectionHeader
          title="Gateways"
          description="They serve on when all else is down, from what they last confirmed."
        />
        <Loaded query={gateways} what="gateways" needs="stage.read" skeleton={<SkeletonTable rows={3} columns={6} />}>
          {({ items }) => <GatewaysTable gateways={items} showStage />}
        </Loaded>
      </section>
    </Page>
  )
}

function StageFacts({ stage }: { stage: StageView }) {
  const { total, connected } = stage.gateways
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={stage.exposure === 'live' ? 'production' : 'neutral'}>{exposureWords[stage.exposure]}</Badge>
        {stage.publicName && <span className="text-muted">shown as {stage.publicName}</span>}
      </p>
      <p>
        <StatusWord tone={total === 0 ? 'warn' : connected === total ? 'ok' : connected === 0 ? 'bad' : 'warn'}>
          {total === 0 ? 'No gateway' : `${connected}/${total} gateways connected`}
        </StatusWord>
      </p>
      {stage.frozen && <FrozenNote frozen={stage.frozen} />}
      <p className="text-muted">
        {plural(stage.deployments, 'version')} running · {plural(stage.credentials, 'key')}
      </p>
      <p className="flex min-w-0 items-center gap-1 text-muted">
        <code className="truncate text-xs">{stage.gatewayUrl}</code>
        <CopyButton value={stage.gatewayUrl} label={`Copy address of ${stage.name}`} />
      </p>
    </div>
  )
}

function StageMenu({ stage, stages }: { stage: StageView; stages: readonly StageView[] }) {
  const order = useAct(orderStages)
  const at = stages.findIndex((one) => one.id === stage.id)
  const move = (to: number) => {
    const slugs = stages.map((one) => one.slug).filter((slug) => slug !== stage.slug)
    slugs.splice(to, 0, stage.slug)
    order.run({ stages: slugs }).catch((error: unknown) => {
      const problem = problemOf(error)
      toast.error(problem.title, problem.detail ? { description: problem.detail } : {})
    })
  }
  return (
    <DropdownMenu
      quiet
      label={`More for ${stage.name}`}
      items={[
        { label: 'Open', href: `/stages/${stage.slug}` },
        { kind: 'separator' },
        { label: 'Move earlier', disabled: at === 0, onSelect: () => move(at - 1) },
        { label: 'Move later', disabled: at === stages.length - 1, onSelect: () => move(at + 1) },
      ]}
    />
  )
}
