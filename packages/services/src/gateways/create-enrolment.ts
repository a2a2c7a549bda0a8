import { createHash, randomBytes } from 'node:crypto'
import { createEnrolment as endpoint, listEnrolments as listEndpoint } from '@gatehouse/contracts/endpoints/gateways'
import { newId } from '@gatehouse/contracts/ids'
import { requireStage } from '../apis/find-version.ts'
import { actorColumn } from '../grammar/context.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { actorNames } from '../people/actor-names.ts'
import { toStageRef } from '../stages/stage-view.ts'

export function hashEnrolmentToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Makes a token with which one gateway joins a stage; only its hash is kept. */
export const createEnrolment = verb({
  name: 'gateway.enrolment-create',
  allowed: { permission: 'stage.manage' },
  read: 'stage.read',
  input: endpoint.params.extend(endpoint.body.shape),
  run: async ({ ctx, tx, input }) => {
    const stage = await requireStage(tx, input.stage)
    const token = `gh_enrol_${randomBytes(32).toString('base64url')}`
    const id = newId('enrolment')
    const now = ctx.now()
    const expiresAt = new Date(now.getTime() + input.validMinutes * 60_000)
    await tx.gatewayEnrolment.create({
      data: {
        id,
        stageId: stage.id,
        tokenHash: hashEnrolmentToken(token),
        createdBy: actorColumn(ctx),
        createdAt: now,
        expiresAt,
      },
    })
    return {
      id,
      token,
      stage: toStageRef(stage),
      expiresAt: expiresAt.toISOString(),
      environment: {
        CONTROL_URL: ctx.installation.controlUrl,
        GATEWAY_NAME: `${stage.slug}-2`,
        GATEWAY_STAGE: stage.slug,
        GATEWAY_PORT: '8080',
        GATEWAY_ADMIN_PORT: '8081',
        GATEWAY_DATA: `/var/lib/gatehouse-gateway/${stage.slug}-2`,
        GATEWAY_ENROLMENT_TOKEN: token,
      },
    }
  },
  audit: ({ result }) => ({
    target: { kind: 'enrolment', id: result.id },
    after: { stageId: result.stage.id, expiresAt: result.expiresAt },
  }),
})

export const listEnrolments = query({
  name: 'gateway.enrolments',
  allowed: { permission: 'stage.manage' },
  read: 'stage.read',
  input: listEndpoint.params,
  run: async ({ ctx, db, input }) => {
    const stage = await requireStage(db, input.stage)
    const rows = await db.gatewayEnrolment.findMany({
      where: { stageId: stage.id, usedAt: null, expiresAt: { gt: ctx.now() } },
      orderBy: { createdAt: 'desc' },
      take: 100,
    })
    const nameOf = await actorNames(
      db,
      rows.map(({ createdBy }) => createdBy),
    )
    return {
      items: rows.map((row) => ({
        id: row.id,
        createdAt: row.createdAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        createdBy: nameOf(row.createdBy),
      })),
    }
  },
})
