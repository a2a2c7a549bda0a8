import { hashKey, parseKey } from '@gatehouse/auth/credentials'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { suspendApplication } from '../src/applications/manage-applications.ts'
import {
  createMyApplication,
  deleteMyApplication,
  getMyApplication,
  listMyApplications,
} from '../src/applications/my-applications.ts'
import { createMyCredential } from '../src/credentials/create-credential.ts'
import { getMyCredential } from '../src/credentials/read-credentials.ts'
import { revokeMyCredential } from '../src/credentials/revoke-credential.ts'
import { listCatalogue } from '../src/portal/list-catalogue.ts'
import { revisePlan } from '../src/products/change-plans.ts'
import { offerVersion } from '../src/products/offer-version.ts'
import { setProductTools } from '../src/products/set-product-tools.ts'
import { setProductItems } from '../src/products/update-product.ts'
import { loadAccessRows } from '../src/publishing/access-rows.ts'
import { changeMyPlan } from '../src/subscriptions/change-my-subscription.ts'
import {
  closeSubscription,
  decideSubscription,
  resumeSubscription,
  suspendSubscription,
} from '../src/subscriptions/decide-subscription.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.end())

const manualPlan = {
  name: 'Partner',
  limits: { default: { rate: { limit: 5, periodSeconds: 1, burst: 5 } }, stages: {} },
  approval: 'manual' as const,
}

async function offered(plan?: typeof manualPlan) {
  const listed = await world.listedVersion()
  const product = await offerVersion({
    ctx: world.system,
    input: { versionId: listed.versionId, ...(plan ? { plan } : {}) },
  })
  const planId = product.plans[0]?.id
  if (!planId) throw new Error('no plan')
  return { ...listed, product, planId }
}

async function subscribed(plan?: typeof manualPlan) {
  const offer = await offered(plan)
  const developer = await world.developer()
  const application = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
  const subscription = await requestMyAccess({
    ctx: developer,
    input: { applicationId: application.id, planId: offer.planId },
  })
  return { ...offer, developer, application, subscription }
}

/** Channel, kind and entity of the change-log rows since a sequence. */
async function changesSince(seq: bigint) {
  const rows = await world.db.prisma.changeLog.findMany({ where: { seq: { gt: seq } }, orderBy: { seq: 'asc' } })
  return rows.map(({ channel, kind, entityId, stageId }) => ({ channel, kind, entityId, stageId }))
}
async function headSeq(): Promise<bigint> {
  const { _max } = await world.db.prisma.changeLog.aggregate({ _max: { seq: true } })
  return _max.seq ?? 0n
}

