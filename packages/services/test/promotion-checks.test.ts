import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '@gatehouse/contracts/ids'
import type { GateCheck } from '@gatehouse/contracts/stage-rules'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listOperations } from '../src/contracts/list-operations.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { overrideCheck } from '../src/promotions/override-check.ts'
import { promotionReport } from '../src/promotions/promotion-report.ts'
import { deliverWebhook, retryWaits } from '../src/webhooks/deliver-webhook.ts'
import { listWebhookDeliveries, listWebhooks } from '../src/webhooks/list-webhooks.ts'
import { createWebhook, deleteWebhook, rotateWebhookSecret, updateWebhook } from '../src/webhooks/manage-webhooks.ts'
import { redeliver, testWebhook } from '../src/webhooks/redeliver.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

type Seen = { path: string; headers: IncomingMessage['headers']; body: string }
type Answer = { status: number; body?: unknown; headers?: Record<string, string> }

let world: PromotionWorld
let server: Server
let base: string
let seen: Seen[] = []
let answer: (seen: Seen) => Answer = () => ({ status: 200, body: {} })

beforeAll(async () => {
  world = await createPromotionWorld()
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
      seen.push(one)
      const { status, body, headers } = answer(one)
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-request-id': `req_${seen.length}`,
        ...headers,
      })
      response.end(body === undefined ? '' : JSON.stringify(body))
    })
  })
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
  const { port } = server.address() as AddressInfo
  base = `http://127.0.0.1:${port}`
  world.app.installation.webhookNetwork = { rules: { mode: 'backend', loopback: [port] } }
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await world.app.drop()
})
beforeEach(() => {
  seen = []
  answer = () => ({ status: 200, body: {} })
})

const gated = (check: GateCheck) => world.change('staging', { gate: [check] })
/** A second revision on Development, asked for Staging, with whatever the queue does. */
async function asked(path: Path, more: { note?: string } = {}) {
  const { id } = await world.promote(path, { mode: 'prepare', ...more })
  const view = await world.advance(id)
  const [check] = view.checks
  if (!check) throw new Error('no check')
  return { view, check }
}

/** What a receiver does with a message, as Standard Webhooks says. */
function verify(secret: string, { headers, body }: Seen): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const own = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  const age = Math.abs(world.owner.now().getTime() / 1000 - Number(headers['webhook-timestamp']))
  return age < 300 && String(headers['webhook-signature']).split(' ').includes(own)
}

describe('L7 a lint', () => {
  test('passes without errors, and fails below the score that is asked for', async () => {
    const path = await world.deployed()
    await gated({ check: 'lint', required: true, minScore: 0 })
    const { check } = await asked(path)
    expect(check).toMatchObject({ label: 'Lint', verdict: expect.stringMatching(/score \d+ of 100/) })
    await gated({ check: 'lint', required: true, minScore: 100 })
    const low = await asked(path)
    expect(low.check).toMatchObject({ state: 'failed' })
    expect(low.check.evidence.sentences.length).toBeGreaterThan(0)
    expect(low.check.evidence.link).toBe(`/apis/${path.api}/v1/contract/lint`)
  })
})

describe('L7 g exposure rules', () => {
  test('an operation that needs no key any more fails; only somebody else can let it through', async () => {
    const path = await world.deployed()
    await world.promote(path)
    await gated({ check: 'exposure-rules', required: true })
    const [operation] = (await listOperations({ ctx: world.owner, input: path })).items
    const copy = await world.app.db.prisma.workingCopy.findFirstOrThrow({
      where: { version: { api: { slug: path.api } } },
    })
    await putOperationSettings({
      ctx: world.owner,
      input: { ...path, operation: operation?.id ?? '', anonymous: { reason: 'Price list is public' } },
      ifMatch: copy.etag,
    })
    await deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })
    const { view, check } = await asked(path)
    expect(check).toMatchObject({ state: 'failed', verdict: '1 thing gets open to more callers.' })
    expect(check.evidence.sentences[0]).toContain('without a credential: Price list is public')
    expect(check.mayOverride.allowed).toBe(false)
    const expiresAt = new Date(world.owner.now().getTime() + 3_600_000).toISOString()
    const input = { promotion: view.id, check: check.id, reason: 'Agreed with Security', expiresAt }
    await expect(overrideCheck({ ctx: world.owner, input })).rejects.toMatchObject({ code: 'forbidden' })
    const security = await world.member('Security admin')
    expect((await overrideCheck({ ctx: security, input })).state).toBe('ready')
  })

  test('passes where nothing gets wider', async () => {
    const path = await world.deployed()
    await gated({ check: 'exposure-rules', required: true })
    expect((await asked(path)).check).toMatchObject({ state: 'passed', verdict: 'Nothing gets open to more callers.' })
  })
})

