import { updateGuardrail as endpoint } from '@gatehouse/contracts/endpoints/guardrails'
import { z } from 'zod'
import { lockAccessChanges } from '../access-changes/lock-access-changes.ts'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { assertFreeName } from './create-guardrail.ts'
import { auditOfGuardrail, checkedOptions, contentOf, requireGuardrail, scopeColumns } from './guardrail-rows.ts'
import { guardrailScopeOf } from './guardrail-scope.ts'
import { recordGuardrailChange } from './record-guardrail-change.ts'
import { thenShow } from './then-show.ts'

export const updateGuardrailVerb = verb({
  name: 'guardrail.update',
  allowed: { permission: 'guardrail.manage' },
  read: 'guardrail.read',
  input: z.strictObject({ ...endpoint.params.shape, ...endpoint.body.shape }),
  scope: guardrailScopeOf,
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    await refuseWithoutReview(tx, ctx, 'guardrail.update')
    await lockAccessChanges(tx)
    const row = await requireGuardrail(tx, input.guardrail)
    checkEtag(row.etag, ifMatch)
    const before = contentOf(row)
    const { name, options, scope, reason } = input
    if (name !== undefined) await assertFreeName(tx, name, row.id)
    const columns = scope === undefined ? {} : await scopeColumns(tx, scope)
    await tx.guardrail.update({
      where: { id: row.id, etag: row.etag },
      data: {
        etag: { increment: 1 },
        updatedAt: ctx.now(),
        ...(name === undefined ? {} : { name }),
        ...(reason === undefined ? {} : { reason }),
        ...(options === undefined ? {} : { options: checkedOptions(before.policy, options) }),
        ...columns,
      },
    })
    const changed = await requireGuardrail(tx, row.id)
    if (row.enabled) tellStages(change, row.id, [row.stageId, changed.stageId])
    const after = contentOf(changed)
    await recordGuardrailChange({ ctx, tx, change }, { act: 'guardrail.update', input, id: row.id, before, after })
    return { id: row.id, before, after }
  },
  audit: ({ result }) => ({
    target: { kind: 'guardrail', id: result.id },
    before: auditOfGuardrail(result.before),
    after: auditOfGuardrail(result.after),
  }),
  answer: ({ id }) => ({ id }),
})

/** Changes a guardrail. What kind of policy it is stays. */
export const updateGuardrail = thenShow(updateGuardrailVerb, ({ id }) => id)

/** One change-log row a stage that it held or holds at; null among them: every stage, and no other row. */
export function tellStages(change: ChangeSet, id: string, stageIds: readonly (string | null)[]): void {
  if (stageIds.includes(null)) change.snapshot('guardrail', id, null)
  else for (const stageId of new Set(stageIds)) change.snapshot('guardrail', id, stageId)
}
