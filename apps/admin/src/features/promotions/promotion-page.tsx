'use client'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { Page } from '@gatehouse/ui/page'
import { Skeleton, SkeletonCards, SkeletonText } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { AccessDiffPreview } from '../access/access-diff-preview.tsx'
import { BlockerList } from '../deployments/blocker-list.tsx'
import { InheritedGuardrails } from '../guardrails/inherited-guardrails.tsx'
import { TrailName } from '../shell/trail.tsx'
import { ApprovalPanel } from './approval-panel.tsx'
import { CommentsPanel } from './comments-panel.tsx'
import { GatePanel } from './gate-panel.tsx'
import { ProgressPanel } from './progress-panel.tsx'
import { PromotionChanges } from './promotion-changes.tsx'
import { PromotionFooter } from './promotion-footer.tsx'
import { PromotionHeader } from './promotion-header.tsx'
import { hasEnded } from './promotion-text.ts'
import { promotionRead } from './queries.ts'

/** Quick while something ticks, else at a pace that shows what colleagues do. */
function pace(promotion: PromotionView | undefined): number | false {
  if (promotion === undefined) return 3_000
  if (promotion.state === 'checking' || promotion.state === 'running' || promotion.state === 'watching') return 1_000
  const ticking = promotion.receipts?.gateways.some((line) => line.state === 'waiting' && line.connected)
  if (ticking) return 1_000
  return hasEnded(promotion.state) ? 15_000 : 3_000
}

/** One promotion: what changes on the left, what the gate and people say on the right, what will happen below. */
export function PromotionPage({ id }: { id: string }) {
  const query = useRead(promotionRead(id), { every: pace })
  return (
    <Loaded query={query} what="promotion" needs="api.read" skeleton={<PromotionSkeleton />}>
      {(promotion) => <PromotionBody promotion={promotion} />}
    </Loaded>
  )
}

function PromotionBody({ promotion }: { promotion: PromotionView }) {
  const name = { api: promotion.api.slug, version: promotion.version.name }
  const nothingToDo = promotion.now?.hash === promotion.revision.hash && promotion.changes.length === 0
  return (
    <Page width="reading" className="max-w-[1320px] pb-28">
      <TrailName segment={promotion.id} name={promotion.title} />
      <PromotionHeader promotion={promotion} />
      <ProgressPanel promotion={promotion} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          {!hasEnded(promotion.state) && (
            <BlockerList blockers={promotion.blockers} stage={promotion.stage} name={name} />
          )}
          {nothingToDo && !promotion.deploymentId ? (
            <Banner tone="info" title={`${promotion.stage.name} already runs r${promotion.revision.number}`}>
              There is nothing to do.
            </Banner>
          ) : (
            <PromotionChanges promotion={promotion} />
          )}
          {!hasEnded(promotion.state) && promotion.deploymentId === null && !nothingToDo && (
            <Card
              title="Who can call what"
              description={`Which applications gain and lose operations on ${promotion.stage.name}, by the gateways’ own decision.`}
            >
              <AccessDiffPreview change={{ kind: 'placement', ...name, stage: promotion.stage.slug, act: 'promote' }} />
            </Card>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <GatePanel promotion={promotion} />
          <ApprovalPanel promotion={promotion} />
          <InheritedGuardrails name={name} stage={promotion.stage.slug} />
          <CommentsPanel promotion={promotion} />
        </div>
      </div>
      <PromotionFooter promotion={promotion} />
    </Page>
  )
}

function PromotionSkeleton() {
  return (
    <Page width="reading" className="max-w-[1320px]">
      <div className="flex flex-col gap-3">
        <Skeleton className="h-7 w-96 max-w-full" />
        <Skeleton className="h-4 w-72 max-w-full" />
      </div>
      <SkeletonCards count={3} />
      <SkeletonText lines={8} />
    </Page>
  )
}
