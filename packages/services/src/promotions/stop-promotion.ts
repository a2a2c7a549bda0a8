import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { stopPromotion as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { refuseEarly } from '../contracts/before-transaction.ts'
import { rollBackCanary } from '../deployments/canary.ts'
import { placeRevision } from '../deployments/place-revision.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { parseInput, type VerbCall } from '../grammar/verb.ts'
import { promotionScope, requirePromotion } from './load-promotion.ts'
import { illegalMove } from './promotion-states.ts'
import { loadPromotionView } from './promotion-view.ts'

const stopInput = endpoint.params.extend(endpoint.body.shape)

/** Takes back what a promotion has put on its stage: a canary, or all of it by a rollback to what ran before. Twice is once. */
export const stopPromotion = Object.assign(
  async (call: { ctx: Context; input: EndpointInput<typeof endpoint> } & VerbCall): Promise<PromotionView> => {
    const { ctx } = call
    const input = parseInput(stopInput, call.input)
    await refuseEarly(ctx, { permission: 'api.deploy' }, 'api.read', (db) => promotionScope(db, input))
    const row = await requirePromotion(ctx.db.prisma, input.promotion)
    const { deploymentId, runningId, state } = row
    if (state === 'rolled-back') return loadPromotionView(ctx, row.id)
    if (deploymentId === null || (state !== 'running' && state !== 'watching' && state !== 'done'))
      throw illegalMove(state)
    if (state === 'running') {
      const reason = input.reason ?? 'A person took it back'
      await rollBackCanary({ ...call, input: { deployment: deploymentId, reason } })
    } else {
      if (runningId === null)
        throw new DomainError(
          'not_possible',
          `Nothing ran on ${row.stage.name} before, so there is nothing to go back to. Pause the version there, or promote another revision.`,
        )
      await placeRevision('rollback', {
        ...call,
        input: {
          api: row.version.apiId,
          version: row.versionId,
          stage: row.stageId,
          deployment: runningId,
          running: deploymentId,
          note: input.reason,
        },
      })
    }
    return loadPromotionView(ctx, row.id)
  },
  {
    verb: 'promotion.roll-back',
    mutates: true as const,
    input: stopInput,
    allowed: { permission: 'api.deploy' as const },
  },
)
