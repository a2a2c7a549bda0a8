'use client'
import type { CampaignView } from '@gatehouse/contracts/endpoints/campaign-views'
import { campaignKindNames } from '@gatehouse/contracts/endpoints/campaign-views'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { formatCount, formatPercent } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatTile } from '@gatehouse/ui/stat-tile'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { TrailName } from '../shell/trail.tsx'
import { CampaignActs } from './campaign-acts.tsx'
import { CampaignItems } from './campaign-items.tsx'
import { CampaignProgress } from './campaign-progress.tsx'
import { campaignLook } from './campaign-text.ts'
import { campaignRead } from './queries.ts'
import { ResultCard } from './result-card.tsx'

/** One campaign for who answers for it: how far it is, who is waited for, and what came of it. */
export function CampaignPage({ id }: { id: string }) {
  const query = useRead(campaignRead(id), {
    every: (data) => (data?.closing ? 1_000 : data?.state === 'open' ? 10_000 : false),
  })
  return (
    <Page width="full">
      <Loaded query={query} what="campaign" skeleton={<SkeletonCards count={3} />}>
        {(campaign) => (
          <>
            <TrailName segment={campaign.id} name={campaign.name} />
            <Header campaign={campaign} />
            <Notes campaign={campaign} />
            {campaign.state !== 'draft' && <Numbers campaign={campaign} />}
            {campaign.state === 'closed' && <ResultCard campaign={campaign} />}
            {campaign.state === 'open' && <CampaignProgress campaign={campaign} />}
            {campaign.state !== 'draft' && <CampaignItems campaign={campaign} />}
            <Terms campaign={campaign} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Header({ campaign }: { campaign: CampaignView }) {
  const look = campaignLook(campaign)
  return (
    <PageHeader
      title={campaign.name}
      beside={
        <StatusWord tone={look.tone} busy={campaign.closing} framed>
          {look.word}
        </StatusWord>
      }
      facts={
        <span>
          {campaign.owner.name} answers for it ·{' '}
          {campaign.closedAt ? (
            <>
              ended <RelativeTime value={campaign.closedAt} />
            </>
          ) : (
            <>
              due <RelativeTime value={campaign.dueAt} />
            </>
          )}
          {campaign.description && <span className="block">{campaign.description}</span>}
        </span>
      }
      {...CampaignActs({ campaign })}
    />
  )
}

function Notes({ campaign }: { campaign: CampaignView }) {
  if (campaign.state === 'draft')
    return campaign.reason ? (
      <Banner tone="warn" title="It did not open">
        {campaign.reason}
      </Banner>
    ) : (
      <Banner tone="neutral" title="Nobody was asked yet">
        {campaign.opensAt ? (
          <>
            It opens by itself <RelativeTime value={campaign.opensAt} />. What everybody has is taken down then.
          </>
        ) : (
          'Open it when you are ready: what everybody has is taken down at that moment, and each reviewer gets one mail.'
        )}
      </Banner>
    )
  if (campaign.state === 'cancelled')
    return (
      <Banner tone="neutral" title="Cancelled: nothing was suspended">
        {campaign.reason} What was revoked before stays revoked.
      </Banner>
    )
  if (campaign.closing)
    return (
      <Banner tone="warn" title="It is due: what nobody answered is being suspended">
        This takes seconds. The signed result stands here when it is done.
      </Banner>
    )
  return null
}

function Numbers({ campaign: { counts, state, outcomes, restored } }: { campaign: CampaignView }) {
  const answered = counts.total - counts.unanswered
  return (
    <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      <StatTile
        label="Answered"
        value={`${formatCount(answered)} of ${formatCount(counts.total)}`}
        note={counts.total === 0 ? '' : formatPercent(answered / counts.total)}
      />
      <StatTile label="Keep" value={formatCount(counts.keep)} />
      <StatTile label="Revoke" value={formatCount(counts.revoke)} note="at every gateway at once" />
      {state === 'closed' ? (
        <StatTile
          label="Suspended"
          value={formatCount(outcomes.suspended)}
          note={restored > 0 ? `${formatCount(restored)} given back` : 'one click gives each back'}
        />
      ) : (
        <StatTile
          label="Not answered"
          value={formatCount(counts.unanswered)}
          note={state === 'open' ? 'suspended on the date' : ''}
        />
      )}
    </div>
  )
}

function Terms({ campaign }: { campaign: CampaignView }) {
  const { kinds, scopeText, reviewersText, firstReminderAt, secondReminderAt, createdBy, createdAt, endedBy } = campaign
  return (
    <Card title="What was asked">
      <KeyValue
        items={[
          { label: 'What', value: kinds.map((kind) => campaignKindNames[kind].many).join(', ') },
          { label: 'Scope', value: scopeText },
          { label: 'Asked', value: reviewersText },
          {
            label: 'Reminders',
            value: (
              <>
                <RelativeTime value={firstReminderAt} />, <RelativeTime value={secondReminderAt} />
              </>
            ),
          },
          {
            label: 'Made',
            value: (
              <>
                {createdBy.name}, <RelativeTime value={createdAt} />
              </>
            ),
          },
          ...(endedBy ? [{ label: 'Ended by', value: endedBy.name }] : []),
        ]}
      />
    </Card>
  )
}
