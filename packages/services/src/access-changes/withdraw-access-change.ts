import { withdrawAccessChange as endpoint } from '@gatehouse/contracts/endpoints/access-changes'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { illegalMove, mayWithdraw, stateOf } from './access-change-states.ts'
import { accessChangeScope, lockAccessChange } from './find-access-change.ts'
import { personBehindActor } from './proposer.ts'
import { thenLoad } from './then-load.ts'

/** Takes back what one has asked for, as long as nobody has decided. */
export const withdrawAccessChange = thenLoad(
  verb({
    name: 'access-change.withdraw',
    allowed: { permission: 'guardrail.read', anyMember: true, anyScope: true },
    read: 'guardrail.read',
    input: endpoint.params,
    scope: accessChangeScope,
    run: async ({ ctx, tx, input }) => {
      const row = await lockAccessChange(tx, input.change)
      const now = ctx.now()
      if (stateOf(row, now) !== 'proposed') throw illegalMove(row, now)
      const may = mayWithdraw(ctx.actor, row, await personBehindActor(tx, ctx.actor), now)
      if (!may.allowed) throw new DomainError('forbidden', may.why ?? undefined)
      await tx.accessChange.update({
        where: { id: row.id },
        data: { state: 'withdrawn', stateSince: now, etag: { increment: 1 } },
      })
      return { id: row.id }
    },
    audit: ({ result }) => ({
      target: { kind: 'accessChange', id: result.id },
      before: { state: 'proposed' },
      after: { state: 'withdrawn' },
    }),
  }),
)
