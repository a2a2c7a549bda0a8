import { createGuardrail as endpoint } from '@gatehouse/contracts/endpoints/guardrails'
import { newId } from '@gatehouse/contracts/ids'
import { lockAccessChanges } from '../access-changes/lock-access-changes.ts'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import {
  auditOfGuardrail,
  checkedOptions,
  contentOf,
  mostGuardrails,
  requireGuardrail,
  scopeColumns,
} from './guardrail-rows.ts'
import { recordGuardrailChange } from './record-guardrail-change.ts'
import { thenShow } from './then-show.ts'

export const createGuardrailVerb = verb({
  name: 'guardrail.create',
  allowed: { permission: 'guardrail.manage' },
  read: 'guardrail.read',
  input: endpoint.body,
  run: async ({ ctx, tx, input, change }) => {
    await refuseWithoutReview(tx, ctx, 'guardrail.create')
    await lockAccessChanges(tx)
    const { name, policy, options, scope, enabled, reason } = input
    await assertFreeName(tx, name)
    const last = await tx.guardrail.aggregate({ _max: { position: true }, _count: true })
    if (last._count >= mostGuardrails)
      throw new DomainError('not_possible', `There are ${mostGuardrails} guardrails, the most there can be.`)
    const id = newId('guardrail')
    const columns = await scopeColumns(tx, scope)
    await tx.guardrail.create({
      data: {
        id,
        name,
        policy,
        options: checkedOptions(policy, options),
        ...columns,
        enabled,
        reason,
        position: (last._max.position ?? -1) + 1,
        createdAt: ctx.now(),
        updatedAt: ctx.now(),
      },
    })
    if (enabled) change.snapshot('guardrail', id, columns.stageId)
    const after = contentOf(await requireGuardrail(tx, id))
    await recordGuardrailChange({ ctx, tx, change }, { act: 'guardrail.create', input, id, before: null, after })
    return { id, after }
  },
  audit: ({ result }) => ({
    target: { kind: 'guardrail', id: result.id },
    after: auditOfGuardrail(result.after),
  }),
  answer: ({ id }) => ({ id }),
})

/** Makes a guardrail; it holds at every gateway at once. */
export const createGuardrail = thenShow(createGuardrailVerb, ({ id }) => id)

export async function assertFreeName(tx: Parameters<typeof requireGuardrail>[0], name: string, except?: string) {
  const taken = await tx.guardrail.findFirst({
    where: { name: { equals: name, mode: 'insensitive' }, ...(except === undefined ? {} : { id: { not: except } }) },
    select: { name: true },
  })
  if (taken) throw new DomainError('already_exists', `There is a guardrail “${taken.name}” already.`)
}
