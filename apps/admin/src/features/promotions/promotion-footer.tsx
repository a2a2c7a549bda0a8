'use client'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { runPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { hasEnded } from './promotion-text.ts'

/** Says exactly what will happen, and does it. Stays in sight; gone once it has run or ended. */
export function PromotionFooter({ promotion }: { promotion: PromotionView }) {
  const [asking, setAsking] = useState(false)
  const act = useAct(runPromotion)
  if (hasEnded(promotion.state) || promotion.deploymentId !== null) return null
  const { run } = promotion.acts
  const go = () => act.run({ promotion: promotion.id, boundHash: promotion.boundHash })
  const label = `Promote to ${promotion.stage.name}`
  return (
    <section
      aria-label="What will happen"
      className="sticky bottom-0 z-20 -mx-4 mt-2 border-line border-t bg-surface px-4 py-3 sm:mx-0 sm:rounded-lg sm:border sm:shadow-float"
    >
      <ProblemBanner problem={act.problem} />
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-64 text-sm">{promotion.sentence}</p>
        <ActButton
          variant={promotion.stage.exposure === 'live' ? 'amber' : 'primary'}
          why={run.allowed ? null : (run.why ?? 'It cannot run yet.')}
          loading={act.running}
          onClick={() => (promotion.confirmName === null ? void go().catch(() => undefined) : setAsking(true))}
        >
          {label}
        </ActButton>
      </div>
      {asking && promotion.confirmName !== null && (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title={`${label} although something breaks?`}
          consequence="A required check was overridden and callers may fail. Notify owners, beside each change, tells theirs before."
          action={label}
          tone="amber"
          typedName={promotion.confirmName}
          onConfirm={async () => {
            await go()
          }}
        />
      )}
    </section>
  )
}
