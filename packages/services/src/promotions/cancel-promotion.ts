import { cancelPromotion as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { verb } from '../grammar/verb.ts'
import { promotionScope } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'
import { movePromotion } from './move-promotion.ts'
import { settledEntry } from './step-promotion.ts'
import { thenAdvance } from './then-advance.ts'

/** Cancels a promotion that has put nothing on its stage. To cancel what is cancelled changes nothing. */
export const cancelPromotion = thenAdvance(
  verb({
    name: 'promotion.cancel',
    allowed: { permission: 'api.promote' },
    read: 'api.read',
    input: endpoint.params.extend(endpoint.body.shape),
    scope: promotionScope,
    run: async ({ ctx, tx, input }) => {
      const row = await lockPromotion(tx, input.promotion)
      const reason = input.reason ?? null
      if (row.state === 'cancelled') return { row, settled: { state: row.state, reason } }
      const state = await movePromotion(tx, ctx, row, 'cancel', reason === null ? {} : { reason })
      return { row, settled: { state, reason } }
    },
    audit: ({ result: { row, settled } }) => settledEntry(row, settled),
    answer: ({ row }) => ({ id: row.id }),
  }),
)
