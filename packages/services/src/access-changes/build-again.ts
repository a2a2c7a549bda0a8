import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { findAct } from './access-acts.ts'
import { mayDecide, stateOf } from './access-change-states.ts'
import { refuseBroken } from './build-stages.ts'
import { actorNow, proposerColumn } from './proposer.ts'
import { rehearse } from './rehearse.ts'

/**
 * Stages have moved since somebody asked: what is approved is built with what runs now, before anything is written.
 * @throws DomainError `deploy_blocked` where a stage could not run with it any more
 */
export async function buildAgain(ctx: Context, changeId: string): Promise<void> {
  const { prisma } = ctx.db
  const row = await prisma.accessChange.findUnique({ where: { id: changeId } })
  if (!row || stateOf(row, ctx.now()) !== 'proposed' || !mayDecide(ctx.actor, row, ctx.now()).allowed) return
  const act = row.act as AccessAct
  if (!findAct(act).builds) return
  const candidates = await prisma
    .$transaction((tx) => actorNow(tx, proposerColumn.parse(row.proposedBy)))
    .then((actor) => rehearse(ctx, { act, input: row.input as JsonObject, actor }))
    .then(({ candidates }) => candidates)
    .catch((error: unknown) => {
      // What stands in the way of the act itself is said by the decision, under its lock.
      if (error instanceof DomainError) return []
      throw error
    })
  await refuseBroken(candidates)
}
