import {
  getPromotion as endpoint,
  getPromotionReport as reportEndpoint,
} from '@gatehouse/contracts/endpoints/promotions'
import { query } from '../grammar/query.ts'
import { promotionScope } from './load-promotion.ts'
import { promotionReport } from './promotion-report.ts'
import { loadPromotionView } from './promotion-view.ts'

export const getPromotion = query({
  name: 'promotion.get',
  allowed: { permission: 'api.read' },
  input: endpoint.params,
  scope: promotionScope,
  run: ({ ctx, input }) => loadPromotionView(ctx, input.promotion),
})

/** The same as Markdown. */
export const getPromotionReport = query({
  name: 'promotion.report',
  allowed: { permission: 'api.read' },
  input: reportEndpoint.params,
  scope: promotionScope,
  run: async ({ ctx, input }) => ({
    markdown: promotionReport(await loadPromotionView(ctx, input.promotion), ctx.installation.adminUrl),
  }),
})
