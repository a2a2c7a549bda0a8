import { decidePromotion as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { newId } from '@gatehouse/contracts/ids'
import { mayAct } from '../apis/acting.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { reviewByApproval } from '../reviews/promotion-reviews.ts'
import { mayDecide } from './acts-of-promotion.ts'
import { neededOf } from './assess.ts'
import { type LoadedPromotion, promotionScope, requirePromotion } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'
import { movePromotion } from './move-promotion.ts'
import { illegalMove, preparedStates } from './promotion-states.ts'
import { settle, settledEntry } from './step-promotion.ts'
import { thenAdvance } from './then-advance.ts'

const decideVerb = verb({
  name: 'promotion.decide',
  allowed: { permission: 'promotion.approve' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: promotionScope,
  run: async ({ ctx, tx, input }) => {
    const row = await lockPromotion(tx, input.promotion)
    const approves = input.decision === 'approved'
    if (!preparedStates.includes(row.state)) throw illegalMove(row.state)
    if (input.boundHash !== row.boundHash)
      throw new DomainError(
        'changed_meanwhile',
        'What would run has changed since you looked. Look again, then decide.',
      )
    const { actor } = ctx
    if (actor.kind !== 'member') throw new DomainError('forbidden', 'Approvals are given by persons.')
    const given = row.decisions.some(
      (one) => one.personId === actor.personId && one.decision === 'approved' && one.boundHash === row.boundHash,
    )
    // The same word twice is one.
    if (approves && given) return { row, settled: { state: row.state, reason: null } }
    const may = mayDecide(actor, row, approves ? neededOf(row) : 1)
    if (!may.allowed) throw new DomainError('forbidden', may.why ?? undefined)
    if (approves && row.state !== 'waiting') throw illegalMove(row.state)
    await tx.promotionDecision.create({
      data: {
        id: newId('promotionDecision'),
        promotionId: row.id,
        personId: actor.personId,
        decision: input.decision,
        boundHash: row.boundHash,
        reason: input.reason ?? null,
        reviewer: mayAct(actor, 'access.approve', reviewScope(row)).allowed,
        at: ctx.now(),
      },
    })
    if (!approves) {
      const reason = input.reason === undefined ? 'Rejected' : `Rejected: ${input.reason}`
      return { row, settled: { state: await movePromotion(tx, ctx, row, 'cancel', { reason }), reason } }
    }
    await reviewByApproval(tx, row, { actor, note: input.reason, at: ctx.now() })
    await tx.promotion.update({ where: { id: row.id }, data: { etag: { increment: 1 } } })
    return { row, settled: await settle(tx, ctx, await requirePromotion(tx, row.id)) }
  },
  audit: ({ input, result: { row, settled } }) => [
    {
      target: { kind: 'promotion', id: row.id },
      after: { decision: input.decision, boundHash: input.boundHash, reason: input.reason ?? null },
    },
    ...(settled.state === row.state ? [] : [settledEntry(row, settled)]),
  ],
  answer: ({ row }) => ({ id: row.id }),
})

const reviewScope = ({ version }: LoadedPromotion) => ({ apiId: version.apiId, teamId: version.api.teamId })

/** Approves or rejects a promotion of somebody else; the last approval that was needed sets it going where it goes on by itself. */
export const decidePromotion = thenAdvance(decideVerb)
