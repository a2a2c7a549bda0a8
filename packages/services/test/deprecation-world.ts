import { randomUUID } from 'node:crypto'
import { encodeUsageEvent } from '@gatehouse/analytics/events/encode-usage-event'
import { frameRecord } from '@gatehouse/analytics/events/record-frame'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { DeprecationPlan } from '@gatehouse/contracts/endpoints/deprecations'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { advanceProgram } from '../src/deprecation/advance-program.ts'
import { getDeprecation } from '../src/deprecation/get-deprecation.ts'
import { putDeprecation } from '../src/deprecation/put-deprecation.ts'
import type { Context } from '../src/grammar/context.ts'
import { createProduct } from '../src/products/create-product.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createWorld } from './world.ts'

const dayMs = 86_400_000

/** An API with v1 and v2, each in a product of its own, and a clock that the test moves. */
export async function createDeprecationWorld() {
  const world = await createWorld()
  let clock = Date.now()
  const at = (ctx: Context): Context => ({ ...ctx, now: () => new Date(clock) })
  const owner = at(await world.member('Product owner'))
  const store = usageStoreOf(world.db.pool)

  async function product(versionIds: readonly string[], plans: readonly object[] = [{ name: 'Standard' }]) {
    return createProduct({
      ctx: at(world.system),
      input: {
        name: `Product ${randomUUID()}`,
        teamId: world.team,
        items: versionIds.map((versionId) => ({ include: 'version' as const, versionId: versionId as Id<'version'> })),
        plans: plans.map((plan) => ({ limits: { default: {}, stages: {} }, name: 'Standard', ...plan })),
        portalIds: [world.portal.id as Id<'portal'>],
      },
    })
  }

  /** A fresh API, and the clock back at now: usage is stored only of what has happened. */
  async function versions() {
    clock = Date.now()
    const { apiId, versionId, slug } = await world.listedVersion()
    const nextId = newId('version')
    await world.db.prisma.version.create({
      data: { id: nextId, apiId, name: 'v2', basePath: `/${slug}/v2`, state: 'published' },
    })
    await world.db.prisma.portalListing.create({ data: { portalId: world.portal.id, versionId: nextId } })
    return { path: { api: apiId, version: versionId }, v1: versionId, v2: nextId as string, slug }
  }

  async function caller(planId: string, name = 'Shop') {
    const developer = await world.developer()
    const application = await createMyApplication({ ctx: at(developer), input: { name } })
    const subscription = await requestMyAccess({
      ctx: at(developer),
      input: { applicationId: application.id, planId: planId as Id<'plan'> },
    })
    return { developer, applicationId: application.id as string, subscriptionId: subscription.id as string }
  }

  async function calls(versionId: string, applicationId: string, count = 1, more: Partial<UsageEvent> = {}) {
    const event: UsageEvent = {
      requestId: newId('request'),
      at: clock,
      interim: false,
      actor: 'client',
      method: 'GET',
      host: 'localhost',
      path: '/orders',
      status: 200,
      statusSource: 'backend',
      bytesIn: 1,
      bytesOut: 1,
      us: { total: 10, gateway: 1 },
      billable: false,
      billableReason: 'unpriced',
      units: 1,
      trace: [],
      errors: [],
      versionId: versionId as Id<'version'>,
      applicationId: applicationId as Id<'application'>,
      operationId: newId('operation'),
      ...more,
    }
    const events = Array.from({ length: count }, () => ({ ...event, requestId: newId('request') }))
    const bytes = Buffer.concat(events.map((one) => frameRecord(encodeUsageEvent(one))))
    const gateway = { gatewayId: newId('gateway'), stageId: world.stages.live.id as Id<'stage'> }
    await store.append(
      { owner: gateway, logId: randomUUID(), from: 0, to: bytes.length, bytes, served: [] },
      Date.now(),
    )
  }

  return {
    ...world,
    owner,
    at,
    versions,
    product,
    caller,
    calls,
    now: () => new Date(clock),
    days: (n: number) => new Date(clock + n * dayMs).toISOString(),
    pass: (days: number) => {
      clock += days * dayMs
    },
    async plan(path: { api: string; version: string }, plan: DeprecationPlan, ifMatch = 1) {
      return putDeprecation({ ctx: owner, input: { ...path, ...plan }, ifMatch })
    },
    view: (path: { api: string; version: string }, ctx: Context = owner) => getDeprecation({ ctx, input: path }),
    advance: (path: { version: string }) => advanceProgram(at(world.system), path.version),
    async state(versionId: string) {
      return (await world.db.prisma.version.findUniqueOrThrow({ where: { id: versionId } })).state
    },
    /** Subjects of what waits to be sent to a person, by what they are about. */
    async mailsTo(personId: string) {
      const { rows } = await world.db.pool.query<{ payload: { data: { occasion?: string; applications?: string[] } } }>(
        `SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
         WHERE t.identifier = 'send-mail' AND j.payload->>'personId' = $1 ORDER BY j.id`,
        [personId],
      )
      return rows.map(({ payload }) => payload.data)
    },
    async snapshotChanges(versionId: string) {
      return world.db.prisma.changeLog.count({ where: { channel: 'snapshot', entityId: versionId, stageId: null } })
    },
  }
}
