'use client'
import type { PromotionCheck, PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { overrideCheck } from '@gatehouse/contracts/endpoints/promotions'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { useId } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'

const hourMs = 3_600_000
const lengths = [
  { value: String(4 * hourMs), label: '4 hours' },
  { value: String(24 * hourMs), label: '1 day' },
  { value: String(7 * 24 * hourMs), label: '7 days' },
]

type OverrideDialogProps = { check: PromotionCheck; promotion: PromotionView; onClose: () => void }

/** Lets the promotion pass a failed check: with a reason that everybody reads, and an end. */
export function OverrideDialog({ check, promotion, onClose }: OverrideDialogProps) {
  const form = useId()
  const act = useAct(overrideCheck, { onDone: onClose })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      closable={!act.running}
      title={`Override “${check.label}”?`}
      description="The check has not passed. Your name and reason stand beside it for every approver, and in the audit log."
      footer={
        <>
          <Button onClick={onClose} disabled={act.running}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="amber" loading={act.running}>
            Override
          </Button>
        </>
      }
    >
      <ProblemForm
        id={form}
        problem={act.problem}
        submit={(data) =>
          act.run({
            promotion: promotion.id,
            check: check.id,
            reason: String(data.get('reason')),
            expiresAt: new Date(Date.now() + Number(data.get('length'))).toISOString(),
          })
        }
      >
        <Field label="Reason" name="reason" required>
          <Textarea rows={3} maxLength={1_000} />
        </Field>
        <Field
          label="Holds for"
          name="length"
          hint="When it ends before the promotion has run, the check blocks again."
        >
          <NativeSelect options={lengths} defaultValue={lengths[1]?.value ?? ''} />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
