import {
  type PauseView,
  pauseVersion as pauseEndpoint,
  resumeVersion as resumeEndpoint,
} from '@gatehouse/contracts/endpoints/pauses'
import { newId } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { requireStage, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'

export const pauseInclude = {
  operation: { select: { id: true, method: true, path: true } },
} satisfies Prisma.PauseInclude

export function toPauseView(row: Prisma.PauseGetPayload<{ include: typeof pauseInclude }>): PauseView {
  return {
    id: row.id,
    stageId: row.stageId,
    operation: row.operation && { id: row.operation.id, key: `${row.operation.method} ${row.operation.path}` },
    reason: row.reason,
    since: row.since.toISOString(),
    resumedAt: row.resumedAt?.toISOString() ?? null,
  }
}

/** Pauses a version or one of its operations on a stage; gateways answer 503 with the reason until it is resumed. */
export const pauseVersion = verb({
  name: 'version.pause',
  allowed: { permission: 'api.deploy' },
  read: 'api.read',
  input: pauseEndpoint.params.extend(pauseEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await requireVersion(tx, input)
    const stage = await requireStage(tx, input.stage)
    // Two at once would leave a second pause behind when the first is resumed.
    await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${version.id} FOR NO KEY UPDATE`
    const operation =
      input.operation === undefined
        ? null
        : await tx.operation.findFirst({ where: { id: input.operation, versionId: version.id } })
    if (input.operation !== undefined && operation === null) throw notFound()
    const where = { versionId: version.id, stageId: stage.id, operationId: operation?.id ?? null }
    const open = await tx.pause.findFirst({ where: { ...where, resumedAt: null } })
    if (open) throw new DomainError('not_possible', `It is paused on ${stage.name} already: ${open.reason}`)
    const row = await tx.pause.create({
      data: { ...where, id: newId('pause'), reason: input.reason, since: ctx.now() },
      include: pauseInclude,
    })
    change.snapshot('pause', row.id, stage.id)
    return { view: toPauseView(row), version }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    after: {
      paused: true,
      stageId: result.view.stageId,
      operation: result.view.operation?.key ?? null,
      reason: input.reason,
    },
  }),
  answer: ({ view }) => view,
})

/** Ends a pause. */
export const resumeVersion = verb({
  name: 'version.resume',
  allowed: { permission: 'api.deploy' },
  read: 'api.read',
  input: resumeEndpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await requireVersion(tx, input)
    const found = await tx.pause.findFirst({ where: { id: input.pause, versionId: version.id } })
    if (!found) throw notFound()
    const { count } = await tx.pause.updateMany({
      where: { id: found.id, resumedAt: null },
      data: { resumedAt: ctx.now() },
    })
    if (count === 1) change.snapshot('pause', found.id, found.stageId)
    const row = await tx.pause.findUniqueOrThrow({ where: { id: found.id }, include: pauseInclude })
    return { view: toPauseView(row), version }
  },
  audit: ({ result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    after: { paused: false, stageId: result.view.stageId, operation: result.view.operation?.key ?? null },
  }),
  answer: ({ view }) => view,
})
