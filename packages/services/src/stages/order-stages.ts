import { orderStages as endpoint } from '@gatehouse/contracts/endpoints/stages'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { wakePromotions } from '../promotions/wake-promotion.ts'
import { lockStages, writeOrder } from './create-stage.ts'
import { loadStageViews } from './stage-view.ts'

/** Puts all stages in the given order; promotion follows it. */
export const orderStages = verb({
  name: 'stage.order',
  allowed: { permission: 'stage.manage' },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    await lockStages(tx)
    const rows = await tx.stage.findMany({ select: { id: true, slug: true } })
    const ids = input.stages.map((name) => rows.find((row) => row.id === name || row.slug === name)?.id)
    const known = ids.filter((id): id is string => id !== undefined)
    if (known.length !== rows.length || new Set(known).size !== rows.length || ids.length !== rows.length)
      throw new DomainError('invalid_input', 'Name each stage exactly once.')
    await writeOrder(tx, known)
    await wakePromotions(tx, {}, ctx.now())
    return { items: await loadStageViews(tx, ctx.now()) }
  },
  audit: ({ result }) => ({
    target: { kind: 'organization', id: 'stages' },
    after: { order: result.items.map(({ id }) => id) },
  }),
})
