import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import {
  moveLifecycle as endpoint,
  publishVersion as publishEndpoint,
  unpublishVersion as unpublishEndpoint,
} from '@gatehouse/contracts/endpoints/apis'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import type { Transaction } from '@gatehouse/db/client'
import { refusedByProgram } from '../deprecation/program.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { changeState, lockVersion } from './change-state.ts'
import { versionPathScope } from './find-version.ts'
import { movesOf } from './legal-moves.ts'

type Answer = EndpointOutput<typeof endpoint>

async function answer(tx: Transaction, versionId: string, now: Date): Promise<Answer> {
  const row = await tx.version.findUniqueOrThrow({ where: { id: versionId }, include: { deprecation: true } })
  const callable = await tx.deployment.count({
    where: { versionId, endedAt: null, stage: { exposure: { not: 'hidden' } } },
  })
  const state = row.state as LifecycleState
  return {
    version: {
      id: row.id,
      name: row.name,
      basePath: row.basePath,
      state,
      stateSince: row.stateSince.toISOString(),
      etag: row.etag,
    },
    moves: movesOf(state, row.deprecation, now),
    previewOnly: state === 'published' && callable === 0,
  }
}

/** Moves a version to another lifecycle state; an illegal move names the legal ones. */
export const moveLifecycle = verb({
  name: 'version.state',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await lockVersion(tx, input)
    const program = await tx.deprecation.findUnique({ where: { versionId: version.id } })
    const refused = refusedByProgram(program, version.state as LifecycleState, input.state, ctx.now())
    if (refused) throw new DomainError('lifecycle_move', refused)
    await changeState(tx, change, version, input.state, input.reason, ctx.now())
    return { answer: await answer(tx, version.id, ctx.now()), version }
  },
  audit: ({ input, result: { version } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    before: { state: version.state },
    after: { state: input.state, reason: input.reason ?? null },
  }),
  answer: (result) => result.answer,
})

/** Shows a version in a portal; a draft becomes Published with it. */
export const publishVersion = verb({
  name: 'version.publish',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: publishEndpoint.params.extend(publishEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await lockVersion(tx, input)
    if (version.state === 'retired')
      throw new DomainError('not_possible', 'A retired version is not shown in a portal.')
    if ((await tx.operation.count({ where: { versionId: version.id, removedAt: null } })) === 0)
      throw new DomainError('not_possible', 'There is nothing to show yet: import a contract first.')
    const portals = await tx.portal.findMany({
      where: input.portal === undefined ? {} : { OR: [{ id: input.portal }, { slug: input.portal }] },
      orderBy: { createdAt: 'asc' },
      select: { id: true },
    })
    const portal = portals[0]
    if (!portal) throw input.portal === undefined ? new DomainError('not_possible', 'There is no portal.') : notFound()
    if (input.portal === undefined && portals.length > 1)
      throw new DomainError('invalid_input', 'There are several portals: name one.')
    await tx.portalListing.createMany({
      data: [{ portalId: portal.id, versionId: version.id, publishedAt: ctx.now() }],
      skipDuplicates: true,
    })
    if (version.state === 'draft') await changeState(tx, change, version, 'published', undefined, ctx.now())
    return { answer: await answer(tx, version.id, ctx.now()), version, portalId: portal.id }
  },
  audit: ({ result: { version, portalId, answer } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    before: { state: version.state },
    after: { state: answer.version.state, portalId },
  }),
  answer: (result) => result.answer,
})

/** Takes a version out of a portal; gateways and lifecycle state stay as they are. */
export const unpublishVersion = verb({
  name: 'version.unpublish',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: unpublishEndpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, tx, input }) => {
    const version = await lockVersion(tx, input)
    const portal = await tx.portal.findFirst({
      where: { OR: [{ id: input.portal }, { slug: input.portal }] },
      select: { id: true },
    })
    if (!portal) throw notFound()
    const { count } = await tx.portalListing.deleteMany({ where: { versionId: version.id, portalId: portal.id } })
    if (count === 0) throw notFound()
    return { answer: await answer(tx, version.id, ctx.now()), version, portalId: portal.id }
  },
  audit: ({ result: { version, portalId } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    before: { portalId },
  }),
  answer: (result) => result.answer,
})
