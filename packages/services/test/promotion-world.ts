import { newId } from '@gatehouse/contracts/ids'
import { importApi } from '../src/contracts/import-api.ts'
import { reimport } from '../src/contracts/reimport.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { getStageValues, putStageValues } from '../src/deployments/stage-values.ts'
import type { Context } from '../src/grammar/context.ts'
import { advancePromotion } from '../src/promotions/advance-promotion.ts'
import { createPromotion } from '../src/promotions/create-promotion.ts'
import { getPromotion } from '../src/promotions/get-promotion.ts'
import { getStage } from '../src/stages/list-stages.ts'
import { updateStage } from '../src/stages/update-stage.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation } from '../src/testing.ts'

export type Path = { api: string; version: string }

/** A contract with one operation; `limit` changes the type of its parameter, which breaks its callers. */
export const contract = (more: { limit?: string; title?: string; get?: object; paths?: object } = {}) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: more.title ?? 'Orders', version: '1.0.0' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: {
      '/orders': {
        get: {
          operationId: 'listOrders',
          parameters: [{ name: 'limit', in: 'query', schema: { type: more.limit ?? 'integer' } }],
          responses: { 200: { description: 'Orders' } },
          ...more.get,
        },
      },
      ...more.paths,
    },
  })

/** An installation with persons, and the acts that tests of promotions are made of. Jobs run when a test says so. */
export async function createPromotionWorld() {
  const app = await createTestInstallation()
  const alva = app.ctx(await app.member('Admin'))
  const teamId = (await createTeam({ ctx: alva, input: { name: 'Commerce' } })).id
  const now = { shift: 0 }
  const clock = <C extends Context>(ctx: C): C => ({ ...ctx, now: () => new Date(Date.now() + now.shift) })
  const owner = clock(alva)
  const system = clock({ ...alva, actor: { kind: 'system' as const, task: 'test' } })
  const world = {
    app,
    owner,
    system,
    teamId,
    /** Moves the clock of everybody; the database keeps its own. */
    later: (ms: number) => {
      now.shift += ms
    },
    member: async (...args: Parameters<typeof app.member>) => clock(app.ctx(await app.member(...args))),
    change: async (stage: string, fields: Omit<Parameters<typeof updateStage>[0]['input'], 'stage'>) => {
      const { etag } = await getStage({ ctx: owner, input: { stage } })
      return updateStage({ ctx: owner, input: { stage, ...fields }, ifMatch: etag })
    },
    setAddress: async (path: Path, stage: string, url = 'http://127.0.0.1:4011') => {
      const there = { ...path, stage }
      const { backends, etag } = await getStageValues({ ctx: owner, input: there })
      const address = { url, connectTimeoutMs: 2_000, timeoutMs: 30_000, headers: [] }
      const values = { backends: Object.fromEntries(backends.map(({ name }) => [name, address])) }
      return putStageValues({ ctx: owner, input: { ...there, values }, ifMatch: etag })
    },
    /** An API that runs on Development as r1, with addresses on the other stages. */
    deployed: async (source = contract()): Promise<Path> => {
      const { api } = await importApi({ ctx: owner, input: { fileName: 'orders.json', source, teamId } })
      const path = { api: api.slug, version: 'v1' }
      await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
      for (const stage of ['staging', 'production']) await world.setAddress(path, stage)
      return path
    },
    /** The next revision on Development. */
    next: async (path: Path, source: string) => {
      await reimport({ ctx: owner, input: { ...path, fileName: 'orders.json', source } })
      return deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    },
    promote: (path: Path, more: Partial<Parameters<typeof createPromotion>[0]['input']> = {}, ctx: Context = owner) =>
      createPromotion({ ctx, input: { ...path, stage: 'staging', mode: 'run', ...more } }),
    /** What the job queue would do now. */
    advance: async (promotion: string) => {
      await advancePromotion(system, promotion, { slow: true })
      return getPromotion({ ctx: owner, input: { promotion } })
    },
    /** A gateway of Development as the control plane knows it, which confirms each change at once; calls go to `url`. */
    connect: async (url: string) => {
      const { prisma, pool } = app.db
      const { id: stageId } = await prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })
      const id = newId('gateway')
      await prisma.gateway.create({
        data: {
          id,
          stageId,
          name: id,
          signingKey: id,
          sealingKey: id,
          lastSeenAt: new Date(Date.now() + 86_400_000),
          enrolledAt: new Date(),
        },
      })
      await pool.query(
        `CREATE OR REPLACE FUNCTION confirm_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         INSERT INTO gateway_ack (gateway_id, kind, seq, outcome, received_at) VALUES ('${id}', 'access', NEW.seq, 'applied', now()); RETURN NEW; END $$;
       CREATE TRIGGER confirm_all AFTER INSERT ON change_log FOR EACH ROW EXECUTE FUNCTION confirm_all()`,
      )
      await world.change('development', { gatewayUrl: url })
    },
    look: (promotion: string, ctx: Context = owner) => getPromotion({ ctx, input: { promotion } }),
  }
  return world
}
export type PromotionWorld = Awaited<ReturnType<typeof createPromotionWorld>>
