'use client'
import type { MergeSide } from '@gatehouse/contracts/endpoints/merge-views'
import { Badge } from '@gatehouse/ui/badge'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import type { ReactNode } from 'react'
import { ChangeList } from '../deployments/change-list.tsx'
import { KeptEdits } from './kept-edits.tsx'
import { MergeChoices } from './merge-choices.tsx'
import type { Reimported } from './reimport-text.ts'

type ReimportReviewProps = {
  seen: Reimported
  chosen: Readonly<Record<string, MergeSide>>
  onChoose: (choices: Record<string, MergeSide>) => void
}

/** What a new file would do: what it changes, what stays, and what somebody has to decide. Decisions come first on small screens. */
export function ReimportReview({ seen, chosen, onChoose }: ReimportReviewProps) {
  const { merge, counts, changes, parkedSettings } = seen
  const total = counts.breaking + counts.risky + counts.safe
  return (
    <div className="flex flex-col gap-4">
      {parkedSettings.length > 0 && (
        <Banner tone="info" title="Settings are kept aside" compact>
          These operations go. If they come back, so do their settings: {parkedSettings.join(', ')}
        </Banner>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2 xl:grid-cols-[minmax(0,1.35fr)_minmax(0,0.9fr)_minmax(0,1.15fr)]">
        <Column title="What the file changes" note={counts.text} className="order-2 xl:order-1">
          {total === 0 ? (
            <p className="text-muted text-sm">Nothing: the working copy already says what the file says.</p>
          ) : (
            <ChangeList items={changes} truncated={changes.length < total} />
          )}
        </Column>
        <Column title="What stays yours" className="order-3 xl:order-2">
          <KeptEdits merge={merge} />
        </Column>
        <Column
          title="What you decide"
          note={merge.counts.open > 0 && <Badge tone="warn">{merge.counts.open} open</Badge>}
          className="order-1 lg:col-span-2 xl:order-3 xl:col-span-1"
        >
          <MergeChoices merge={merge} chosen={chosen} onChoose={onChoose} />
        </Column>
      </div>
    </div>
  )
}

function Column({
  title,
  note,
  className,
  children,
}: {
  title: string
  note?: ReactNode
  className: string
  children: ReactNode
}) {
  return (
    <section aria-label={title} className={`min-w-0 ${className}`}>
      <Card title={title} actions={note && <span className="text-muted text-sm">{note}</span>}>
        {children}
      </Card>
    </section>
  )
}
