import { rerunCheck as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { Prisma } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { findKind } from './check-kinds.ts'
import { mayRerun } from './check-view.ts'
import { hashWith, promotionScope, requirePromotion } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'
import { settle, settledEntry } from './step-promotion.ts'
import { thenAdvance } from './then-advance.ts'
import { wakePromotion } from './wake-promotion.ts'

/** Runs a check again; an override of its former verdict goes with it. */
export const rerunCheck = thenAdvance(
  verb({
    name: 'promotion.rerun-check',
    allowed: { permission: 'api.promote' },
    read: 'api.read',
    input: endpoint.params,
    scope: promotionScope,
    run: async ({ ctx, tx, input }) => {
      const row = await lockPromotion(tx, input.promotion)
      const check = row.checks.find(({ id, check }) => id === input.check || check === input.check)
      if (!check) throw notFound()
      const scope = { apiId: row.version.apiId, teamId: row.version.api.teamId }
      const may = mayRerun(ctx.actor, row, check, scope)
      if (!may.allowed) throw new DomainError('promotion_move', may.why ?? undefined)
      await tx.promotionCheck.update({
        where: { id: check.id },
        data: { state: 'waiting', verdict: null, evidence: {}, done: 0, total: 0, override: Prisma.DbNull },
      })
      const changed = await requirePromotion(tx, row.id)
      const boundHash = hashWith(changed, changed.checks)
      await tx.promotion.update({ where: { id: row.id }, data: { boundHash, etag: { increment: 1 } } })
      const settled = await settle(tx, ctx, { ...changed, boundHash })
      const now = ctx.now()
      await wakePromotion(tx, row.id, findKind(check.options.check)?.slow ? now : new Date(now.getTime() + 10_000))
      return { row, check, settled }
    },
    audit: ({ result: { row, check, settled } }) => [
      { target: { kind: 'promotion', id: row.id }, after: { rerun: check.check, attempt: check.attempt + 1 } },
      ...(settled.state === row.state ? [] : [settledEntry(row, settled)]),
    ],
    answer: ({ row }) => ({ id: row.id }),
  }),
)
