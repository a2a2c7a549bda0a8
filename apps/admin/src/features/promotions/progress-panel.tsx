'use client'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { stopPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { formatCount, formatDuration, formatPercent } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { KeyValue } from '@gatehouse/ui/key-value'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ReceiptsPanel } from '../deployments/receipts-panel.tsx'

/** After the click: gateways ticking in, the canary beside what ran before, and the way back. */
export function ProgressPanel({ promotion }: { promotion: PromotionView }) {
  const { receipts, canaryFigures, stage, state } = promotion
  if (!receipts && !canaryFigures) return null
  const { rollback } = promotion.acts
  return (
    <Card
      title={title(promotion)}
      actions={
        state === 'running' || state === 'watching' || state === 'done' ? (
          <RollBack promotion={promotion} why={rollback.allowed ? null : (rollback.why ?? 'It is not possible now.')} />
        ) : null
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        {canaryFigures && <Canary figures={canaryFigures} promotion={promotion} />}
        {state === 'watching' && promotion.watchUntil && (
          <p className="text-muted">
            All traffic goes to r{promotion.revision.number}. Errors and times are watched until{' '}
            <RelativeTime value={promotion.watchUntil} />.
          </p>
        )}
        {receipts && (
          <section aria-label="Receipts">
            <p className="pb-1 font-medium">{receipts.text}</p>
            <ReceiptsPanel receipts={receipts} label={`Gateways of ${stage.name}`} />
          </section>
        )}
      </div>
    </Card>
  )
}

function title({ state, revision, stage, canaryFigures }: PromotionView): string {
  if (state === 'rolled-back') return `r${revision.number} was taken back from ${stage.name}`
  if (canaryFigures && state === 'running')
    return `r${revision.number} takes ${canaryFigures.weight} % of ${stage.name}`
  return `r${revision.number} is on ${stage.name}`
}

function Canary({
  figures,
  promotion,
}: {
  figures: NonNullable<PromotionView['canaryFigures']>
  promotion: PromotionView
}) {
  const side = (one: typeof figures.canary) => [
    { label: 'Calls', value: formatCount(one.calls) },
    { label: 'Errors', value: one.calls === 0 ? '–' : formatPercent(one.errors / one.calls) },
    { label: 'Mean time', value: one.meanMs === null ? '–' : formatDuration(one.meanMs) },
  ]
  const minCalls = promotion.canary?.minCalls ?? 0
  return (
    <section aria-label="Canary" className="flex flex-col gap-3">
      <ProgressBar
        label={`r${promotion.revision.number} gets ${figures.weight} % of the callers`}
        value={figures.weight / 100}
        text={
          figures.until && promotion.state === 'running' ? (
            <>
              all of them <RelativeTime value={figures.until} />
            </>
          ) : (
            ''
          )
        }
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <div>
          <p className="pb-1 font-medium">Canary, r{promotion.revision.number}</p>
          <KeyValue items={side(figures.canary)} />
        </div>
        <div>
          <p className="pb-1 font-medium">{promotion.now ? `Now, r${promotion.now.number}` : 'Now'}</p>
          <KeyValue items={side(figures.current)} />
        </div>
      </div>
      {figures.canary.calls < minCalls && promotion.state === 'running' && (
        <p className="text-muted">
          {formatCount(figures.canary.calls)} of {formatCount(minCalls)} calls: too few to judge yet.
        </p>
      )}
    </section>
  )
}

function RollBack({ promotion, why }: { promotion: PromotionView; why: string | null }) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const act = useAct(stopPromotion)
  const canary = promotion.state === 'running' && promotion.canaryFigures !== null
  const word = canary ? 'Stop and roll back' : 'Roll back'
  return (
    <>
      <ActButton size="sm" why={why} onClick={() => setOpen(true)}>
        {word}
      </ActButton>
      {open && (
        <ConfirmDialog
          open
          onOpenChange={setOpen}
          title={`Take r${promotion.revision.number} back from ${promotion.stage.name}?`}
          consequence={
            canary
              ? 'All callers get what ran before, at once. Keys, plans and subscriptions stay.'
              : 'Contract, policies, mapping and stage values go back to what ran before. Keys, plans and subscriptions stay.'
          }
          action={word}
          tone="amber"
          onConfirm={async () => {
            await act.run({ promotion: promotion.id, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) })
            setOpen(false)
          }}
        >
          <Field label="Reason" name="reason" optional>
            <Input value={reason} maxLength={1_000} onChange={(event) => setReason(event.target.value)} />
          </Field>
        </ConfirmDialog>
      )}
    </>
  )
}
