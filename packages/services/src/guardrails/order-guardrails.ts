import { orderGuardrails as endpoint } from '@gatehouse/contracts/endpoints/guardrails'
import { lockAccessChanges } from '../access-changes/lock-access-changes.ts'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { guardrailOrder } from './guardrail-rows.ts'
import { recordGuardrailChange } from './record-guardrail-change.ts'

/** Puts the guardrails in another order: of several that refuse, the first is what a caller reads. */
export const orderGuardrails = verb({
  name: 'guardrail.order',
  allowed: { permission: 'guardrail.manage' },
  read: 'guardrail.read',
  input: endpoint.body,
  run: async ({ ctx, tx, input, change }) => {
    await refuseWithoutReview(tx, ctx, 'guardrail.order')
    await lockAccessChanges(tx)
    const rows = await tx.guardrail.findMany({ orderBy: [...guardrailOrder], select: { id: true } })
    const before = rows.map(({ id }) => id)
    const after = input.guardrails
    const all = new Set<string>(after)
    if (all.size !== after.length || after.length !== before.length || before.some((id) => !all.has(id)))
      throw new DomainError('invalid_input', 'Name each guardrail once: load the list again and order it.')
    for (const [position, id] of after.entries()) await tx.guardrail.update({ where: { id }, data: { position } })
    if (before.join() !== after.join()) change.snapshot('guardrail', after[0] ?? '', null)
    const sides = { before: null, after: null }
    await recordGuardrailChange({ ctx, tx, change }, { act: 'guardrail.order', input, id: null, ...sides })
    const organization = await tx.organization.findFirst({ select: { id: true } })
    return { organizationId: organization?.id ?? 'organization', before, after }
  },
  audit: ({ result }) => ({
    target: { kind: 'organization', id: result.organizationId },
    before: { guardrails: result.before },
    after: { guardrails: result.after },
  }),
  answer: ({ after }) => ({ guardrails: after }),
})