describe('L7 f policy examples', () => {
  test('say that there are none', async () => {
    const path = await world.deployed()
    await gated({ check: 'policy-examples', required: true })
    expect((await asked(path)).check).toMatchObject({
      state: 'passed',
      verdict: 'There are no policies, so there are no examples.',
    })
  })
})

describe('L7 h a custom check', () => {
  const makeCheck = async (name: string) => {
    const { webhook, secret } = await createWebhook({ ctx: world.owner, input: { name, url: `${base}/${name}` } })
    await gated({ check: 'custom', required: true, name, webhook: webhook.id, timeoutSeconds: 5 })
    return { webhook, secret }
  }

  test('asks its webhook with a signed message, and takes verdict, sentences and link', async () => {
    const { secret } = await makeCheck('acceptance')
    const path = await world.deployed()
    answer = () => ({
      status: 200,
      body: { passed: false, verdict: '2 of 40 cases fail', sentences: ['Case 7'], link: 'https://ci.example/7' },
    })
    const { view, check } = await asked(path)
    expect(check).toMatchObject({
      check: 'custom',
      label: 'acceptance',
      state: 'failed',
      verdict: '2 of 40 cases fail',
      evidence: { sentences: ['Case 7'], link: 'https://ci.example/7' },
    })
    expect(seen).toHaveLength(1)
    expect(verify(secret, seen[0] as Seen)).toBe(true)
    expect(verify(secret, { ...(seen[0] as Seen), body: '{}' })).toBe(false)
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      type: 'promotion.check',
      data: { check: 'acceptance', promotion: { id: view.id }, stage: { slug: 'staging' }, revision: { number: 1 } },
    })
  })

  test.each<[string, Answer, string]>([
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1/' } }, 'Its webhook answered 302.'],
    ['an error', { status: 500 }, 'Its webhook answered 500.'],
    ['no verdict', { status: 200, body: { ok: true } }, 'Its webhook answered something that is no verdict.'],
    [
      'a script as link',
      { status: 200, body: { passed: true, verdict: 'fine', link: 'javascript:alert(1)' } },
      'Its webhook answered something that is no verdict.',
    ],
  ])('%s is no verdict, and blocks until it is run again', async (_name, given, verdict) => {
    await makeCheck(`c${newId('webhook').slice(-8)}`)
    answer = () => given
    const { view, check } = await asked(await world.deployed())
    expect(check).toMatchObject({ state: 'error', verdict })
    expect(view.state).toBe('blocked')
  })

  test('goes to public addresses only, unless the installation says otherwise', async () => {
    await makeCheck('loopback')
    const { webhookNetwork, ...rest } = world.app.installation
    delete world.app.installation.webhookNetwork
    const { check } = await asked(await world.deployed())
    Object.assign(world.app.installation, rest, { webhookNetwork })
    expect(check).toMatchObject({ state: 'error', verdict: expect.stringMatching(/^Its address is not public/) })
    expect(seen).toEqual([])
  })

  test('its webhook stays as long as a gate asks it', async () => {
    const { webhook } = await makeCheck('kept')
    await expect(deleteWebhook({ ctx: world.owner, input: { webhook: webhook.id } })).rejects.toMatchObject({
      code: 'not_possible',
      detail: 'The gate of Staging asks it (“kept”): take that check away first.',
    })
    await world.change('staging', { gate: [] })
    await deleteWebhook({ ctx: world.owner, input: { webhook: webhook.id } })
    expect((await listWebhooks({ ctx: world.owner, input: {} })).items.map(({ id }) => id)).not.toContain(webhook.id)
  })
})

