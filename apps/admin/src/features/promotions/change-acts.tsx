'use client'
import type { AffectedApplication, PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { useState } from 'react'
import { ActButton } from '../../components/act-button.tsx'
import { ExtendCallersDialog } from './extend-callers-dialog.tsx'
import { NotifyOwnersDialog } from './notify-owners-dialog.tsx'
import { hasEnded } from './promotion-text.ts'

type ChangeActsProps = { promotion: PromotionView; applications: readonly AffectedApplication[] }

/** What can be done for applications that a change hurts: tell their owners, or give them time. */
export function ChangeActs({ promotion, applications }: ChangeActsProps) {
  const [open, setOpen] = useState<'notify' | 'extend'>()
  if (hasEnded(promotion.state)) return null
  const { notify, extend } = promotion.acts
  const untold = applications.filter(({ id }) => !promotion.notices.some(({ applicationId }) => applicationId === id))
  const close = () => setOpen(undefined)
  return (
    <div className="flex flex-wrap gap-2 pt-1">
      <ActButton
        size="sm"
        why={
          !notify.allowed
            ? (notify.why ?? 'It is not possible now.')
            : untold.length === 0
              ? 'All of their owners were told.'
              : null
        }
        onClick={() => setOpen('notify')}
      >
        Notify owners
      </ActButton>
      {promotion.deploymentId === null && (
        <ActButton
          size="sm"
          why={extend.allowed ? null : (extend.why ?? 'It is not possible now.')}
          onClick={() => setOpen('extend')}
        >
          Extend
        </ActButton>
      )}
      {open === 'notify' && <NotifyOwnersDialog promotion={promotion} applications={untold} onClose={close} />}
      {open === 'extend' && <ExtendCallersDialog promotion={promotion} applications={applications} onClose={close} />}
    </div>
  )
}
