import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { Actor } from '@gatehouse/contracts/actor'
import { type AccessChangeView, accessChangeShown } from '@gatehouse/contracts/endpoints/access-changes'
import type { JsonObject } from '@gatehouse/contracts/json'
import { mayAct } from '../apis/acting.ts'
import { loadReceipts } from '../deployments/receipts.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { actorsOf, toAccessChangeItem } from './access-change-item.ts'
import { mayDecide, mayWithdraw, stateOf } from './access-change-states.ts'
import { movedSince } from './carry-out.ts'
import type { AccessChangeRow } from './find-access-change.ts'
import { forReader } from './for-reader.ts'
import { personBehindActor } from './proposer.ts'
import { accessApprovers } from './who-may-decide.ts'

/** A change as its page shows it, to this reader. */
export async function loadAccessChange(ctx: Context, id: string): Promise<AccessChangeView> {
  const db = ctx.db.prisma
  const row = await db.accessChange.findUnique({ where: { id } })
  if (!row) throw notFound()
  const comments = await db.accessChangeComment.findMany({
    where: { changeId: id },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: 200,
  })
  const byPerson = (personId: string) => ({ kind: 'member', id: personId })
  const nameOf = await actorNames(db, [...actorsOf(row), ...comments.map(({ personId }) => byPerson(personId))])
  const now = ctx.now()
  const shown = accessChangeShown.parse(row.shown)
  const open = stateOf(row, now) === 'proposed'
  return {
    ...toAccessChangeItem(row, nameOf, now),
    ...forReader(ctx.actor, shown),
    boundHash: row.boundHash,
    moved: open
      ? await db.$transaction((tx) =>
          movedSince(tx, { act: row.act as AccessAct, input: row.input as JsonObject, base: row.base }),
        )
      : null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisionReason: row.decisionReason,
    appliedAt: row.appliedAt?.toISOString() ?? null,
    receipts: await receiptsOf(db, row, shown.where.stages, now),
    approvers: (await accessApprovers(db, row.proposerId)).slice(0, 20),
    acts: actsOf(ctx.actor, row, await personBehindActor(db, ctx.actor), now),
    comments: comments.map((one) => ({
      id: one.id,
      by: nameOf(byPerson(one.personId)),
      text: one.text,
      at: one.at.toISOString(),
    })),
    etag: row.etag,
  }
}

function actsOf(actor: Actor, row: AccessChangeRow, personId: string | null, now: Date): AccessChangeView['acts'] {
  const decide = mayDecide(actor, row, now)
  const person = actor.kind === 'member'
  const again = ['stale', 'expired', 'withdrawn', 'rejected'].includes(stateOf(row, now))
  return {
    approve: decide,
    reject: decide,
    withdraw: mayWithdraw(actor, row, personId, now),
    comment: person ? mayAct(actor, 'guardrail.read', {}) : { allowed: false, why: 'Comments are made by persons.' },
    proposeAgain: again ? { allowed: true, why: null } : { allowed: false, why: 'It is not over.' },
  }
}

/** What the gateways of each stage that it concerns say of it. */
export async function receiptsOf(
  db: Reader,
  row: Pick<AccessChangeRow, 'changeSeq' | 'appliedAt' | 'kind'>,
  stages: readonly { id: string; name: string }[],
  now: Date,
): Promise<AccessChangeView['receipts']> {
  const { changeSeq: seq, appliedAt: at } = row
  if (seq === null || at === null || row.kind !== 'guardrail') return []
  const changes = stages.map(({ id }) => ({ seq, stageId: id, kind: 'snapshot' as const, at }))
  const receipts = await loadReceipts(db, changes, now)
  return stages.flatMap((stage, index) => {
    const own = receipts[index]
    return own ? [{ stage: { id: stage.id, name: stage.name }, receipts: own }] : []
  })
}
