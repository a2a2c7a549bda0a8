'use client'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { Banner } from '@gatehouse/ui/banner'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { plural } from '@gatehouse/ui/format'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatTile } from '@gatehouse/ui/stat-tile'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatInstant } from '@gatehouse/ui/time'
import { FrozenNote } from '../stages/frozen-note.tsx'
import { PrepareAgain } from './prepare-again.tsx'
import { PromotionMenu } from './promotion-menu.tsx'
import { hasEnded, stateLooks } from './promotion-text.ts'

/** What this is, how it stands, by whom; three counters; and what happened to it. */
export function PromotionHeader({ promotion }: { promotion: PromotionView }) {
  const look = stateLooks[promotion.state]
  const { api, version, counts, ci } = promotion
  return (
    <PageHeader
      title={promotion.title}
      beside={
        <span aria-live="polite">
          <StatusWord framed tone={look.tone} busy={look.busy ?? false}>
            {look.word}
          </StatusWord>
        </span>
      }
      facts={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span>
            since <RelativeTime value={promotion.stateSince} />, asked by {promotion.by.name || promotion.by.kind}
          </span>
          <span aria-hidden>·</span>
          <TextLink href={`/apis/${api.slug}/${version.name}`}>
            {api.name} {version.name}
          </TextLink>
          {ci && (
            <>
              <span aria-hidden>·</span>
              <CiLink ci={ci} />
            </>
          )}
          <span aria-hidden>·</span>
          <span>
            hash <CopyableId value={promotion.boundHash} shorten={[7, 4]} />
          </span>
        </span>
      }
      menu={<PromotionMenu promotion={promotion} />}
    >
      {promotion.note && <p className="text-sm">{promotion.note}</p>}
      {promotion.state === 'stale' && (
        <Banner
          tone="warn"
          title={promotion.stateReason ?? 'Something that was judged has moved'}
          actions={<PrepareAgain promotion={promotion} />}
        >
          What was checked and approved no longer stands, so it cannot run any more.
        </Banner>
      )}
      {(promotion.state === 'cancelled' || promotion.state === 'rolled-back') && promotion.stateReason && (
        <Banner
          tone={promotion.state === 'cancelled' ? 'neutral' : 'bad'}
          title={promotion.stateReason}
          actions={<PrepareAgain promotion={promotion} />}
        />
      )}
      {promotion.emergency && (
        <Banner compact tone="warn" title={`Emergency: ${promotion.emergency.reason}`}>
          It goes through a freeze, so a second person must approve.
        </Banner>
      )}
      {promotion.frozen && !promotion.emergency && !hasEnded(promotion.state) && (
        <FrozenNote frozen={promotion.frozen} />
      )}
      {promotion.plannedFor && !hasEnded(promotion.state) && (
        <Banner compact tone="info">
          Planned for {formatInstant(promotion.plannedFor)} (<RelativeTime value={promotion.plannedFor} />
          ). It does not run before.
        </Banner>
      )}
      <div className="grid gap-3 sm:grid-cols-3">
        <StatTile
          label="Contract"
          value={counts.contract.breaking > 0 ? `${counts.contract.breaking} breaking` : counts.contract.text}
          note={contractNote(promotion)}
        />
        <StatTile
          label="Applications affected"
          value={
            counts.applications === null ? '–' : `${counts.applications.affected} of ${counts.applications.active}`
          }
          note={
            counts.applications === null
              ? 'Not looked at: the gate has no check of consumer impact'
              : `active in the last ${plural(counts.applications.days, 'day')}`
          }
        />
        <StatTile label="Access changes" value={String(counts.access)} note="who may call what, and with what" />
      </div>
    </PageHeader>
  )
}

/** What the count of changes is against. */
function contractNote({ deploymentId, now, stage, counts }: PromotionView): string {
  if (deploymentId !== null) return 'as it was promoted'
  if (now === null) return `Everything is new: nothing runs on ${stage.name} yet`
  if (counts.contract.breaking > 0) return `${counts.contract.risky} risky, ${counts.contract.safe} safe`
  return `against r${now.number} on ${stage.name}`
}

function CiLink({ ci }: { ci: NonNullable<PromotionView['ci']> }) {
  const text = `CI${ci.commit ? ` (commit ${ci.commit.slice(0, 7)})` : ''}`
  return ci.run ? (
    <TextLink href={ci.run} external>
      {text}
    </TextLink>
  ) : (
    <span>{text}</span>
  )
}
