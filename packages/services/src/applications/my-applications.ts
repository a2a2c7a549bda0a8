import {
  createMyApplication as createEndpoint,
  deleteMyApplication as deleteEndpoint,
  getMyApplication as getEndpoint,
  listMyApplications as listEndpoint,
  updateMyApplication as updateEndpoint,
} from '@gatehouse/contracts/endpoints/my-applications'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { limitDeveloper } from '../account/developer-limits.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { endClientTokens } from '../issuer/end-client.ts'
import { moveSubscription } from '../subscriptions/subscription-states.ts'
import { applicationScope, lockApplication } from './application-scope.ts'
import { applicationInclude, readApplication, toApplicationViews } from './application-view.ts'

/** As many as a team may have; a limit, so that nothing is unbounded. */
const maxApplications = 100

/** Creates an application in the given team, or in the developer's personal one. */
export const createMyApplication = verb({
  name: 'application.create',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: createEndpoint.body,
  scope: async (tx, input, ctx) => ({ teamId: input.teamId ?? (await personalTeamId(tx, ctx)) }),
  run: async ({ ctx, tx, input, change }) => {
    await limitDeveloper(ctx, 'application')
    const teamId = input.teamId ?? (await personalTeamId(tx, ctx))
    if ((await tx.application.count({ where: { teamId, deletedAt: null } })) >= maxApplications) {
      throw new DomainError(
        'not_possible',
        `A team has at most ${maxApplications} applications. Delete one that is not used.`,
      )
    }
    const id = newId('application')
    await tx.application.create({
      data: { id, teamId, name: input.name, description: input.description, createdBy: actorColumn(ctx) },
    })
    change.access('application', id)
    change.access('team', teamId)
    return readApplication(tx, ctx, id)
  },
  audit: ({ result }) => ({
    target: { kind: 'application', id: result.id },
    teamId: result.team.id,
    after: { state: result.state },
  }),
})

async function personalTeamId(tx: Transaction, ctx: Context): Promise<string> {
  if (ctx.actor.kind !== 'developer')
    throw new DomainError('forbidden', 'Only a developer has a personal team; name the team.')
  const team = await tx.team.findUnique({ where: { personalOfId: ctx.actor.personId }, select: { id: true } })
  if (!team) throw new DomainError('not_possible', 'Your personal team is missing. Name a team.')
  return team.id
}

export const listMyApplications = query({
  name: 'application.list-mine',
  allowed: { developer: 'any' },
  input: listEndpoint.query,
  run: async ({ ctx, db, input }) => {
    const teamIds = ctx.actor.kind === 'developer' ? [...ctx.actor.teams.keys()] : []
    const rows = await db.application.findMany({
      where: {
        teamId: { in: teamIds },
        deletedAt: null,
        ...(input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {}),
      },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include: applicationInclude(),
    })
    return toPage(
      await toApplicationViews(db, ctx, rows),
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})

export const getMyApplication = query({
  name: 'application.get-mine',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: getEndpoint.params,
  scope: (db, input) => applicationScope(db, input.applicationId),
  run: ({ ctx, db, input }) => readApplication(db, ctx, input.applicationId),
})

export const updateMyApplication = verb({
  name: 'application.update',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: updateEndpoint.params.extend(updateEndpoint.body.shape),
  scope: (tx, input) => applicationScope(tx, input.applicationId),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const current = await tx.application.findUniqueOrThrow({
      where: { id: input.applicationId },
      select: { etag: true },
    })
    checkEtag(current.etag, ifMatch)
    await tx.application.update({
      where: { id: input.applicationId, etag: current.etag },
      data: {
        etag: { increment: 1 },
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.description === undefined ? {} : { description: input.description }),
      },
    })
    return readApplication(tx, ctx, input.applicationId)
  },
  // Names are personal data as far as the chain is concerned: that they changed is enough.
  audit: ({ input, result }) => ({
    target: { kind: 'application', id: result.id },
    teamId: result.team.id,
    after: { changed: Object.keys(input).filter((key) => key !== 'applicationId') },
  }),
})

/** Ends an application: its keys are revoked and its subscriptions closed, at every gateway. The row stays for history. */
export const deleteMyApplication = verb({
  name: 'application.delete',
  allowed: { developer: ['owner', 'admin'] },
  input: deleteEndpoint.params,
  scope: (tx, input) => applicationScope(tx, input.applicationId),
  run: async ({ ctx, tx, input, change }) => {
    const { applicationId } = input
    await lockApplication(tx, applicationId)
    const keys = await tx.credential.findMany({
      where: { applicationId, revokedAt: null },
      select: { id: true, stageId: true, kind: true },
    })
    await tx.credential.updateMany({
      where: { id: { in: keys.map(({ id }) => id) }, revokedAt: null },
      data: { revokedAt: ctx.now(), revokedBy: actorColumn(ctx) },
    })
    for (const key of keys) change.access('credential', key.id, { stageId: key.stageId })
    const clients = keys.filter(({ kind }) => kind === 'client').map(({ id }) => id)
    await endClientTokens(tx, change, clients, ctx.now())
    const open = await tx.subscription.findMany({
      where: { applicationId, openKey: { not: null } },
      select: { id: true },
    })
    for (const { id } of open) await moveSubscription(tx, ctx, change, id, 'closed', 'The application was deleted.')
    await tx.application.update({
      where: { id: applicationId },
      data: { deletedAt: ctx.now(), etag: { increment: 1 } },
    })
    change.access('application', applicationId, { deleted: true })
    return { revoked: keys.length, closed: open.length }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'application', id: input.applicationId },
    after: { deleted: true, ...result },
  }),
  answer: () => ({}),
})
