import { previewSubscriberMove, moveSubscribers as runEndpoint } from '@gatehouse/contracts/endpoints/subscriber-moves'
import { newId } from '@gatehouse/contracts/ids'
import { lockVersion } from '../apis/change-state.ts'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { moveInclude, toMoveView } from './move-view.ts'
import { type PlannedRow, planMoves, targetOf } from './plan-move.ts'
import { applications } from './program-text.ts'
import { withOwners } from './recipients.ts'

const undoMs = 24 * 3_600_000

/** What moving the subscribers of a version would do, one sentence each. Changes nothing. */
export const previewMove = query({
  name: 'subscriber-move.preview',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: previewSubscriberMove.params.extend(previewSubscriberMove.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const version = await requireVersion(db, input)
    const to = await targetOf(db, ctx, version, input.to)
    const { rows, plans } = await planMoves(db, ctx, version, to, input)
    return {
      to: { id: to.id, name: to.name, api: to.api.name },
      items: rows.map(({ applicationId: _, state: __, target: ___, ...item }) => item),
      plans: plans.map(({ id, name, product }) => ({ id, name, product: product.name })),
      sentence: summaryOf(rows, `${to.api.name} ${to.name}`),
    }
  },
})

function summaryOf(rows: readonly PlannedRow[], name: string): string {
  const count = (...outcomes: PlannedRow['outcome'][]) =>
    rows.filter(({ outcome }) => outcomes.includes(outcome)).length
  const moving = count('moves')
  const open = count('choose', 'no-product', 'forbidden')
  const parts = [
    rows.length === 0
      ? 'No application has access to it.'
      : moving === 0
        ? 'Nothing would be opened.'
        : `${applications(moving)} ${moving === 1 ? 'gets' : 'get'} access to ${name} with the keys that ${moving === 1 ? 'it has' : 'they have'}.`,
    ...(open === 0 ? [] : [`${applications(open)} cannot move yet.`]),
  ]
  return parts.join(' ')
}

/** Gives subscribers access to another version with the keys that they have; the old access stays until the sunset. */
export const moveSubscribers = verb({
  name: 'subscriber-move.run',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: runEndpoint.params.extend(runEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await lockVersion(tx, input)
    const to = await targetOf(tx, ctx, version, input.to)
    const planned = await planMoves(tx, ctx, version, to, input)
    // Who asks for access at the same time waits here; what he then has is found by planning again.
    await tx.$queryRaw`SELECT 1 FROM application WHERE id = ANY(${planned.rows.map(({ applicationId }) => applicationId)}::text[]) ORDER BY id FOR NO KEY UPDATE`
    const { rows } = await planMoves(tx, ctx, version, to, input)
    const moving = rows.flatMap((row) =>
      row.target ? [{ ...row, target: row.target, id: newId('subscription') }] : [],
    )
    if (moving.length === 0)
      throw new DomainError('not_possible', 'No application would get access by it. The dry run says why.')
    const now = ctx.now()
    await tx.subscription.createMany({
      data: moving.map(({ id, applicationId, target }) => ({
        id,
        applicationId,
        productId: target.product.id,
        planId: target.id,
        planVersionId: target.planVersionId,
        state: 'active',
        openKey: `${applicationId}:${target.product.id}`,
        requestNote: `Moved from ${version.api.name} ${version.name}.`,
        requestedBy: actorColumn(ctx),
        requestedAt: now,
        decidedBy: actorColumn(ctx),
        decidedAt: now,
      })),
    })
    await tx.subscriptionSegment.createMany({
      data: moving.map(({ id, target }) => ({
        id: newId('segment'),
        subscriptionId: id,
        planVersionId: target.planVersionId,
        startedAt: now,
      })),
    })
    const moveId = newId('subscriberMove')
    await tx.subscriberMove.create({
      data: {
        id: moveId,
        fromVersionId: version.id,
        toVersionId: to.id,
        actor: actorColumn(ctx),
        createdAt: now,
        undoUntil: new Date(now.getTime() + undoMs),
      },
    })
    const opened = new Map(moving.map(({ subscriptionId, id }) => [subscriptionId, id]))
    await tx.subscriberMoveItem.createMany({
      data: rows
        .filter(({ outcome }) => outcome === 'moves' || outcome === 'has')
        .map(({ subscriptionId, state }) => ({
          moveId,
          fromSubscriptionId: subscriptionId,
          toSubscriptionId: opened.get(subscriptionId) ?? null,
          stateBefore: state,
        })),
    })
    for (const { id } of moving) change.access('subscription', id)
    for (const { id, name, owners } of await withOwners(tx, [...new Set(moving.map((row) => row.applicationId))])) {
      const target = moving.find((row) => row.applicationId === id)?.target
      for (const owner of target ? owners : [])
        await addMailJob(tx, {
          personId: owner.id,
          template: 'subscription-decided',
          data: {
            decision: 'approved',
            application: name,
            product: target?.product.name ?? '',
            plan: target?.name ?? '',
            reason: `It follows ${version.api.name} ${version.name}. Your keys stay the same.`,
            applicationUrl: `${ctx.installation.portalUrl}/applications/${id}`,
          },
        })
    }
    const row = await tx.subscriberMove.findUniqueOrThrow({ where: { id: moveId }, include: moveInclude })
    return { version, moving, moveId, view: await toMoveView(tx, ctx, version, row) }
  },
  audit: ({ result: { version, moving, moveId, view } }) => [
    {
      target: { kind: 'version', id: version.id },
      after: { moveId, toVersionId: view.to.id, subscriptions: moving.length },
    },
    ...moving.map(({ id, subscriptionId, applicationId, target }) => ({
      target: { kind: 'subscription', id },
      after: {
        state: 'active',
        applicationId,
        productId: target.product.id,
        planId: target.id,
        movedFrom: subscriptionId,
      },
    })),
  ],
  answer: ({ view }) => view,
})
