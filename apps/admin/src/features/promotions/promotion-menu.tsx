'use client'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { cancelPromotion, getPromotionReport } from '@gatehouse/contracts/endpoints/promotions'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { writeToClipboard } from '@gatehouse/ui/copy-button'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { problemOf, useAct } from '../../api/use-act.ts'

/** All acts that are not the next one. */
export function PromotionMenu({ promotion }: { promotion: PromotionView }) {
  const [cancelling, setCancelling] = useState(false)
  const { cancel } = promotion.acts
  const copyReport = async () => {
    try {
      const { markdown } = await call(getPromotionReport, { promotion: promotion.id })
      await writeToClipboard(markdown)
      toast.success('The report is on the clipboard, as Markdown.')
    } catch (error) {
      toast.error(problemOf(error).title)
    }
  }
  return (
    <>
      <DropdownMenu
        label="More for this promotion"
        items={[
          { label: 'Copy as Markdown', onSelect: () => void copyReport() },
          {
            label: 'Compare the two revisions',
            href: `/apis/${promotion.api.slug}/${promotion.version.name}/changes?from=${promotion.now ? `revision:${promotion.now.number}` : 'revision:0'}&to=revision:${promotion.revision.number}`,
          },
          { kind: 'separator' },
          {
            label: 'Cancel this promotion',
            tone: 'danger',
            onSelect: () => setCancelling(true),
            ...(cancel.allowed ? {} : { disabled: true, ...(cancel.why ? { note: cancel.why } : {}) }),
          },
        ]}
      />
      {cancelling && <CancelDialog promotion={promotion} onClose={() => setCancelling(false)} />}
    </>
  )
}

function CancelDialog({ promotion, onClose }: { promotion: PromotionView; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const act = useAct(cancelPromotion)
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Cancel this promotion?"
      consequence={`Nothing changes on ${promotion.stage.name}. What was checked and approved stays on record.`}
      action="Cancel promotion"
      onConfirm={async () => {
        await act.run({ promotion: promotion.id, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) })
        onClose()
      }}
    >
      <Field label="Reason" name="reason" optional>
        <Input value={reason} maxLength={1_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
