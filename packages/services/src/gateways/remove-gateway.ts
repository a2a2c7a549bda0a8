import { removeGateway as endpoint } from '@gatehouse/contracts/endpoints/gateways'
import { notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'

/** Removes a gateway: its keys are refused from now on, its stream is cut. */
export const removeGateway = verb({
  name: 'gateway.remove',
  allowed: { permission: 'stage.manage' },
  read: 'stage.read',
  input: endpoint.params,
  run: async ({ ctx, tx, input }) => {
    const row = await tx.gateway.findFirst({ where: { id: input.gateway, removedAt: null } })
    if (!row) throw notFound()
    await tx.gateway.update({ where: { id: row.id }, data: { removedAt: ctx.now() } })
    return row
  },
  audit: ({ result }) => ({ target: { kind: 'gateway', id: result.id }, before: { stageId: result.stageId } }),
  answer: () => ({ removed: true as const }),
})
