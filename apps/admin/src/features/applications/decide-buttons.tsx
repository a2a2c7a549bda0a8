'use client'
import {
  closeSubscription,
  decideSubscription,
  resumeSubscription,
  suspendSubscription,
} from '@gatehouse/contracts/endpoints/applications'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { problemOf, useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { useMay } from '../account/account-context.tsx'
import { limitsText } from '../products/limits-text.ts'
import type { SubscriptionView } from './subscription-text.ts'

/** Approve or reject, each with its consequence said. */
export function DecideButtons({ subscription }: { subscription: SubscriptionView }) {
  const may = useMay('subscription.decide')
  const decide = useAct(decideSubscription)
  const { application, product, plan } = subscription
  if (!may.allowed) {
    return (
      <ActButton size="sm" why={may.why}>
        Decide
      </ActButton>
    )
  }
  const limits = limitsText(plan.limits)
  return (
    <span className="flex justify-end gap-1.5">
      <ReasonDialog
        title={`Reject ${application.name}?`}
        consequence={`It gets no access to ${product.name}. Its owner is told, with your reason.`}
        action="Reject"
        required={false}
        trigger={
          <Button size="sm" variant="ghost">
            Reject
          </Button>
        }
        run={(reason) =>
          decide.run({ subscriptionId: subscription.id, decision: 'reject', ...(reason ? { reason } : {}) })
        }
      />
      <ConfirmDialog
        title={`Approve ${application.name} for ${product.name}?`}
        consequence={`It can call with its keys within a second: ${plan.name}, ${limits.rate}, ${limits.quota}.`}
        action="Approve"
        tone="primary"
        trigger={<Button size="sm">Approve</Button>}
        onConfirm={async () => {
          await decide.run({ subscriptionId: subscription.id, decision: 'approve' })
          toast.success(`${application.name} has access to ${product.name}`)
        }}
      />
    </span>
  )
}

/** What can be done with a decided subscription. */
export function SubscriptionActs({ subscription }: { subscription: SubscriptionView }) {
  const may = useMay('subscription.decide')
  const suspend = useAct(suspendSubscription)
  const resume = useAct(resumeSubscription)
  const close = useAct(closeSubscription)
  const [asking, setAsking] = useState<'suspend' | 'close'>()
  if (!may.allowed || subscription.state === 'closed' || subscription.state === 'rejected') return null
  const { id, application, product, state } = subscription
  const again = () =>
    void resume.run({ subscriptionId: id }).catch((error: unknown) => toast.error(problemOf(error).title))
  return (
    <>
      <DropdownMenu
        quiet
        label={`More for ${application.name} in ${product.name}`}
        items={[
          state === 'suspended'
            ? { label: 'Resume', onSelect: again }
            : { label: 'Suspend …', onSelect: () => setAsking('suspend') },
          { label: 'Close …', tone: 'danger', onSelect: () => setAsking('close') },
        ]}
      />
      <ReasonDialog
        open={asking !== undefined}
        onOpenChange={(open) => !open && setAsking(undefined)}
        title={
          asking === 'close'
            ? `Close the subscription to ${product.name}?`
            : `Suspend the subscription to ${product.name}?`
        }
        consequence={
          asking === 'close'
            ? `${application.name} can’t call it any more. This can’t be undone; it can ask anew.`
            : `Calls of ${application.name} get 403 with the reason, until it is resumed.`
        }
        action={asking === 'close' ? 'Close subscription' : 'Suspend'}
        required
        run={(reason) => (asking === 'close' ? close : suspend).run({ subscriptionId: id, reason })}
      />
    </>
  )
}

type ReasonDialogProps = {
  title: string
  consequence: string
  action: string
  required: boolean
  trigger?: React.ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  run: (reason: string) => Promise<unknown>
}

/** A confirmation with a reason that whoever is hit gets to read. */
export function ReasonDialog({ required, run, ...dialog }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      {...dialog}
      onConfirm={async () => {
        if (required && reason.trim() === '') return 'Say why: whoever is hit reads it.'
        await run(reason.trim())
        return undefined
      }}
    >
      <Field label="Reason" required={required} optional={!required} hint="The owner of the application reads it.">
        <Textarea rows={2} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
