import { newId } from '@gatehouse/contracts/ids'
import type { GateCheck } from '@gatehouse/contracts/stage-rules'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listOperations } from '../src/contracts/list-operations.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { overrideCheck } from '../src/promotions/override-check.ts'
import { listWebhooks } from '../src/webhooks/list-webhooks.ts'
import { createWebhook, deleteWebhook } from '../src/webhooks/manage-webhooks.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'
import { type Answer, type Seen, startReceiver, verifyMessage } from './receiver.ts'

let world: PromotionWorld
let receiver: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  world = await createPromotionWorld()
  receiver = await startReceiver()
  world.app.installation.webhookNetwork = { rules: { mode: 'backend', loopback: [receiver.port] } }
})
afterAll(async () => {
  receiver.end()
  await world.app.drop()
})
beforeEach(() => receiver.reset())

const verify = (secret: string, seen: Seen) => verifyMessage(secret, seen, world.owner.now())

const gated = (check: GateCheck) => world.change('staging', { gate: [check] })
/** A second revision on Development, asked for Staging, with whatever the queue does. */
async function asked(path: Path, more: { note?: string } = {}) {
  const { id } = await world.promote(path, { mode: 'prepare', ...more })
  const view = await world.advance(id)
  const [check] = view.checks
  if (!check) throw new Error('no check')
  return { view, check }
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
    const { webhook, secret } = await createWebhook({
      ctx: world.owner,
      input: { name, url: `${receiver.base}/${name}` },
    })
    await gated({ check: 'custom', required: true, name, webhook: webhook.id, timeoutSeconds: 5 })
    return { webhook, secret }
  }

  test('asks its webhook with a signed message, and takes verdict, sentences and link', async () => {
    const { secret } = await makeCheck('acceptance')
    const path = await world.deployed()
    receiver.answer = () => ({
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
    expect(receiver.seen).toHaveLength(1)
    expect(verify(secret, receiver.seen[0] as Seen)).toBe(true)
    expect(verify(secret, { ...(receiver.seen[0] as Seen), body: '{}' })).toBe(false)
    expect(JSON.parse(receiver.seen[0]?.body ?? '')).toMatchObject({
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
    receiver.answer = () => given
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
    expect(receiver.seen).toEqual([])
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
  const smoke: GateCheck = { check: 'smoke', required: true, operations: 20, timeoutSeconds: 5, requests: 'both' }

  test('call what has examples through the source stage with a key of their own, and leave nothing behind', async () => {
    await world.connect(receiver.base)
    await gated(smoke)
    const path = await world.deployed(source)
    receiver.answer = ({ path: target }) =>
      target.includes('/orders/o-1') ? { status: 204 } : { status: 200, body: [] }
    const { check } = await asked(path)
    expect(check).toMatchObject({
      state: 'passed',
      verdict: '2 calls answered as declared; 1 not called.',
    })
    expect(check.evidence.sentences[0]).toBe('`GET /orders/{id}` was not called: there is no example of `id`')
    expect(check.evidence.sentences.slice(1).sort()).toEqual([
      '`DELETE /orders/{id}` answered 204 as declared',
      '`GET /orders` answered 200 as declared',
    ])
    expect(check.evidence.requestIds).toHaveLength(2)
    expect(receiver.seen.map(({ path: target }) => target.replace(/^\/orders[^/]*\/v1/, '')).sort()).toEqual([
      '/orders/o-1',
      '/orders?limit=5',
    ])
    expect(receiver.seen.every(({ headers }) => /^gh_|\w{20}/.test(String(headers['x-api-key'])))).toBe(true)
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
    receiver.answer = () => ({ status: 502, body: { title: 'Bad gateway', code: 'backend_unreachable' } })
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
