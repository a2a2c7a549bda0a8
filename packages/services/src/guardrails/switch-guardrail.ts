import { inputOf } from '@gatehouse/contracts/endpoint'
import { switchGuardrail as endpoint } from '@gatehouse/contracts/endpoints/guardrails'
import { lockAccessChanges } from '../access-changes/lock-access-changes.ts'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { verb } from '../grammar/verb.ts'
import { contentOf, requireGuardrail } from './guardrail-rows.ts'
import { guardrailScopeOf } from './guardrail-scope.ts'
import { recordGuardrailChange } from './record-guardrail-change.ts'
import { thenShow } from './then-show.ts'

export const switchGuardrailVerb = verb({
  name: 'guardrail.switch',
  allowed: { permission: 'guardrail.manage' },
  read: 'guardrail.read',
  input: inputOf(endpoint),
  scope: guardrailScopeOf,
  run: async ({ ctx, tx, input, change }) => {
    await refuseWithoutReview(tx, ctx, 'guardrail.switch')
    await lockAccessChanges(tx)
    const row = await requireGuardrail(tx, input.guardrail)
    // As it is already: nothing for gateways, nothing for anybody to look at.
    if (row.enabled === input.enabled) return { id: row.id, before: row.enabled, after: row.enabled }
    await tx.guardrail.update({
      where: { id: row.id, etag: row.etag },
      data: { enabled: input.enabled, etag: { increment: 1 }, updatedAt: ctx.now() },
    })
    change.snapshot('guardrail', row.id, row.stageId)
    const before = contentOf(row)
    const after = { ...before, enabled: input.enabled }
    await recordGuardrailChange({ ctx, tx, change }, { act: 'guardrail.switch', input, id: row.id, before, after })
    return { id: row.id, before: row.enabled, after: input.enabled }
  },
  audit: ({ result }) => ({
    target: { kind: 'guardrail', id: result.id },
    before: { enabled: result.before },
    after: { enabled: result.after },
  }),
  answer: ({ id }) => ({ id }),
})

/** Switches a guardrail on or off; gateways keep to it within two seconds. */
export const switchGuardrail = thenShow(switchGuardrailVerb, ({ id }) => id)
