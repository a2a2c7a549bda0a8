'use client'
import type { AccessChangeView } from '@gatehouse/contracts/endpoints/access-changes'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { TrailName } from '../shell/trail.tsx'
import { ChangeComments } from './change-comments.tsx'
import { ChangeDecision } from './change-decision.tsx'
import { ChangeShown } from './change-shown.tsx'
import { ChangeStrip } from './change-strip.tsx'
import { changeLook } from './guardrail-text.ts'
import { accessChangeRead } from './queries.ts'

/** Quick while gateways tick in, else at a pace that shows what colleagues do. */
function pace(change: AccessChangeView | undefined): number {
  const ticking = change?.receipts.some(({ receipts }) =>
    receipts.gateways.some((line) => line.state === 'waiting' && line.connected),
  )
  if (ticking) return 500
  return change?.state === 'proposed' || change?.review === 'open' ? 3_000 : 10_000
}

/** A change of access as its reviewer sees it. */
export function AccessChangePage({ id }: { id: string }) {
  const query = useRead(accessChangeRead(id), { every: pace })
  return (
    <Loaded
      query={query}
      what="change"
      needs="guardrail.read"
      skeleton={
        <Page>
          <SkeletonCards count={3} />
        </Page>
      }
    >
      {(change) => <ChangeBody change={change} />}
    </Loaded>
  )
}

function ChangeBody({ change }: { change: AccessChangeView }) {
  const look = changeLook(change)
  const open = change.state === 'proposed' || change.review === 'open'
  return (
    <Page width="reading" className="max-w-[1320px]">
      <TrailName segment="changes" name="Changes" />
      <TrailName segment={change.id} name={change.title} />
      <PageHeader
        title={change.title}
        beside={
          <span aria-live="polite">
            <StatusWord framed tone={look.tone}>
              {look.word}
            </StatusWord>
          </span>
        }
        facts={
          <span className="flex flex-wrap gap-x-2">
            <span>
              asked by {change.proposedBy.name} <RelativeTime value={change.createdAt} />
            </span>
            {change.target?.href && change.state === 'applied' && (
              <>
                <span aria-hidden>·</span>
                <TextLink href={change.target.href}>Where it stands</TextLink>
              </>
            )}
            {open && change.review !== 'open' && (
              <>
                <span aria-hidden>·</span>
                <span>
                  expires <RelativeTime value={change.expiresAt} />
                </span>
              </>
            )}
          </span>
        }
      >
        <blockquote className="border-line-strong border-l-2 pl-3 text-sm">{change.reason}</blockquote>
        {change.moved && (
          <Banner tone="warn" title={change.moved}>
            It cannot be approved any more: what was looked at is not there. Ask for it again.
          </Banner>
        )}
        {change.state === 'stale' && (
          <Banner tone="warn" title={change.stateReason ?? 'What it rested on has changed'}>
            It must be asked for again.
          </Banner>
        )}
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <ChangeShown shown={change} />
        </div>
        <div className="order-first flex min-w-0 flex-col gap-5 lg:order-none">
          <Card title="How far it is">
            <ChangeStrip change={change} />
            {change.decisionReason && <p className="mt-3 text-sm">“{change.decisionReason}”</p>}
          </Card>
          <ChangeDecision change={change} />
          <ChangeComments change={change} />
        </div>
      </div>
    </Page>
  )
}
