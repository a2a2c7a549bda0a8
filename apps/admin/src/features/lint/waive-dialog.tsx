'use client'
import { createLintWaiver } from '@gatehouse/contracts/endpoints/lint'
import type { LintRuleResult } from '@gatehouse/contracts/lint'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { toast } from '@gatehouse/ui/toast'
import { useId } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { placeText } from './lint-text.ts'

type WaiveDialogProps = {
  rule: LintRuleResult
  /** Absent: everywhere in the version. */
  place?: string
  operation?: string
  onClose: () => void
}

/** Allows a finding for a time, with the reason that everybody will see. */
export function WaiveDialog({ rule, place, operation, onClose }: WaiveDialogProps) {
  const form = useId()
  const { name } = useVersion()
  const waive = useAct(createLintWaiver, {
    onDone: () => {
      toast.success('Waived', { description: 'It counts again by itself when the time is over.' })
      onClose()
    },
  })
  const where =
    place === undefined
      ? 'everywhere in this version'
      : `at ${[operation, placeText(place)].filter(Boolean).join(' › ')}`
  const submit = (data: FormData) =>
    waive.run({
      ...name,
      rule: rule.rule,
      ...(place !== undefined && { place }),
      reason: String(data.get('reason')),
      expiresAt: new Date(Date.now() + Number(data.get('days')) * 86_400_000).toISOString(),
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Waive “${rule.title}”?`}
      description={`The finding ${where} no longer counts until the waiver expires. It stays listed, with your name and reason.`}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" loading={waive.running}>
            Waive
          </Button>
        </>
      }
    >
      <ProblemForm id={form} problem={waive.problem} submit={submit}>
        <Field label="Reason" name="reason" required hint="For whoever asks in half a year.">
          <Textarea rows={3} maxLength={1_000} autoFocus />
        </Field>
        <Field label="Expires" name="days">
          <NativeSelect
            defaultValue="90"
            options={[
              { value: '14', label: 'in two weeks' },
              { value: '30', label: 'in 30 days' },
              { value: '90', label: 'in 90 days' },
              { value: '180', label: 'in half a year' },
              { value: '365', label: 'in a year' },
            ]}
          />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
