'use client'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { commentPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { useAct } from '../../api/use-act.ts'
import { CommentsCard } from '../../components/comments-card.tsx'

/** What people say to each other about a promotion. */
export function CommentsPanel({ promotion }: { promotion: PromotionView }) {
  const { run, running, problem } = useAct(commentPromotion)
  return (
    <CommentsCard
      comments={promotion.comments}
      {...(promotion.acts.comment.allowed && {
        write: {
          send: (text: string) => run({ promotion: promotion.id, text }),
          sending: running,
          problem,
          placeholder: 'Say something to those who decide',
          maxLength: 4_000,
        },
      })}
    />
  )
}
