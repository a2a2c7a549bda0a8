'use client'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { decidePromotion } from '@gatehouse/contracts/endpoints/promotions'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { Sentence } from '../deployments/change-list.tsx'
import { hasEnded } from './promotion-text.ts'

/** Who must agree, who did, and to what exactly. */
export function ApprovalPanel({ promotion }: { promotion: PromotionView }) {
  const { approval, acts } = promotion
  // What this reader saw when the page came: an approval is for that, not for what changed under the pointer.
  const [seen] = useState(promotion.boundHash)
  const [rejecting, setRejecting] = useState(false)
  const act = useAct(decidePromotion)
  if (approval.needed === 0 && approval.decisions.length === 0) return null
  const moved = seen !== promotion.boundHash
  const why = (one: { allowed: boolean; why: string | null }) =>
    one.allowed ? null : (one.why ?? 'It is not possible now.')
  const reason = moved ? 'It changed since you looked: load the page again, and look at what changed.' : null
  return (
    <Card title="Approval" description={approval.sentence}>
      <div className="flex flex-col gap-3 text-sm">
        {approval.decisions.length > 0 && (
          <ul className="flex flex-col gap-2">
            {approval.decisions.map((decision) => (
              <li key={decision.id} className={decision.holds ? '' : 'text-muted line-through'}>
                <StatusWord tone={!decision.holds ? 'neutral' : decision.decision === 'approved' ? 'ok' : 'bad'}>
                  {decision.by.name || decision.by.kind} {decision.decision}
                </StatusWord>{' '}
                <span className="text-muted">
                  <RelativeTime value={decision.at} />
                  {!decision.holds && ', for what has changed since'}
                </span>
                {decision.reason && <span className="block pl-5">{decision.reason}</span>}
              </li>
            ))}
          </ul>
        )}
        {approval.review && <ReviewNote review={approval.review} open={!hasEnded(promotion.state)} />}
        {approval.who.length > 0 && !hasEnded(promotion.state) && (
          <p className="text-muted">
            Can approve: {approval.who.slice(0, 6).join(', ')}
            {approval.who.length > 6 && ` and ${approval.who.length - 6} more`}
          </p>
        )}
        <ProblemBanner problem={act.problem} />
        {!hasEnded(promotion.state) && promotion.deploymentId === null && (
          <p className="flex flex-wrap gap-2">
            <ActButton
              why={why(acts.approve) ?? reason}
              loading={act.running}
              onClick={() =>
                void act.run({ promotion: promotion.id, decision: 'approved', boundHash: seen }).catch(() => undefined)
              }
            >
              Approve
            </ActButton>
            <ActButton variant="ghost" why={why(acts.reject) ?? reason} onClick={() => setRejecting(true)}>
              Reject
            </ActButton>
          </p>
        )}
      </div>
      {rejecting && <RejectDialog promotion={promotion} seen={seen} onClose={() => setRejecting(false)} />}
    </Card>
  )
}

/** Why Security must agree, to what, and who can. */
function ReviewNote({ review, open }: { review: NonNullable<PromotionView['approval']['review']>; open: boolean }) {
  return (
    <div className="flex flex-col gap-1 rounded border border-line p-3">
      <StatusWord tone={review.given ? 'ok' : 'warn'}>
        {review.given ? 'A Security reviewer has approved' : 'A Security reviewer must approve'}
      </StatusWord>
      <ul className="flex flex-col gap-0.5">
        {review.sentences.slice(0, 5).map((sentence) => (
          <li key={sentence} className="[overflow-wrap:anywhere]">
            <Sentence text={sentence} />
          </li>
        ))}
        {review.sentences.length > 5 && <li className="text-muted">and {review.sentences.length - 5} more</li>}
      </ul>
      {open && !review.given && review.who.length > 0 && (
        <p className="text-muted">Can do that: {review.who.slice(0, 6).join(', ')}</p>
      )}
      <p>
        <TextLink quiet href="/access/guardrails/review-settings">
          Which rule asks for it
        </TextLink>
      </p>
    </div>
  )
}

function RejectDialog({ promotion, seen, onClose }: { promotion: PromotionView; seen: string; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const act = useAct(decidePromotion)
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Reject this promotion?"
      consequence={`It ends here; ${promotion.by.name || 'whoever asked'} reads your reason. Nothing changes on ${promotion.stage.name}.`}
      action="Reject"
      onConfirm={async () => {
        if (reason.trim() === '') return 'Say why: whoever asked reads it.'
        await act.run({ promotion: promotion.id, decision: 'rejected', boundHash: seen, reason: reason.trim() })
        onClose()
      }}
    >
      <Field label="Reason" name="reason" required>
        <Textarea rows={3} value={reason} maxLength={1_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
