import { removeGuardrail as endpoint } from '@gatehouse/contracts/endpoints/guardrails'
import { lockAccessChanges } from '../access-changes/lock-access-changes.ts'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { verb } from '../grammar/verb.ts'
import { auditOfGuardrail, contentOf, requireGuardrail } from './guardrail-rows.ts'
import { guardrailScopeOf } from './guardrail-scope.ts'
import { recordGuardrailChange } from './record-guardrail-change.ts'

/** Removes a guardrail. What decided by it keeps its id; its changes stay readable. */
export const removeGuardrail = verb({
  name: 'guardrail.remove',
  allowed: { permission: 'guardrail.manage' },
  read: 'guardrail.read',
  input: endpoint.params,
  scope: guardrailScopeOf,
  run: async ({ ctx, tx, input, change }) => {
    await refuseWithoutReview(tx, ctx, 'guardrail.remove')
    await lockAccessChanges(tx)
    const row = await requireGuardrail(tx, input.guardrail)
    const before = contentOf(row)
    await tx.guardrail.delete({ where: { id: row.id } })
    if (row.enabled) change.snapshot('guardrail', row.id, row.stageId)
    await recordGuardrailChange(
      { ctx, tx, change },
      { act: 'guardrail.remove', input, id: row.id, before, after: null },
    )
    return { id: row.id, before }
  },
  audit: ({ result }) => ({
    target: { kind: 'guardrail', id: result.id },
    before: auditOfGuardrail(result.before),
  }),
  answer: () => ({ removed: true as const }),
})
