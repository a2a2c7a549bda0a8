import { overrideCheck as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { mayOverride } from './check-view.ts'
import { promotionScope } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'
import { illegalMove, preparedStates } from './promotion-states.ts'
import { settledEntry } from './step-promotion.ts'
import { thenAdvance } from './then-advance.ts'
import { longestOverrideMs, writeOverrides } from './write-overrides.ts'

/**
 * Lets a promotion pass a check that failed, until a time. It changes what is agreed to: approvals that were given without it hold no
 * longer.
 */
export const overrideCheck = thenAdvance(
  verb({
    name: 'promotion.override',
    allowed: { permission: 'promotion.override' },
    read: 'api.read',
    input: endpoint.params.extend(endpoint.body.shape),
    scope: promotionScope,
    run: async ({ ctx, tx, input }) => {
      const row = await lockPromotion(tx, input.promotion)
      const check = row.checks.find(({ id, check }) => id === input.check || check === input.check)
      if (!check) throw notFound()
      if (!preparedStates.includes(row.state)) throw illegalMove(row.state)
      const scope = { apiId: row.version.apiId, teamId: row.version.api.teamId }
      const may = mayOverride(ctx.actor, row, check, scope)
      if (!may.allowed)
        throw new DomainError(mayBe(check.state, check.required) ? 'forbidden' : 'promotion_move', may.why ?? undefined)
      const expiresAt = new Date(input.expiresAt)
      const now = ctx.now()
      if (expiresAt <= now || expiresAt.getTime() > now.getTime() + longestOverrideMs)
        throw new DomainError('invalid_input', 'An override expires in the next 90 days.', {
          errors: [{ in: 'body', pointer: '/expiresAt', rule: 'range', expected: 'a time in the next 90 days' }],
        })
      const { boundHash, settled } = await writeOverrides(tx, ctx, row, [check], { reason: input.reason, expiresAt })
      return { row, check, boundHash, settled }
    },
    audit: ({ input, result: { row, check, boundHash, settled } }) => [
      {
        target: { kind: 'promotion', id: row.id },
        before: { boundHash: row.boundHash },
        after: {
          override: check.check,
          verdict: check.verdict,
          reason: input.reason,
          expiresAt: input.expiresAt,
          boundHash,
        },
      },
      ...(settled.state === row.state ? [] : [settledEntry(row, settled)]),
    ],
    answer: ({ row }) => ({ id: row.id }),
  }),
)

/** Whether the check's own state allows an override, so that a refusal is about who asks. */
function mayBe(state: string, required: boolean): boolean {
  return required && (state === 'failed' || state === 'error')
}
