'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { listPolicies, PolicyRow } from '@gatehouse/contracts/endpoints/policy-reviews'
import { Button } from '@gatehouse/ui/button'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Keys } from '@gatehouse/ui/keys'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useShortcut } from '@gatehouse/ui/use-shortcut'
import { PartyPopper } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { useEffect, useState } from 'react'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Facts } from './policy-page.tsx'
import { PolicyReader } from './policy-reader.tsx'
import { policiesRead, policyRead } from './queries.ts'
import { ReviewForm } from './review-form.tsx'
import { stateTones, stateWords } from './review-text.ts'
import { reviewFilters } from './reviews-page.tsx'

const reviewButton = 'review-this'

/** What needs a review, one after the other: read, say that it is right or go on. Keys do it all. */
export function WalkPage() {
  const [filters] = useQueryStates(reviewFilters)
  const query = useRead(
    policiesRead(given({ ...filters, open: 'true', limit: 200 }) as EndpointInput<typeof listPolicies>),
    { keep: true },
  )
  // The list as it was when the walk began: what is reviewed stays in its place, so that one can go back to it.
  const [rows, setRows] = useState<readonly PolicyRow[] | null>(null)
  const items = query.data?.items
  useEffect(() => {
    if (items && rows === null) setRows(items)
  }, [items, rows])
  return (
    <Page className="max-w-[1080px]">
      <Loaded query={query} what="policies" needs="api.read" skeleton={<SkeletonCards count={3} />}>
        {() => (rows === null ? <SkeletonCards count={3} /> : <Walk rows={rows} />)}
      </Loaded>
    </Page>
  )
}

function Walk({ rows }: { rows: readonly PolicyRow[] }) {
  const [place, setPlace] = useState(0)
  const [done, setDone] = useState<ReadonlySet<number>>(new Set())
  const row = rows[place]
  const next = () => setPlace((at) => Math.min(at + 1, rows.length))
  const back = () => setPlace((at) => Math.max(at - 1, 0))
  useShortcut('j', next)
  useShortcut('k', back)
  useShortcut('r', () => document.getElementById(reviewButton)?.click())
  if (!row)
    return (
      <>
        <PageHeader title="Review one by one" />
        <EmptyState
          icon={<PartyPopper aria-hidden />}
          title={rows.length === 0 ? 'Nothing needs a review' : 'You are through'}
          why={
            rows.length === 0
              ? 'Everything in force that you may see was reviewed as it is.'
              : `You reviewed ${done.size} of ${rows.length}.`
          }
          action={
            <div className="flex flex-wrap gap-2">
              {rows.length > 0 && <Button onClick={back}>Back to the last</Button>}
              <LinkButton variant="primary" href="/access/reviews">
                To all policies
              </LinkButton>
            </div>
          }
        />
      </>
    )
  return (
    <>
      <PageHeader
        title={row.title}
        beside={<StatusWord tone={stateTones[row.state]}>{stateWords[row.state]}</StatusWord>}
        facts={`${place + 1} of ${rows.length}${row.stage ? ` · ${row.stage.name}` : ''}`}
        menu={
          <span className="hidden items-center gap-3 text-muted text-xs sm:flex">
            <span>
              <Keys>J</Keys> next
            </span>
            <span>
              <Keys>K</Keys> back
            </span>
            <span>
              <Keys>R</Keys> review
            </span>
          </span>
        }
      />
      <ProgressBar label="How far you are" hideLabel value={place / rows.length} />
      <Current
        key={place}
        row={row}
        back={
          <>
            <Button onClick={back} disabled={place === 0}>
              Back
            </Button>
            <Button onClick={next}>Skip</Button>
          </>
        }
        onDone={() => {
          setDone(new Set([...done, place]))
          next()
        }}
      />
    </>
  )
}

function Current({ row, back, onDone }: { row: PolicyRow; back: React.ReactNode; onDone: () => void }) {
  const address = { kind: row.kind, subject: row.subjectId, stage: row.stage?.slug, hash: row.hash }
  const query = useRead(policyRead(address))
  return (
    <Loaded query={query} what="policy" needs="api.read" skeleton={<SkeletonCards count={3} />}>
      {(policy) => (
        <>
          <Facts policy={policy} />
          <PolicyReader policy={policy} />
          <div className="sticky bottom-0 z-10 border-line border-t bg-canvas py-3">
            <ReviewForm policy={policy} onDone={onDone} buttonId={reviewButton}>
              {back}
            </ReviewForm>
          </div>
        </>
      )}
    </Loaded>
  )
}
