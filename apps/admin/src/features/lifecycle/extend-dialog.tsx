'use client'
import type { DeprecationCaller, DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { extendSunset } from '@gatehouse/contracts/endpoints/deprecations'
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
import { useVersion } from '../apis/version-context.tsx'
import { fromField, toField } from './plan-draft.ts'

const monthMs = 30 * 86_400_000

/** Lets one application call past the sunset until a date. */
export function ExtendDialog({
  view,
  caller,
  onClose,
}: {
  view: DeprecationView
  caller: DeprecationCaller
  onClose: () => void
}) {
  const { page, name } = useVersion()
  const form = useId()
  const sunset = view.program?.sunsetAt ?? new Date().toISOString()
  const [until, setUntil] = useState(() =>
    toField(caller.extendedUntil ?? new Date(Math.max(Date.parse(sunset), Date.now()) + monthMs).toISOString()),
  )
  const [reason, setReason] = useState('')
  const extend = useAct(extendSunset, {
    onDone: (extension) => {
      toast.success(`${extension.application.name} may call until ${formatInstant(extension.until)}`)
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Extend ${caller.application.name}`}
      description={`It may call ${page.api.name} ${page.version.name} past the sunset on ${formatInstant(sunset)}, and through brown-outs. All others are answered 410.`}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" loading={extend.running}>
            Extend
          </Button>
        </>
      }
    >
      <ProblemForm
        id={form}
        problem={extend.problem}
        submit={() =>
          extend.run({
            ...name,
            applicationId: caller.application.id,
            until: fromField(until) ?? '',
            reason: reason.trim(),
          })
        }
      >
        <Field label="Until (UTC)" name="until" required>
          <Input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
        </Field>
        <Field label="Reason" name="reason" required hint="Its owners read it, and the audit log names you.">
          <Textarea rows={2} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
