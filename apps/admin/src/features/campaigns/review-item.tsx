'use client'
import { type CampaignItemView, campaignKindNames } from '@gatehouse/contracts/endpoints/campaign-views'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { formatCount } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { ActButton } from '../../components/act-button.tsx'
import { hintWords, itemLook } from './campaign-text.ts'
import { ItemEvidence } from './item-evidence.tsx'

type ReviewItemProps = {
  item: CampaignItemView
  current: boolean
  opened: boolean
  revoking: boolean
  running: boolean
  onFocus: () => void
  onKeep: () => void
  onRevoke: () => void
  onToggle: () => void
  onCancel: () => void
  onNote: (note: string) => Promise<void>
}

/** One question. */
export function ReviewItem(props: ReviewItemProps) {
  const { item, current, opened, revoking, running, onFocus, onKeep, onRevoke, onToggle, onCancel, onNote } = props
  const { snapshot, mayDecide, reviewerNote } = item
  const what = `${snapshot.what} of ${snapshot.holder.name}`
  return (
    <li
      id={item.id}
      aria-current={current ? 'true' : undefined}
      onFocusCapture={onFocus}
      className={`px-4 py-3 text-sm ${current ? 'bg-hover shadow-[inset_2px_0_0_var(--accent)]' : ''}`}
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <button
          type="button"
          onClick={onToggle}
          aria-expanded={opened}
          aria-label={`Evidence: ${what}`}
          className="mt-0.5 text-muted"
        >
          {opened ? <ChevronDown aria-hidden className="size-4" /> : <ChevronRight aria-hidden className="size-4" />}
        </button>
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium [overflow-wrap:anywhere]">{snapshot.what}</span>
            {snapshot.hints.map(({ code, text }) => (
              <span key={code} title={text}>
                <Badge tone="warn">{hintWords[code]}</Badge>
              </span>
            ))}
          </p>
          <p className="text-muted">
            {campaignKindNames[item.kind].one} ·{' '}
            {snapshot.lastUsedAt ? (
              <>
                last {snapshot.calls30 === null ? 'seen' : 'call'} <RelativeTime value={snapshot.lastUsedAt} />
              </>
            ) : snapshot.calls30 === null ? (
              'not seen'
            ) : (
              'no call known'
            )}
            {snapshot.calls30 !== null && ` · ${formatCount(snapshot.calls30)} calls in 30 days`}
            {snapshot.since && (
              <>
                {' '}
                · since <RelativeTime value={snapshot.since} />
              </>
            )}
          </p>
          {reviewerNote && <p className="text-muted text-xs">{reviewerNote}</p>}
          {item.note && <p className="text-xs">“{item.note}”</p>}
        </div>
        <span className="flex flex-wrap items-center gap-2">
          {item.decision !== 'unanswered' && <StatusWord tone={itemLook(item).tone}>{itemLook(item).word}</StatusWord>}
          {item.outcome === null && (
            <>
              {item.decision !== 'keep' && (
                <ActButton
                  size="sm"
                  why={mayDecide.reason}
                  disabled={running}
                  aria-label={`Keep ${what}`}
                  onClick={onKeep}
                >
                  Keep
                </ActButton>
              )}
              <ActButton
                size="sm"
                why={mayDecide.reason}
                disabled={running}
                aria-label={`Revoke ${what}`}
                onClick={onRevoke}
              >
                Revoke
              </ActButton>
            </>
          )}
          {item.receipts && <span className="text-muted text-xs">{item.receipts.text}</span>}
        </span>
      </div>
      {revoking && (
        <form
          className="mt-3 flex flex-wrap items-end gap-2 border-line border-t pt-3"
          onSubmit={(event) => {
            event.preventDefault()
            void onNote(String(new FormData(event.currentTarget).get('note'))).catch(() => undefined)
          }}
          onKeyDown={(event) => event.key === 'Escape' && onCancel()}
        >
          <Field
            label="Why it is revoked"
            name="note"
            required
            hint="At every gateway within a second, for good. Its owners read this."
            className="min-w-60 flex-1"
          >
            <Input maxLength={500} autoFocus placeholder="Nobody needs it any more" />
          </Field>
          <Button type="submit" variant="danger" loading={running}>
            Revoke now
          </Button>
          <Button type="button" onClick={onCancel}>
            Not now
          </Button>
        </form>
      )}
      {opened && (
        <div className="mt-3 border-line border-t pt-3">
          <ItemEvidence itemId={item.id} />
        </div>
      )}
    </li>
  )
}
