'use client'
import type { CampaignView } from '@gatehouse/contracts/endpoints/campaign-views'
import { Banner } from '@gatehouse/ui/banner'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { formatDate } from '@gatehouse/ui/time'
import { PartyPopper, SearchX } from 'lucide-react'
import { parseAsStringEnum, useQueryState } from 'nuqs'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { TrailName } from '../shell/trail.tsx'
import { campaignRead, questionsRead } from './queries.ts'
import { ReviewList } from './review-list.tsx'
import { ReviewSwitch } from './review-switch.tsx'

/** What one reviewer is asked: quick answers, evidence one click away. */
export function ReviewPage({ id }: { id: string }) {
  const campaign = useRead(campaignRead(id), { every: () => 15_000 })
  return (
    <Page width="reading">
      <Loaded query={campaign} what="campaign" skeleton={<SkeletonText lines={8} />}>
        {(data) => (
          <>
            <TrailName segment={data.id} name={data.name} />
            <Questions campaign={data} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Questions({ campaign }: { campaign: CampaignView }) {
  const [view, setView] = useQueryState('view', parseAsStringEnum(['open', 'answered', 'all']).withDefault('open'))
  const query = useRead(questionsRead(campaign.id, view), { keep: true })
  const { mine } = campaign
  const answered = mine.total - mine.unanswered
  return (
    <>
      <PageHeader
        title={campaign.name}
        facts={
          <span>
            {campaign.owner.name} asks until {formatDate(campaign.dueAt)} (<RelativeTime value={campaign.dueAt} />
            ). What nobody answers is suspended, not revoked.
            {campaign.description && <span className="block">{campaign.description}</span>}
          </span>
        }
        menu={<LinkButton href={`/access/campaigns/${campaign.id}`}>About the campaign</LinkButton>}
      />
      {campaign.state !== 'open' && (
        <Banner
          tone="neutral"
          title={campaign.state === 'draft' ? 'It has not opened yet' : 'It takes no answers any more'}
        >
          What was suspended can be given back on the campaign’s page.
        </Banner>
      )}
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="min-w-48 flex-1">
          <ProgressBar
            label="Your answers"
            value={mine.total === 0 ? 0 : answered / mine.total}
            tone={mine.unanswered === 0 ? 'ok' : 'accent'}
            text={`${answered} of ${mine.total}`}
          />
        </div>
        <ReviewSwitch view={view} onChange={(next) => void setView(next)} />
      </div>
      <Loaded query={query} what="questions" skeleton={<SkeletonText lines={10} />}>
        {({ items }) => {
          const shown = view === 'answered' ? items.filter(({ decision }) => decision !== 'unanswered') : items
          return shown.length === 0 ? (
            <Nothing campaign={campaign} view={view} />
          ) : (
            <ReviewList campaign={campaign} items={shown} />
          )
        }}
      </Loaded>
    </>
  )
}

function Nothing({ campaign, view }: { campaign: CampaignView; view: string }) {
  if (campaign.mine.total > 0 && view === 'open')
    return (
      <EmptyState
        icon={<PartyPopper aria-hidden />}
        title="That was all: thank you"
        why="Keep can still be changed until the campaign is due. The campaign’s owner sees your answers."
      />
    )
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={view === 'answered' ? 'Nothing answered yet' : 'Nothing is asked of you'}
      why={
        view === 'answered'
          ? 'What you answer stands here; keep can be changed until the campaign is due.'
          : 'Other people answer for what is in this campaign.'
      }
    />
  )
}
