'use client'
import {
  type AccessChangeView,
  decideAccessChange,
  withdrawAccessChange,
} from '@gatehouse/contracts/endpoints/access-changes'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'

/** The reviewer's word, for exactly what he looked at; and the way back for whoever asked. */
export function ChangeDecision({ change }: { change: AccessChangeView }) {
  // What this reader saw when the page came: a decision is for that, not for what changed under the pointer.
  const [seen] = useState(change.boundHash)
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null)
  const withdraw = useAct(withdrawAccessChange)
  const { acts, review, moved } = change
  const open = change.state === 'proposed' || review === 'open'
  if (!open) return null
  const after = review === 'open'
  const why = (one: { allowed: boolean; why: string | null }) =>
    one.allowed ? null : (one.why ?? 'It is not possible now.')
  const stale = moved === null ? null : `${moved} Ask for it again.`
  return (
    <Card
      title={after ? 'Review' : 'Decision'}
      description={
        after
          ? 'It holds already. Rejecting it takes it back, unless somebody has changed the same since.'
          : 'Approving applies it at once, in whoever asked’s name and yours.'
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <ProblemBanner problem={withdraw.problem} />
        {!acts.approve.allowed && acts.approve.why && <p className="text-muted">{acts.approve.why}</p>}
        <p className="flex flex-wrap gap-2">
          <ActButton variant="primary" why={why(acts.approve) ?? stale} onClick={() => setAsking('approve')}>
            {after ? 'Confirm' : 'Approve'}
          </ActButton>
          <ActButton why={why(acts.reject)} onClick={() => setAsking('reject')}>
            {after ? 'Reject and take back' : 'Reject'}
          </ActButton>
          {acts.withdraw.allowed && (
            <ActButton
              variant="ghost"
              loading={withdraw.running}
              onClick={() => void withdraw.run({ change: change.id }).catch(() => undefined)}
            >
              Withdraw
            </ActButton>
          )}
        </p>
      </div>
      {asking !== null && (
        <DecideDialog change={change} seen={seen} decision={asking} onClose={() => setAsking(null)} />
      )}
    </Card>
  )
}

function DecideDialog({
  change,
  seen,
  decision,
  onClose,
}: {
  change: AccessChangeView
  seen: string
  decision: 'approve' | 'reject'
  onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const act = useAct(decideAccessChange)
  const approves = decision === 'approve'
  const effect = change.effect?.replaceAll('`', '') ?? 'Nobody gains or loses a call by it'
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={approves ? `Approve: ${change.title}?` : `Reject: ${change.title}?`}
      consequence={
        approves
          ? `${effect}. ${change.review === 'open' ? 'It holds already.' : 'It holds as soon as you approve.'}`
          : `${change.proposedBy.name} reads your reason.`
      }
      action={approves ? 'Approve' : 'Reject'}
      tone={approves ? 'primary' : 'danger'}
      onConfirm={async () => {
        const text = reason.trim()
        if (!approves && text === '') return 'Say why: whoever asked reads it.'
        await act.run({
          change: change.id,
          decision: approves ? 'approved' : 'rejected',
          boundHash: seen,
          ...(text === '' ? {} : { reason: text }),
        })
        onClose()
      }}
    >
      <Field label="Reason" name="reason" {...(approves ? { optional: true } : { required: true })}>
        <Textarea rows={3} value={reason} maxLength={1_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
