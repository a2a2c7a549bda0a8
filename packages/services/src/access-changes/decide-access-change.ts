import type { AccessAct } from '@gatehouse/contracts/access-acts'
import { type AccessChangeView, decideAccessChange as endpoint } from '@gatehouse/contracts/endpoints/access-changes'
import type { JsonObject } from '@gatehouse/contracts/json'
import { z } from 'zod'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { type VerbRun, verb } from '../grammar/verb.ts'
import { recordReviewsOf } from '../reviews/record-review.ts'
import { findAct } from './access-acts.ts'
import { illegalMove, isOpen, mayDecide } from './access-change-states.ts'
import { announceAccessChange } from './announce-access-change.ts'
import { buildAgain } from './build-again.ts'
import { carryOut, movedSince, staleOthers } from './carry-out.ts'
import { type AccessChangeRow, accessChangeScope, lockAccessChange } from './find-access-change.ts'
import { proposerColumn } from './proposer.ts'
import { thenLoad } from './then-load.ts'

type Call = Pick<VerbRun<unknown>, 'ctx' | 'tx' | 'change'>
type Decided = { row: AccessChangeRow; state: string; entries: AuditEntry[] }

const decideVerb = verb({
  name: 'access-change.decide',
  allowed: { permission: 'access.approve' },
  read: 'guardrail.read',
  input: z.strictObject({ ...endpoint.params.shape, ...endpoint.body.shape }),
  scope: accessChangeScope,
  run: async ({ ctx, tx, change, input }): Promise<Decided> => {
    const row = await lockAccessChange(tx, input.change)
    const now = ctx.now()
    if (!isOpen(row, now)) throw illegalMove(row, now)
    const may = mayDecide(ctx.actor, row, now)
    if (!may.allowed || ctx.actor.kind !== 'member') throw new DomainError('forbidden', may.why ?? undefined)
    if (input.boundHash !== row.boundHash)
      throw new DomainError('changed_meanwhile', 'This is not what you looked at. Look again, then decide.')
    if (input.decision === 'rejected' && input.reason === undefined)
      throw new DomainError('invalid_input', 'A rejection says why: whoever asked reads it.')
    const decision = {
      deciderId: ctx.actor.personId,
      decidedAt: now,
      decisionReason: input.reason ?? null,
      stateSince: now,
      etag: { increment: 1 },
    }
    const call = { ctx, tx, change }
    const done =
      input.decision === 'approved'
        ? await approve(call, row, decision)
        : await reject(call, row, decision, input.reason ?? '')
    await announceAccessChange(tx, ctx, row.id)
    if (done.entries.length > 0) await staleOthers(tx, ctx, row.kind, row.id)
    return done
  },
  audit: ({ input, result: { row, state, entries } }) => [
    {
      target: { kind: 'accessChange', id: row.id },
      before: { state: row.state, review: row.review },
      after: {
        decision: input.decision,
        state,
        boundHash: input.boundHash,
        proposedBy: proposerColumn.parse(row.proposedBy).id,
      },
    },
    ...entries,
  ],
  answer: () => null,
})

type Decision = {
  deciderId: string
  decidedAt: Date
  decisionReason: string | null
  stateSince: Date
  etag: { increment: 1 | number }
}

async function approve(call: Call, row: AccessChangeRow, decision: Decision): Promise<Decided> {
  const { tx } = call
  const where = { id: row.id }
  // Who agrees to a change has read what it brings.
  const reviewed = (target: { kind: string; id: string } | null, unchangedSince: Date | null = null) =>
    recordReviewsOf(tx, target, {
      reviewerId: decision.deciderId,
      source: 'access-change',
      sourceId: row.id,
      note: decision.decisionReason ?? undefined,
      at: decision.decidedAt,
      unchangedSince,
    })
  if (row.review === 'open') {
    await tx.accessChange.update({ where, data: { ...decision, review: 'done' } })
    const target = row.targetKind && row.targetId ? { kind: row.targetKind, id: row.targetId } : null
    await reviewed(target, row.appliedAt)
    return { row, state: 'applied', entries: [] }
  }
  const asked = { id: row.id, act: row.act as AccessAct, input: row.input as JsonObject }
  const moved = await movedSince(tx, { ...asked, base: row.base })
  if (moved !== null) {
    // Nobody has decided anything: what he looked at is not there any more.
    const data = { state: 'stale', stateSince: decision.stateSince, stateReason: moved, etag: decision.etag }
    await tx.accessChange.update({ where, data })
    return { row, state: 'stale', entries: [] }
  }
  const proposedBy = proposerColumn.parse(row.proposedBy)
  const done = await carryOut(call, { ...asked, proposedBy }, decision.deciderId)
  await tx.accessChange.update({
    where,
    data: {
      ...decision,
      state: 'applied',
      review: 'done',
      appliedAt: decision.decidedAt,
      targetKind: done.target?.kind ?? row.targetKind,
      targetId: done.target?.id ?? row.targetId,
    },
  })
  await reviewed(done.target ?? null)
  return { row, state: 'applied', entries: done.entries }
}

/** One that holds already is taken back, unless somebody has changed the same since. */
async function reject(call: Call, row: AccessChangeRow, decision: Decision, reason: string): Promise<Decided> {
  const { tx } = call
  const data = { ...decision, state: 'rejected', stateReason: reason }
  if (row.review !== 'open') {
    await tx.accessChange.update({ where: { id: row.id }, data })
    return { row, state: 'rejected', entries: [] }
  }
  const undone = await takeBack(call, row)
  await tx.accessChange.update({
    where: { id: row.id },
    data: {
      ...data,
      review: 'done',
      stateReason: undone
        ? `${reason} It was taken back.`
        : `${reason} It was changed since, so it stays as it is now.`,
    },
  })
  const { targetKind, targetId } = row
  if (undone && !call.change.empty)
    call.change.withSeq((inner, seq) => inner.accessChange.update({ where: { id: row.id }, data: { changeSeq: seq } }))
  const entry: AuditEntry = {
    action: `${row.act}.undo`,
    target: { kind: targetKind ?? 'accessChange', id: targetId ?? row.id },
    after: {
      accessChange: row.id,
      approvedBy: decision.deciderId,
      proposedBy: proposerColumn.parse(row.proposedBy).id,
    },
  }
  return { row, state: 'rejected', entries: undone ? [entry] : [] }
}

async function takeBack({ ctx, tx, change }: Call, row: AccessChangeRow): Promise<boolean> {
  const { undo } = findAct(row.act as AccessAct)
  if (!undo || row.targetKind === null || row.targetId === null) return false
  const target = { kind: row.targetKind, id: row.targetId }
  return undo.back({ ctx, tx, change, input: row.input }, row.undo as JsonObject, target)
}

const decided = thenLoad(decideVerb)

/** Approves or rejects a change that another person has asked for; approving applies it in the same transaction. */
export const decideAccessChange = Object.assign(
  async (call: Parameters<typeof decided>[0]): Promise<AccessChangeView> => {
    if (call.input.decision === 'approved') await buildAgain(call.ctx, call.input.change)
    return decided(call)
  },
  { verb: decided.verb, mutates: true as const, input: decided.input, allowed: decided.allowed },
)
