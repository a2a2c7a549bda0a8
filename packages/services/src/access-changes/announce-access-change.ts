import { accessChangeShown } from '@gatehouse/contracts/endpoints/access-changes'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { actorNames } from '../people/actor-names.ts'
import { effectOf } from './access-change-item.ts'
import { accessApprovers } from './who-may-decide.ts'

const mostApprovers = 20

/** Tells approvers of what waits for them, and whoever asked of what has become of it, with the transaction that made it so. */
export async function announceAccessChange(tx: Transaction, ctx: Context, id: string): Promise<void> {
  const row = await tx.accessChange.findUniqueOrThrow({ where: { id } })
  const changeUrl = `${ctx.installation.adminUrl}/access/guardrails/changes/${id}`
  const nameOf = await actorNames(tx, [row.proposedBy])
  if (row.state === 'proposed' || row.review === 'open') {
    const shown = accessChangeShown.parse(row.shown)
    const approvers = await accessApprovers(tx, row.proposerId)
    for (const { id: personId } of approvers.slice(0, mostApprovers))
      await addMailJob(tx, {
        personId,
        template: 'access-change-asked',
        data: {
          title: row.title,
          requestedBy: nameOf(row.proposedBy).name,
          reason: row.reason,
          effect: effectOf(shown) ?? undefined,
          applied: row.review === 'open',
          changeUrl,
        },
      })
    return
  }
  const news =
    row.state === 'applied'
      ? row.review === 'done' && row.undo !== null
        ? ('reviewed' as const)
        : ('applied' as const)
      : row.state === 'rejected' || row.state === 'stale'
        ? row.state
        : null
  if (news === null || row.proposerId === null) return
  // What he does himself is no news to him.
  if (ctx.actor.kind === 'member' && ctx.actor.personId === row.proposerId) return
  const decider =
    row.deciderId === null ? null : await tx.person.findUnique({ where: { id: row.deciderId }, select: { name: true } })
  await addMailJob(tx, {
    personId: row.proposerId,
    template: 'access-change-news',
    data: {
      title: row.title,
      news,
      by: decider?.name,
      reason: row.stateReason ?? row.decisionReason ?? undefined,
      changeUrl,
    },
  })
}
