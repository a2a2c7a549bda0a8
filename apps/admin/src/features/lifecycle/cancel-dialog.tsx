'use client'
import type { DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { cancelDeprecation } from '@gatehouse/contracts/endpoints/deprecations'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useVersion } from '../apis/version-context.tsx'

/** Takes the program back: the version stays, and whoever was told is told so. */
export function CancelDialog({ view, onClose }: { view: DeprecationView; onClose: () => void }) {
  const { page, name } = useVersion()
  const [reason, setReason] = useState('')
  const cancel = useAct(cancelDeprecation)
  const told = view.notices.length > 0 ? ' Owners who were told get a mail with the reason.' : ''
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Take the deprecation of ${page.api.name} ${page.version.name} back?`}
      consequence={`It is Published again, the headers end, extensions are dropped.${told}`}
      action="Take back"
      tone="amber"
      onConfirm={async () => {
        if (reason.trim() === '') return 'Say why: owners and the audit log read it.'
        await cancel.run({ ...name, reason: reason.trim() })
        onClose()
        return undefined
      }}
    >
      <Field label="Reason" required hint="Owners who were told read it.">
        <Textarea rows={2} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
