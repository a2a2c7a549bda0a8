'use client'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { type ReactNode, useState } from 'react'

type PauseReasonDialogProps = {
  title: string
  consequence: string
  /** Typed before it can be paused, where many callers are hit. */
  typedName?: string
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** What is asked before the reason, such as the stage. */
  children?: ReactNode
  run: (reason: string) => Promise<unknown>
}

/** Asks for the reason of a pause, which callers read, and pauses. */
export function PauseReasonDialog({ run, children, ...dialog }: PauseReasonDialogProps) {
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      {...dialog}
      action="Pause"
      tone="amber"
      onConfirm={async () => {
        if (reason.trim() === '') return 'Say why: callers read it.'
        await run(reason.trim())
        setReason('')
        return undefined
      }}
    >
      {children}
      <Field label="Reason" name="reason" required hint="Callers read it in the answer.">
        <Input
          value={reason}
          maxLength={300}
          autoFocus={children === undefined}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </ConfirmDialog>
  )
}
