'use client'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { createPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { useRouter } from 'next/navigation'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'

/** Asks for the same again, with what runs on the source stage now. */
export function PrepareAgain({ promotion }: { promotion: PromotionView }) {
  const router = useRouter()
  const act = useAct(createPromotion, { onDone: (next) => router.push(`/promotions/${next.id}`) })
  const { allowed, why } = promotion.acts.prepareAgain
  return (
    <>
      <ProblemBanner problem={act.problem} />
      <ActButton
        size="sm"
        why={allowed ? null : (why ?? 'It is not possible now.')}
        loading={act.running}
        onClick={() =>
          void act
            .run({
              api: promotion.api.slug,
              version: promotion.version.name,
              stage: promotion.stage.slug,
              mode: promotion.mode,
              ...(promotion.note === null ? {} : { note: promotion.note }),
            })
            .catch(() => undefined)
        }
      >
        Prepare again
      </ActButton>
    </>
  )
}
