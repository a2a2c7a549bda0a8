'use client'
import type { PolicyDetail } from '@gatehouse/contracts/endpoints/policy-reviews'
import { Card } from '@gatehouse/ui/card'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { KeyValue } from '@gatehouse/ui/key-value'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { TrailName } from '../shell/trail.tsx'
import { PolicyReader } from './policy-reader.tsx'
import { type PolicyAddress, policyRead } from './queries.ts'
import { ReviewForm } from './review-form.tsx'
import { kindWords, stateMeanings, stateTones, stateWords } from './review-text.ts'

const sources = { review: null, 'access-change': 'by approving the change', promotion: 'by approving the promotion' }

/** One policy in force, or what a promotion would put in force: read it, see what changed, say that it is right. */
export function PolicyPage({ address }: { address: PolicyAddress }) {
  const query = useRead(policyRead(address), { every: () => 30_000 })
  return (
    <Page className="max-w-[1080px]">
      <Loaded query={query} what="policy" needs="api.read" skeleton={<SkeletonCards count={3} />}>
        {(policy) => (
          <>
            <TrailName segment={address.subject} name={policy.title} />
            <PageHeader
              title={policy.title}
              beside={<StatusWord tone={stateTones[policy.state]}>{stateWords[policy.state]}</StatusWord>}
              facts={address.promotion ? 'What this promotion would put in force.' : stateMeanings[policy.state]}
              menu={<LinkButton href={policy.href}>Where it is set</LinkButton>}
            />
            <Facts policy={policy} />
            <PolicyReader policy={policy} />
            <Card title="Your review" description="It stands for exactly what is shown here, and for nothing later.">
              <ReviewForm policy={policy} promotion={address.promotion} />
            </Card>
            {policy.reviews.length > 0 && <History policy={policy} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}

export function Facts({ policy }: { policy: PolicyDetail }) {
  const { kind, stage, revision, owner, since, writer, hash, hits } = policy
  return (
    <Card>
      <KeyValue
        look="grid"
        items={[
          { label: 'Kind', value: [kindWords[kind], revision].filter(Boolean).join(' · ') },
          { label: 'Stage', value: stage?.name ?? 'The same on every stage' },
          { label: 'Owner', value: owner?.name ?? 'Security' },
          {
            label: 'In force since',
            value: since ? <RelativeTime value={since} /> : 'Unknown',
            ...(writer ? { note: `Written by ${writer.name}` } : {}),
          },
          { label: 'Hash', value: <CopyableId value={hash} shorten={[8, 6]} /> },
          ...(hits
            ? [
                {
                  label: 'Decided in 30 days',
                  value: `${hits.allowed.toLocaleString('en')} allowed, ${hits.refused.toLocaleString('en')} refused`,
                },
              ]
            : []),
        ]}
      />
    </Card>
  )
}

function History({ policy }: { policy: PolicyDetail }) {
  return (
    <Card flush title="Reviews" description="The newest of each state that somebody reviewed.">
      <ul className="divide-y divide-line">
        {policy.reviews.map((review) => (
          <li key={review.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
            <span className="font-medium">{review.reviewer.name}</span>
            <RelativeTime value={review.at} />
            <code className="text-muted text-xs">{review.hash.slice(0, 12)}</code>
            {review.hash === policy.hash && <StatusWord tone="ok">what is in force</StatusWord>}
            {review.source !== 'review' && (
              <span className="text-muted">
                {review.source === 'promotion' && review.sourceId ? (
                  <TextLink href={`/promotions/${review.sourceId}`}>{sources[review.source]}</TextLink>
                ) : (
                  sources[review.source]
                )}
              </span>
            )}
            {review.note && <span className="w-full text-muted [overflow-wrap:anywhere]">{review.note}</span>}
          </li>
        ))}
      </ul>
    </Card>
  )
}