describe('getting access', () => {
  test('is active at once under a plan without approval, and gateways are told', async () => {
    const before = await headSeq()
    const { subscription, application } = await subscribed()
    expect(subscription.state).toBe('active')
    const told = await changesSince(before)
    expect(told).toContainEqual({ channel: 'access', kind: 'subscription', entityId: subscription.id, stageId: null })
    expect(told).toContainEqual({ channel: 'access', kind: 'application', entityId: application.id, stageId: null })
  })

  test('waits for approval under a plan that asks for it; the decision is told and mailed', async () => {
    const { subscription } = await subscribed(manualPlan)
    expect(subscription.state).toBe('pending')
    const owner = await world.member('Product owner')
    const decided = await decideSubscription({
      ctx: owner,
      input: { subscriptionId: subscription.id, decision: 'approve' },
    })
    expect(decided.state).toBe('active')
    const jobs = await world.db.pool.query<{ payload: { template: string } }>(
      `SELECT j.payload FROM graphile_worker._private_jobs j WHERE j.payload->'data'->>'product' = $1`,
      [subscription.product.name],
    )
    expect(jobs.rows.map(({ payload }) => payload.template)).toContain('subscription-decided')
  })

  test('twice for one product is refused while the first is open', async () => {
    const { developer, application, planId, subscription } = await subscribed()
    await expect(
      requestMyAccess({ ctx: developer, input: { applicationId: application.id, planId } }),
    ).rejects.toMatchObject({ code: 'already_exists' })
    await closeSubscription({ ctx: world.system, input: { subscriptionId: subscription.id, reason: 'over' } })
    const again = await requestMyAccess({ ctx: developer, input: { applicationId: application.id, planId } })
    expect(again.state).toBe('active')
  })

  test('asked for twice at the same time gives one subscription', async () => {
    const { planId } = await offered()
    const developer = await world.developer()
    const application = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () =>
        requestMyAccess({ ctx: developer, input: { applicationId: application.id, planId } }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('to a deprecated version is refused, existing access stays (L2)', async () => {
    const { versionId, planId, developer, application, subscription } = await subscribed()
    await world.db.prisma.version.update({ where: { id: versionId }, data: { state: 'deprecated' } })
    const other = await createMyApplication({ ctx: developer, input: { name: 'Other' } })
    await expect(requestMyAccess({ ctx: developer, input: { applicationId: other.id, planId } })).rejects.toMatchObject(
      { code: 'not_possible' },
    )
    const kept = await getMyApplication({ ctx: developer, input: { applicationId: application.id } })
    expect(kept.subscriptions.find(({ id }) => id === subscription.id)?.state).toBe('active')
  })

  test('to an API that the developer may not see is answered like one that does not exist', async () => {
    const hidden = await world.listedVersion({ audience: 'partner' })
    const product = await offerVersion({ ctx: world.system, input: { versionId: hidden.versionId } })
    const developer = await world.developer()
    const application = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
    const ask = (planId: string) =>
      requestMyAccess({ ctx: developer, input: { applicationId: application.id, planId: planId as never } }).catch(
        (error: unknown) => error,
      )
    const forHidden = await ask(product.plans[0]?.id ?? '')
    const forAbsent = await ask(newId('plan'))
    expect(forHidden).toMatchObject({ code: 'invalid_input' })
    expect((forHidden as Error).message).toBe((forAbsent as Error).message)
    const granted = await world.developer()
    await world.db.prisma.apiGrant.create({ data: { apiId: hidden.apiId, teamId: granted.teamId } })
    const catalogue = async (ctx: typeof developer) =>
      (await listCatalogue({ ctx, input: { limit: 200 } })).items.map(({ slug }) => slug)
    expect(await catalogue(developer)).not.toContain(hidden.slug)
    expect(await catalogue(granted)).toContain(hidden.slug)
  })
})

describe('a subscription', () => {
  test('moves only along the legal moves, and a refusal names them', async () => {
    const { subscription } = await subscribed()
    const input = { subscriptionId: subscription.id, reason: 'why' }
    expect((await suspendSubscription({ ctx: world.system, input })).state).toBe('suspended')
    expect((await resumeSubscription({ ctx: world.system, input: { subscriptionId: subscription.id } })).state).toBe(
      'active',
    )
    expect((await closeSubscription({ ctx: world.system, input })).state).toBe('closed')
    await expect(resumeSubscription({ ctx: world.system, input: { subscriptionId: subscription.id } })).rejects.toThrow(
      /possible: none/,
    )
  })

  test('changes its plan by closing a segment and opening the next, without a gap', async () => {
    const { developer, subscription, product } = await subscribed()
    const plan = product.plans[0]
    if (!plan) throw new Error('no plan')
    await revisePlan({
      ctx: world.system,
      input: { planId: plan.id, name: 'Free', limits: { default: {}, stages: {} } },
      ifMatch: plan.etag,
    })
    await changeMyPlan({ ctx: developer, input: { subscriptionId: subscription.id, planId: plan.id } })
    const segments = await world.db.prisma.subscriptionSegment.findMany({
      where: { subscriptionId: subscription.id },
      orderBy: { startedAt: 'asc' },
    })
    expect(segments).toHaveLength(2)
    expect(segments[0]?.endedAt).toEqual(segments[1]?.startedAt)
    expect(segments[1]?.endedAt).toBeNull()
  })

  test('of another team is answered with 404, not 403', async () => {
    const { subscription } = await subscribed()
    const stranger = await world.developer()
    await expect(
      changeMyPlan({ ctx: stranger, input: { subscriptionId: subscription.id, planId: newId('plan') } }),
    ).rejects.toMatchObject({ code: 'not_found' })
    const foreign = await world.member('Product owner', { kind: 'team', teamId: newId('team') })
    await expect(
      decideSubscription({ ctx: foreign, input: { subscriptionId: subscription.id, decision: 'reject' } }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('an API key (S1)', () => {
  async function withKey(stageId = world.stages.sandbox.id) {
    const all = await subscribed()
    const made = await createMyCredential({
      ctx: all.developer,
      input: { applicationId: all.application.id, stageId: stageId as never, name: 'First' },
    })
    return { ...all, ...made }
  }

  test('says its stage by prefix, carries a checksum, and is nowhere in the database', async () => {
    const { key } = await withKey()
    expect(parseKey(key)).toEqual({ wellFormed: true, environment: 'test' })
    const live = await withKey(world.stages.live.id)
    expect(live.key).toMatch(/^gh_live_/)
    const tables = await world.db.pool.query<{ name: string }>(
      `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    )
    for (const { name } of tables.rows) {
      const found = await world.db.pool.query(`SELECT 1 FROM ${name} t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`, [
        key.slice(12),
      ])
      expect(found.rowCount, name).toBe(0)
    }
    expect(await world.db.prisma.credential.count({ where: { hash: hashKey(key) } })).toBe(1)
  })

  test('cannot be made for a closed stage, which is answered like one that does not exist (C22)', async () => {
    const { developer, application } = await subscribed()
    const ask = (stageId: string) =>
      createMyCredential({
        ctx: developer,
        input: { applicationId: application.id, stageId: stageId as never, name: 'x' },
      }).catch((error: Error) => error.message)
    expect(await ask(world.stages.hidden.id)).toBe(await ask(newId('stage')))
  })

  test('shown once stays shown once, also when the write is repeated with its Idempotency-Key', async () => {
    const { developer, application } = await subscribed()
    const input = { applicationId: application.id, stageId: world.stages.sandbox.id as never, name: 'Once' }
    const first = await createMyCredential({ ctx: developer, input, idempotencyKey: 'k1' })
    const again = await createMyCredential({ ctx: developer, input, idempotencyKey: 'k1' })
    expect(again.key).toBe(first.key)
    expect(await world.db.prisma.credential.count({ where: { applicationId: application.id } })).toBe(1)
    const record = await world.db.prisma.idempotencyRecord.findFirstOrThrow({ where: { key: 'k1' } })
    expect(record.answer).not.toContain(first.key)
  })

  test('revoked is told to its stage once, and its receipts are counted from that change', async () => {
    const { developer, credential } = await withKey()
    const before = await headSeq()
    await revokeMyCredential({ ctx: developer, input: { credentialId: credential.id } })
    await revokeMyCredential({ ctx: developer, input: { credentialId: credential.id } })
    expect(await changesSince(before)).toEqual([
      { channel: 'access', kind: 'credential', entityId: credential.id, stageId: world.stages.sandbox.id },
    ])
    const gatewayId = newId('gateway')
    await world.db.prisma.gateway.create({
      data: {
        id: gatewayId,
        stageId: world.stages.sandbox.id,
        name: gatewayId,
        signingKey: gatewayId,
        sealingKey: 'k',
        enrolledAt: new Date(0),
        lastSeenAt: new Date(),
      },
    })
    const waiting = await getMyCredential({ ctx: developer, input: { credentialId: credential.id } })
    expect(waiting.receipts).toMatchObject({ confirmed: 0, total: 1, gateways: [{ state: 'waiting' }] })
    const row = await world.db.prisma.credential.findUniqueOrThrow({ where: { id: credential.id } })
    await world.db.prisma.gatewayAck.create({
      data: {
        gatewayId,
        kind: 'access',
        seq: (row.revokedSeq ?? 0n) + 5n,
        outcome: 'applied',
        receivedAt: new Date(Date.now() + 41),
      },
    })
    const confirmed = await getMyCredential({ ctx: developer, input: { credentialId: credential.id } })
    expect(confirmed.receipts).toMatchObject({ confirmed: 1, total: 1, gateways: [{ state: 'confirmed' }] })
    expect(confirmed.receipts?.worstLagMs).toBeGreaterThanOrEqual(0)
  })

  test('of another team does not exist', async () => {
    const { credential } = await withKey()
    const stranger = await world.developer()
    await expect(revokeMyCredential({ ctx: stranger, input: { credentialId: credential.id } })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('an application', () => {
  test('that is deleted leaves no key and no subscription behind', async () => {
    const { developer, application, subscription } = await subscribed()
    const { credential } = await createMyCredential({
      ctx: developer,
      input: { applicationId: application.id, stageId: world.stages.sandbox.id as never, name: 'k' },
    })
    await deleteMyApplication({ ctx: developer, input: { applicationId: application.id } })
    expect(await world.db.prisma.credential.findUniqueOrThrow({ where: { id: credential.id } })).toMatchObject({
      revokedAt: expect.any(Date),
    })
    expect(await world.db.prisma.subscription.findUniqueOrThrow({ where: { id: subscription.id } })).toMatchObject({
      state: 'closed',
      openKey: null,
    })
    expect((await listMyApplications({ ctx: developer, input: {} })).items).toEqual([])
  })

  test('is suspended only by who may, and the reason is kept', async () => {
    const { application } = await subscribed()
    const viewer = await world.member('Viewer')
    await expect(
      suspendApplication({ ctx: viewer, input: { applicationId: application.id, reason: 'x' } }),
    ).rejects.toMatchObject({ code: 'not_found' })
    const analyst = await world.member('Analyst')
    await expect(
      suspendApplication({ ctx: analyst, input: { applicationId: application.id, reason: 'x' } }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const operator = await world.member('Operator')
    expect(
      await suspendApplication({ ctx: operator, input: { applicationId: application.id, reason: 'abuse' } }),
    ).toMatchObject({ state: 'suspended', stateReason: 'abuse' })
  })
})

test('bundling somebody else’s API needs the permission to publish it', async () => {
  const { product } = await offered()
  const foreign = await world.listedVersion()
  const teamId = newId('team')
  await world.db.prisma.team.create({ data: { id: teamId, name: 'Other' } })
  await world.db.prisma.api.update({ where: { id: foreign.apiId }, data: { teamId } })
  const owner = await world.member('Product owner', { kind: 'team', teamId: world.team })
  await expect(
    setProductItems({
      ctx: owner,
      input: { productId: product.id, items: [{ include: 'version', versionId: foreign.versionId }] },
      ifMatch: product.etag,
    }),
  ).rejects.toMatchObject({ code: 'invalid_input' })
})

test('an edit made on an older state is refused, and one without a state too', async () => {
  const { product } = await offered()
  const input = { productId: product.id, items: [] }
  await expect(setProductItems({ ctx: world.system, input })).rejects.toMatchObject({ code: 'precondition_required' })
  await setProductItems({ ctx: world.system, input, ifMatch: product.etag })
  await expect(setProductItems({ ctx: world.system, input, ifMatch: product.etag })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  })
})

test('I15: what agents are offered travels with the product at once, names only its own operations, and is audited', async () => {
  const { product } = await offered()
  const versionId = product.items[0]?.versionId ?? newId('version')
  const [operationId, foreign] = [newId('operation'), newId('operation')]
  await world.db.prisma.operation.create({ data: { id: operationId, versionId, method: 'GET', path: '/tools' } })
  const input = (tools: 'all' | Id<'operation'>[] | null) => ({ productId: product.id, tools })
  await expect(
    setProductTools({ ctx: world.system, input: input([operationId, foreign]), ifMatch: product.etag }),
  ).rejects.toMatchObject({ code: 'invalid_input' })
  const set = await setProductTools({ ctx: world.system, input: input([operationId]), ifMatch: product.etag })
  const rowOf = async () => {
    const client = await world.db.pool.connect()
    const [found] = await loadAccessRows(client, [
      { kind: 'product', id: product.id, seq: 1, stageId: null, deleted: false },
    ]).finally(() => client.release())
    return found?.row?.(world.stages.live.id)
  }
  expect(await rowOf()).toMatchObject({ kind: 'product', tools: [operationId] })
  const all = await setProductTools({ ctx: world.system, input: input('all'), ifMatch: set.etag })
  expect(await rowOf()).toMatchObject({ tools: 'all' })
  await setProductTools({ ctx: world.system, input: input(null), ifMatch: all.etag })
  expect(await rowOf()).not.toHaveProperty('tools')
  const changes = await world.db.pool.query("SELECT 1 FROM change_log WHERE channel = 'access' AND entity_id = $1", [
    product.id,
  ])
  expect(changes.rowCount).toBeGreaterThanOrEqual(3)
})
