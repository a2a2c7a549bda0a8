'use client'
import {
  type CampaignKind,
  type CampaignReviewers,
  type CampaignScope,
  campaignKindNames,
} from '@gatehouse/contracts/endpoints/campaign-views'
import { previewCampaign } from '@gatehouse/contracts/endpoints/campaigns'
import { Banner } from '@gatehouse/ui/banner'
import { BarList } from '@gatehouse/ui/bar-list'
import { Card } from '@gatehouse/ui/card'
import { formatCount, plural } from '@gatehouse/ui/format'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { read } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { hintWords } from './campaign-text.ts'

const shown = 8

/** What the campaign would ask if it opened now, why each is in, and whom. */
export function CampaignPreview(props: {
  kinds: readonly CampaignKind[]
  scope: CampaignScope
  reviewers: CampaignReviewers | undefined
}) {
  const { kinds, scope, reviewers } = props
  const asks = kinds.length > 0 && reviewers !== undefined
  const query = useRead(
    read(previewCampaign, { kinds: [...kinds], scope, reviewers: reviewers ?? { rule: 'offering' } }),
    { enabled: asks, keep: true },
  )
  if (!asks)
    return (
      <Card title="Preview">
        <p className="text-muted text-sm">Choose what is reviewed and who is asked: what it would ask stands here.</p>
      </Card>
    )
  return (
    <Card title="Preview" description="As things stand now; it is taken down when the review opens.">
      <Loaded query={query} what="the preview" needs="campaign.manage" compact skeleton={<SkeletonText lines={8} />}>
        {(preview) => (
          <div className={`flex flex-col gap-5 text-sm ${query.isPlaceholderData ? 'opacity-60' : ''}`}>
            <p aria-live="polite">
              <span className="font-semibold text-lg">{formatCount(preview.total)}</span>{' '}
              {preview.total === 1 ? 'item' : 'items'} for {plural(preview.byReviewer.length, 'reviewer')}
              {preview.byKind.length > 1 && (
                <span className="block text-muted">
                  {preview.byKind
                    .map(({ kind, items }) => `${campaignKindNames[kind].many}: ${formatCount(items)}`)
                    .join(', ')}
                </span>
              )}
            </p>
            {preview.total === 0 && (
              <Banner tone="warn" compact title="Nothing to ask">
                Nothing that anybody has is in this scope.
              </Banner>
            )}
            {preview.fallen > 0 && (
              <Banner tone="info" compact title={`${plural(preview.fallen, 'item')} fall to somebody else`}>
                Where the rule names nobody who can decide. Each item says why.
              </Banner>
            )}
            {preview.byReviewer.length > 0 && (
              <BarList
                label="Items by reviewer"
                format="count"
                items={preview.byReviewer
                  .slice(0, shown)
                  .map(({ id, name, items }) => ({ id, label: name, value: items }))}
              />
            )}
            {preview.byHint.length > 0 && (
              <p className="text-muted">
                {preview.byHint
                  .map(({ hint, items }) => `${formatCount(items)} ${hintWords[hint].toLowerCase()}`)
                  .join(' · ')}
              </p>
            )}
            <ul className="flex flex-col gap-3">
              {preview.items.slice(0, shown).map((item) => (
                <li key={`${item.kind} ${item.subjectId}`} className="border-line border-t pt-3">
                  <p className="[overflow-wrap:anywhere]">{item.snapshot.reason}</p>
                  <p className="text-muted text-xs">
                    {item.reviewers.length === 0
                      ? 'Nobody to ask'
                      : `Asks ${item.reviewers.map(({ name }) => name).join(', ')}`}
                    {item.reviewerNote && `. ${item.reviewerNote}`}
                  </p>
                </li>
              ))}
            </ul>
            {preview.total > shown && (
              <p className="text-muted text-xs">And {formatCount(preview.total - shown)} more.</p>
            )}
          </div>
        )}
      </Loaded>
    </Card>
  )
}
