'use client'
import { pauseVersion } from '@gatehouse/contracts/endpoints/pauses'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { type Pause, useVersion } from '../apis/version-context.tsx'

/** Pauses the version or one operation on a stage; the reason is what callers read. */
export function PauseDialog({ pause, onClose }: { pause: Pause; onClose: () => void }) {
  const { page, name } = useVersion()
  const [reason, setReason] = useState('')
  const act = useAct(pauseVersion)
  const stage = page.pipeline.find((card) => card.stage.slug === pause.stage)?.stage
  const what = pause.operation ? pause.operation.key : `${page.api.name} ${page.version.name}`
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Pause ${what} on ${stage?.name ?? pause.stage}?`}
      consequence="Callers get 503 with the reason and a Retry-After until you resume it. Nothing is deployed; keys and subscriptions stay."
      action="Pause"
      tone="amber"
      {...(stage?.exposure === 'live' && !pause.operation ? { typedName: page.api.slug } : {})}
      onConfirm={async () => {
        if (reason.trim() === '') return 'Say why: callers read it.'
        await act.run({
          ...name,
          stage: pause.stage,
          reason: reason.trim(),
          ...(pause.operation ? { operation: pause.operation.id } : {}),
        })
        onClose()
      }}
    >
      <Field label="Reason" name="reason" required hint="Callers read it in the answer.">
        <Input value={reason} maxLength={300} autoFocus onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
