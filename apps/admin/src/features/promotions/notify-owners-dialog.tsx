'use client'
import type { AffectedApplication, PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { notifyOwners } from '@gatehouse/contracts/endpoints/promotions'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { toast } from '@gatehouse/ui/toast'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { mailsText } from '../lifecycle/program-text.ts'
import { ChosenApplications } from './chosen-applications.tsx'
import { NoticePreview } from './notice-preview.tsx'

type NotifyOwnersDialogProps = {
  promotion: PromotionView
  /** Whose owners were not told yet. */
  applications: readonly AffectedApplication[]
  onClose: () => void
}

/** Tells the owners of applications that a change hurts, before it comes. */
export function NotifyOwnersDialog({ promotion, applications, onClose }: NotifyOwnersDialogProps) {
  const form = useId()
  const [offered] = useState(applications)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(offered.map(({ id }) => id)))
  const [message, setMessage] = useState('')
  const act = useAct(notifyOwners, {
    onDone: (sent) => {
      toast.success(mailsText(sent))
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      closable={!act.running}
      size="md"
      title="Notify owners"
      description={`They read what changes for their applications on ${promotion.stage.name}. Nobody is told twice of this promotion.`}
      footer={
        <>
          <Button variant="ghost" onClick={onClose} disabled={act.running}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" loading={act.running} disabled={chosen.size === 0}>
            Send
          </Button>
        </>
      }
    >
      <ProblemForm
        id={form}
        problem={act.problem}
        submit={() =>
          act.run({
            promotion: promotion.id,
            applications: [...chosen],
            ...(message.trim() === '' ? {} : { message: message.trim() }),
          })
        }
      >
        <ChosenApplications legend="Applications" applications={offered} chosen={chosen} onChange={setChosen} />
        <Field label="Your words" name="message" optional>
          <Textarea
            rows={2}
            value={message}
            maxLength={1_000}
            placeholder="What they should do, and whom to ask"
            onChange={(event) => setMessage(event.target.value)}
          />
        </Field>
        <NoticePreview promotion={promotion.id} applications={[...chosen]} message={message} />
      </ProblemForm>
    </Dialog>
  )
}
