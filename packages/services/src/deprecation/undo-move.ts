import { undoSubscriberMove as endpoint } from '@gatehouse/contracts/endpoints/subscriber-moves'
import { lockVersion } from '../apis/change-state.ts'
import { versionPathScope } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { moveSubscription } from '../subscriptions/subscription-states.ts'
import { calledSince, moveInclude, toMoveView } from './move-view.ts'

/**
 * Closes what a move opened. An application that has called the new version with success relies on it and keeps it; so does one whose
 * old access has ended since, which would be left with nothing.
 */
export const undoSubscriberMove = verb({
  name: 'subscriber-move.undo',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: endpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await lockVersion(tx, input)
    const move = await tx.subscriberMove.findFirst({
      where: { id: input.move, fromVersionId: version.id },
      include: moveInclude,
    })
    if (!move) throw notFound()
    const now = ctx.now()
    if (move.undoneAt) throw new DomainError('not_possible', 'The move is undone already.')
    if (move.undoUntil <= now)
      throw new DomainError('not_possible', 'A move can be undone for 24 hours. Close the subscriptions one by one.')
    const called = await calledSince(ctx, move)
    const closed: string[] = []
    for (const { fromSubscription, toSubscription } of move.items) {
      if (!toSubscription?.openKey || !fromSubscription.openKey || called.has(fromSubscription.application.id)) continue
      await moveSubscription(tx, ctx, change, toSubscription.id, 'closed', 'The move was taken back.')
      closed.push(toSubscription.id)
    }
    if (closed.length === 0)
      throw new DomainError(
        'not_possible',
        'Nothing is left to undo: each application has called the new version, or had access before.',
      )
    const row = await tx.subscriberMove.update({
      where: { id: move.id },
      data: { undoneAt: now },
      include: moveInclude,
    })
    return { version, closed, view: await toMoveView(tx, ctx, version, row) }
  },
  audit: ({ input, result: { version, closed } }) => [
    { target: { kind: 'version', id: version.id }, after: { moveId: input.move, undone: closed.length } },
    ...closed.map((id) => ({
      target: { kind: 'subscription', id },
      before: { state: 'active' },
      after: { state: 'closed' },
    })),
  ],
  answer: ({ view }) => view,
})
