import type { AccessAct } from '@gatehouse/contracts/access-acts'
import { newId } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { base, boundHashOf, whatMoved } from '../access-changes/base.ts'
import { personBehind, toProposerColumn } from '../access-changes/proposer.ts'
import { staleMoved } from '../access-changes/stale-moved.ts'
import type { VerbRun } from '../grammar/verb.ts'
import { guardrailBase } from './guardrail-base.ts'
import type { GuardrailContent } from './guardrail-rows.ts'
import { guardrailSide } from './guardrail-side.ts'
import { guardrailTitle } from './guardrail-title.ts'

/**
 * Keeps what was done at once beside what was asked for, so that a guardrail has one history; and says of open changes that they rest on
 * something else now. Of a change that somebody agreed to there is a row already.
 */
export async function recordGuardrailChange(
  { ctx, tx, change }: Pick<VerbRun<unknown>, 'ctx' | 'tx' | 'change'>,
  done: {
    act: AccessAct
    input: unknown
    id: string | null
    before: GuardrailContent | null
    after: GuardrailContent | null
  },
): Promise<void> {
  if (ctx.approval !== undefined) return
  const { act, id, before, after } = done
  const input = JSON.parse(JSON.stringify(done.input)) as Prisma.InputJsonObject
  const proposer = toProposerColumn(ctx.actor)
  const on = await guardrailBase(tx, act)
  const now = ctx.now()
  const changeId = newId('accessChange')
  const shown = {
    before: before && (await guardrailSide(tx, before)),
    after: after && (await guardrailSide(tx, after)),
    where: { stages: [], apis: 0, operations: 0 },
    diff: null,
    examples: [],
  }
  await tx.accessChange.create({
    data: {
      id: changeId,
      kind: 'guardrail',
      act,
      title: guardrailTitle(act, before, after),
      reason: after?.reason ?? '',
      input,
      targetKind: id === null ? null : 'guardrail',
      targetId: id,
      proposedBy: proposer,
      proposerId: await personBehind(tx, proposer),
      base: on,
      boundHash: boundHashOf({ act, input: JSON.parse(JSON.stringify(input)) }, on),
      shown: JSON.parse(JSON.stringify(shown)),
      state: 'applied',
      stateSince: now,
      appliedAt: now,
      expiresAt: now,
      createdAt: now,
    },
  })
  if (!change.empty)
    change.withSeq((inner, seq) => inner.accessChange.update({ where: { id: changeId }, data: { changeSeq: seq } }))
  const moved = async (row: { act: string; base: unknown }) =>
    whatMoved(
      base.parse(row.base),
      row.act === 'access-review.put' ? base.parse(row.base) : await guardrailBase(tx, row.act),
    )
  await staleMoved(tx, ctx, { kind: 'guardrail', moved })
}