describe('L7 c smoke calls', () => {
  const source = contract({
    get: {
      parameters: [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer', example: 5 } }],
      responses: { 200: { description: 'Orders' } },
    },
    paths: {
      '/orders/{id}': {
        get: {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'One' } },
        },
        delete: {
          parameters: [{ name: 'id', in: 'path', required: true, example: 'o-1', schema: { type: 'string' } }],
          responses: { 204: { description: 'Gone' } },
        },
      },
    },
  })
  const smoke: GateCheck = { check: 'smoke', required: true, operations: 20, timeoutSeconds: 5 }

  /** A gateway of Development as the control plane knows it: it confirms each change at once. */
  const connect = async () => {
    const { prisma, pool } = world.app.db
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
    await world.change('development', { gatewayUrl: base })
  }

  test('call what has examples through the source stage with a key of their own, and leave nothing behind', async () => {
    await connect()
    await gated(smoke)
    const path = await world.deployed(source)
    answer = ({ path: target }) => (target.includes('/orders/o-1') ? { status: 204 } : { status: 200, body: [] })
    const { check } = await asked(path)
    expect(check).toMatchObject({
      state: 'passed',
      verdict: '2 calls answered as declared; 1 not called.',
      evidence: { sentences: ['`GET /orders/{id}` was not called: there is no example of `id`'] },
    })
    expect(check.evidence.requestIds).toHaveLength(2)
    expect(seen.map(({ path: target }) => target.replace(/^\/orders[^/]*\/v1/, '')).sort()).toEqual([
      '/orders/o-1',
      '/orders?limit=5',
    ])
    expect(seen.every(({ headers }) => /^gh_|\w{20}/.test(String(headers['x-api-key'])))).toBe(true)
    const { prisma } = world.app.db
    expect([
      await prisma.application.count({ where: { name: 'Smoke calls' } }),
      await prisma.product.count({ where: { name: 'Smoke calls' } }),
      await prisma.credential.count({ where: { name: 'Smoke calls' } }),
    ]).toEqual([0, 0, 0])
  })

  test('name what is not answered as declared, by its request', async () => {
    await gated(smoke)
    const path = await world.deployed(source)
    answer = () => ({ status: 502, body: { title: 'Bad gateway', code: 'backend_unreachable' } })
    const { view, check } = await asked(path)
    expect(check).toMatchObject({ state: 'failed', verdict: '2 of 2 calls not answered as declared; 1 not called.' })
    expect(check.evidence.sentences).toContain('`GET /orders` answered 502: Bad gateway')
    expect(view.state).toBe('blocked')
  })

  test('without any example do not pass', async () => {
    await gated(smoke)
    const none = contract({
      get: {
        parameters: [{ name: 'q', in: 'query', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'x' } },
      },
    })
    expect((await asked(await world.deployed(none))).check).toMatchObject({
      state: 'failed',
      verdict: 'Nothing could be called: the contract has no examples.',
    })
    await world.change('staging', { gate: [] })
  })
})

