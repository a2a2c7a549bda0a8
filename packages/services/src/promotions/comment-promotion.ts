import { commentPromotion as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { newId } from '@gatehouse/contracts/ids'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { promotionScope } from './load-promotion.ts'
import { thenAdvance } from './then-advance.ts'

/** A person's words on a promotion. */
export const commentPromotion = thenAdvance(
  verb({
    name: 'promotion.comment',
    allowed: { permission: 'api.read' },
    input: endpoint.params.extend(endpoint.body.shape),
    scope: promotionScope,
    run: async ({ ctx, tx, input }) => {
      if (ctx.actor.kind !== 'member') throw new DomainError('forbidden', 'Comments are made by persons.')
      const id = newId('promotionComment')
      await tx.promotionComment.create({
        data: { id, promotionId: input.promotion, personId: ctx.actor.personId, text: input.text, at: ctx.now() },
      })
      return { id }
    },
    // The words stay with the promotion, where they can be erased with their author.
    audit: ({ input, result }) => ({
      target: { kind: 'promotion', id: input.promotion },
      after: { comment: result.id },
    }),
  }),
)
