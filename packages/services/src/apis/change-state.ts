import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { wakePromotions } from '../promotions/wake-promotion.ts'
import { queueEvent } from '../webhooks/queue-message.ts'
import { type FoundVersion, requireVersion } from './find-version.ts'
import { findMove, legalMoves, stateNames } from './lifecycle-moves.ts'

/** The version behind a path, held until the transaction ends: whoever changes its state or its program waits here. */
export async function lockVersion(tx: Transaction, input: { api: string; version: string }): Promise<FoundVersion> {
  const { id } = await requireVersion(tx, input)
  await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${id} FOR NO KEY UPDATE`
  return requireVersion(tx, input)
}

/** Moves a locked version to another state; an illegal move names the legal ones. */
export async function changeState(
  tx: Transaction,
  change: ChangeSet,
  version: FoundVersion,
  to: LifecycleState,
  reason: string | undefined,
  now: Date,
): Promise<void> {
  const from = version.state as LifecycleState
  const move = findMove(from, to)
  if (!move) {
    const legal = legalMoves(from).map((state) => stateNames[state])
    throw new DomainError(
      'lifecycle_move',
      `From ${stateNames[from]} it can go to ${legal.join(' or ')}, not to ${stateNames[to]}.`,
    )
  }
  if (move.needsReason && !reason)
    throw new DomainError('invalid_input', `Going back from ${stateNames[from]} to ${stateNames[to]} needs a reason.`)
  await tx.version.update({
    where: { id: version.id, etag: version.etag },
    data: { state: to, stateSince: now, stateReason: reason ?? null, etag: { increment: 1 } },
  })
  // Every stage that runs it answers differently from now on, without a deploy.
  change.snapshot('version', version.id, null)
  if (to === 'deprecated' || to === 'retired') {
    const data = {
      apiId: version.apiId,
      api: version.api.name,
      versionId: version.id,
      version: version.name,
      before: from,
      reason: reason ?? null,
    }
    await queueEvent(tx, `version.${to}`, data, now)
  }
  if (from === 'retired' || to === 'retired') await wakePromotions(tx, { versionId: version.id }, now)
}