describe('D60 D61 webhooks', () => {
  const jobs = async (id: string) => {
    const { rows } = await world.app.db.pool.query(
      `SELECT j.run_at FROM graphile_worker._private_jobs j WHERE j.key = $1`,
      [`webhook ${id}`],
    )
    return rows.map(({ run_at }) => (run_at as Date).getTime())
  }
  const state = async (webhook: string) => (await listWebhookDeliveries({ ctx: world.owner, input: { webhook } })).items

  test('tell those who want to know what becomes of a promotion, once and signed', async () => {
    const { webhook, secret } = await createWebhook({
      ctx: world.owner,
      input: { name: 'chat', url: `${base}/chat`, events: ['promotion.done'] },
    })
    const { id: promotion } = await world.promote(await world.deployed())
    const [delivery] = await state(webhook.id)
    expect(delivery).toMatchObject({ event: 'promotion.done', state: 'waiting' })
    const id = delivery?.id ?? ''
    expect(await jobs(id)).toHaveLength(1)
    await deliverWebhook(world.system, id)
    await deliverWebhook(world.system, id)
    expect(seen).toHaveLength(1)
    expect(verify(secret, seen[0] as Seen)).toBe(true)
    expect(seen[0]?.headers['webhook-id']).toBe(id)
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      type: 'promotion.done',
      data: { promotion: { id: promotion, state: 'done' }, stage: { slug: 'staging' } },
    })
    expect((await state(webhook.id))[0]).toMatchObject({ state: 'delivered', attempts: 1, lastStatus: 200 })
  })

  test('are tried again under the same id by the schedule, and at last given up', async () => {
    const { webhook } = await createWebhook({ ctx: world.owner, input: { name: 'down', url: `${base}/down` } })
    const { id } = await testWebhook({ ctx: world.owner, input: { webhook: webhook.id } })
    answer = () => ({ status: 503 })
    for (const [attempt, wait] of retryWaits.entries()) {
      const before = world.system.now().getTime()
      await deliverWebhook(world.system, id, () => 0)
      const [at = 0] = await jobs(id)
      expect(at - before, `try ${attempt + 1}`).toBeGreaterThanOrEqual(wait)
      expect(at - before).toBeLessThan(wait + 5_000)
    }
    await deliverWebhook(world.system, id)
    expect((await state(webhook.id))[0]).toMatchObject({
      state: 'failed',
      attempts: retryWaits.length + 1,
      lastStatus: 503,
      lastError: 'It answered 503.',
    })
    expect(new Set(seen.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
    answer = () => ({ status: 204 })
    await redeliver({ ctx: world.owner, input: { webhook: webhook.id, delivery: id } })
    await deliverWebhook(world.system, id)
    expect((await state(webhook.id))[0]).toMatchObject({ state: 'delivered', attempts: 1 })
  })

  test('wait as long as Retry-After says, and are switched off by 410', async () => {
    const { webhook } = await createWebhook({ ctx: world.owner, input: { name: 'busy', url: `${base}/busy` } })
    const { id } = await testWebhook({ ctx: world.owner, input: { webhook: webhook.id } })
    answer = () => ({ status: 429, headers: { 'retry-after': '600' } })
    const before = world.system.now().getTime()
    await deliverWebhook(world.system, id, () => 0)
    expect((await jobs(id))[0]).toBeGreaterThanOrEqual(before + 600_000)
    answer = () => ({ status: 410 })
    await deliverWebhook(world.system, id)
    const found = (await listWebhooks({ ctx: world.owner, input: {} })).items.find((one) => one.id === webhook.id)
    expect(found).toMatchObject({ enabled: false, lastDelivery: { state: 'failed' } })
  })

  test('sign with both secrets for a day after a rotation; no secret is shown again', async () => {
    const made = await createWebhook({ ctx: world.owner, input: { name: 'rotating', url: `${base}/r` } })
    const { webhook, secret } = await rotateWebhookSecret({ ctx: world.owner, input: { webhook: made.webhook.id } })
    expect([secret === made.secret, webhook.formerSecretUntil !== null]).toEqual([false, true])
    const send = async () => {
      const { id } = await testWebhook({ ctx: world.owner, input: { webhook: webhook.id } })
      await deliverWebhook(world.system, id)
      return seen.at(-1) as Seen
    }
    const during = await send()
    expect([verify(secret, during), verify(made.secret, during)]).toEqual([true, true])
    world.later(25 * 3_600_000)
    const after = await send()
    expect([verify(secret, after), verify(made.secret, after)]).toEqual([true, false])
    const text = JSON.stringify([
      await listWebhooks({ ctx: world.owner, input: {} }),
      (await world.app.db.pool.query('SELECT * FROM audit_log')).rows,
      (await world.app.db.pool.query('SELECT * FROM webhook')).rows,
    ])
    for (const one of [secret, made.secret]) expect(text).not.toContain(one.slice(6, 30))
  })

  test('are changed only as they were seen', async () => {
    const { webhook } = await createWebhook({ ctx: world.owner, input: { name: 'edited', url: `${base}/e` } })
    const input = { webhook: webhook.id, events: ['promotion.stale' as const] }
    expect((await updateWebhook({ ctx: world.owner, input, ifMatch: webhook.etag })).events).toEqual([
      'promotion.stale',
    ])
    await expect(updateWebhook({ ctx: world.owner, input, ifMatch: webhook.etag })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
    await expect(
      createWebhook({ ctx: world.owner, input: { name: 'x', url: 'http://me:pw@example.com/' } }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('the report', () => {
  test('says in Markdown what the page says, and text of people makes no markup of its own', async () => {
    const path = await world.deployed()
    await world.promote(path)
    await world.next(path, contract({ limit: 'boolean' }))
    await world.change('staging', { gate: [{ check: 'breaking-change', required: true }] })
    const view = await world.promote(path, { mode: 'prepare' })
    await world.change('staging', { gate: [] })
    const api = { ...view.api, name: 'Orders <b>@team' }
    const report = promotionReport(
      { ...view, title: `Promote ${api.name} v1 r2 to Staging` },
      'https://console.example',
    )
    expect(
      report
        .replaceAll(view.id, 'ID')
        .replaceAll(view.revision.shortHash, 'HASH')
        .replace(view.boundHash.slice(0, 12), 'BOUND'),
    ).toBe(`### Promote Orders &lt;b>@\u200bteam v1 r2 to Staging

**Blocked**: Breaking changes: 1 change breaks what callers of r1 rely on.

r2 → Staging: 0 gateways. Keys, plans, stage values stay. Now: r1.

Contract: 1 breaking · 0 access changes

| | Check | | Verdict |
|---|---|---|---|
| ❌ | Breaking changes | required | 1 change breaks what callers of r1 rely on. |

<details><summary>Breaking changes</summary>

- ${view.checks[0]?.evidence.sentences[0]}

</details>

#### What changes

- **breaking** ${view.changes[0]?.sentence}

[Open the promotion](https://console.example/promotions/ID) · revision \`HASH\` · bound to \`BOUND\`
`)
  })
})
