'use client'
import type { AffectedApplication, PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { extendCallers } from '@gatehouse/contracts/endpoints/promotions'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Textarea } from '@gatehouse/ui/textarea'
import { formatInstant } from '@gatehouse/ui/time'
import { toast } from '@gatehouse/ui/toast'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { fromField, toField } from '../lifecycle/plan-draft.ts'
import { ChosenApplications } from './chosen-applications.tsx'
import { NoticePreview } from './notice-preview.tsx'

const hourMs = 3_600_000
const weekMs = 7 * 24 * hourMs

type ExtendCallersDialogProps = {
  promotion: PromotionView
  applications: readonly AffectedApplication[]
  onClose: () => void
}

/** Gives named applications time: nothing changes for them until a date, and they are told it. */
export function ExtendCallersDialog({ promotion, applications, onClose }: ExtendCallersDialogProps) {
  const form = useId()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(applications.map(({ id }) => id)))
  const [until, setUntil] = useState(() =>
    toField(promotion.plannedFor ?? new Date(Math.ceil(Date.now() / hourMs) * hourMs + weekMs).toISOString()),
  )
  const [reason, setReason] = useState('')
  const { overrides } = promotion.acts.extend
  const act = useAct(extendCallers, {
    onDone: (next) => {
      toast.success(`It waits until ${formatInstant(next.plannedFor ?? '')}; owners are told`)
      onClose()
    },
  })
  const instant = fromField(until)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      closable={!act.running}
      size="md"
      title="Extend"
      description={`They may call ${promotion.api.name} ${promotion.version.name} as now until a date. This promotion waits for it, and their owners are told.`}
      footer={
        <>
          <Button variant="ghost" onClick={onClose} disabled={act.running}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="amber" loading={act.running} disabled={chosen.size === 0}>
            Extend
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
            until: instant ?? '',
            reason: reason.trim(),
          })
        }
      >
        {overrides.length > 0 && (
          <Banner compact tone="warn" title={`Overrides ${overrides.join(' and ')}`}>
            With your name and reason, until two weeks past the date. Approvals given so far no longer hold.
          </Banner>
        )}
        <ChosenApplications legend="Applications" applications={applications} chosen={chosen} onChange={setChosen} />
        <Field label="Until (UTC)" name="until" required>
          <Input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
        </Field>
        <Field label="Reason" name="reason" required hint="Owners and approvers read it, and the audit log names you.">
          <Textarea rows={2} value={reason} maxLength={1_000} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <NoticePreview promotion={promotion.id} applications={[...chosen]} message={reason} until={instant} />
      </ProblemForm>
    </Dialog>
  )
}
