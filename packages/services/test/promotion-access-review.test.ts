import type { AccessReviewRule } from '@gatehouse/contracts/guardrails'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getWorkingCopy } from '../src/contracts/get-working-copy.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { accessChangesOf } from '../src/promotions/access-changes-of.ts'
import { decidePromotion } from '../src/promotions/decide-promotion.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
beforeAll(async () => {
  world = await createPromotionWorld()
})
afterAll(() => world.app.drop())

async function list(rule: Partial<AccessReviewRule>) {
  await world.app.db.prisma.organization.updateMany({ data: { settings: { accessReview: rule } } })
}

async function openToAll(path: Path) {
  const { items } = await listOperations({ ctx: world.owner, input: path })
  const { etag } = await getWorkingCopy({ ctx: world.owner, input: path })
  const [operation] = items
  if (!operation) throw new Error('no operation')
  const input = { ...path, operation: operation.id, anonymous: { reason: 'For everybody' } }
  await putOperationSettings({ ctx: world.owner, input, ifMatch: etag })
}

test('S8 a promotion that changes access on a covered stage waits for a Security reviewer, whoever else approves', async () => {
  await list({ kinds: ['anonymous'], stages: 'all' })
  const system = { ...world.owner, actor: { kind: 'system' as const, task: 'test' } }
  const path = await world.deployed(contract({ title: 'Reviewed' }))
  await openToAll(path)
  await expect(deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })).rejects.toMatchObject({
    code: 'access_review_needed',
    detail: expect.stringContaining('without a credential'),
  })
  await deploy({ ctx: system, input: { ...path, stage: 'development' } })
  const { id } = await world.promote(path, { mode: 'prepare' })
  const waiting = await world.advance(id)
  expect(waiting).toMatchObject({
    state: 'waiting',
    approval: { needed: 1, review: { kinds: ['anonymous'], given: false } },
  })
  const [owner, reviewer] = [await world.member('Product owner'), await world.member('Security reviewer')]
  const word = (ctx: typeof owner) =>
    decidePromotion({ ctx, input: { promotion: id, decision: 'approved', boundHash: waiting.boundHash } })
  await word(owner)
  expect(await world.look(id)).toMatchObject({ state: 'waiting', approval: { review: { given: false } } })
  await word(reviewer)
  expect(await world.look(id)).toMatchObject({ state: 'ready', approval: { review: { given: true } } })
})

test('another list makes a prepared promotion stale; one that names nothing of revisions asks for nobody', async () => {
  await list({ kinds: ['scopes'], stages: 'all' })
  const path = await world.deployed(contract({ title: 'Listed' }))
  const { id } = await world.promote(path, { mode: 'prepare' })
  expect((await world.advance(id)).approval.review).toBeNull()
  await list({ kinds: ['scopes', 'anonymous'], stages: 'all' })
  expect(await world.advance(id)).toMatchObject({
    state: 'stale',
    stateReason: 'The list of changes that need a Security reviewer was changed.',
  })
  await list({ kinds: ['guardrail'] })
  await openToAll(path)
  expect((await deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })).changed).toBe(true)
})

const content = (more: {
  anonymous?: string
  scopes?: string[]
  policies?: RevisionContent['policies']
  own?: RevisionContent['policies']
  validation?: 'block' | 'report' | 'off'
  tags?: string[]
  keys?: RevisionContent['keyLocations']
}): RevisionContent => {
  const described = {
    method: 'GET',
    path: '/orders',
    tags: more.tags ?? [],
    parameters: [],
    responses: [],
    security: (more.scopes ?? []).length === 0 ? [] : [{ oauth: more.scopes }],
  }
  return {
    format: 1,
    contract: { operations: [described], securitySchemes: { oauth: { type: 'oauth2', flows: {} } } },
    backends: [{ name: 'main' }],
    operations: {
      'GET /orders': {
        id: `op_${'0'.repeat(32)}`,
        ...(more.anonymous ? { anonymous: { reason: more.anonymous } } : {}),
        ...(more.own ? { policies: more.own } : {}),
        ...(more.validation ? { requestValidation: more.validation } : {}),
      },
    },
    keyLocations: more.keys ?? [{ in: 'header', name: 'x-api-key' }],
    policies: more.policies ?? [],
  } as unknown as RevisionContent
}

test.each<[string, Parameters<typeof content>[0], Parameters<typeof content>[0], string[]]>([
  ['nothing', {}, {}, []],
  ['an operation is opened', {}, { anonymous: 'News' }, ['anonymous']],
  ['an operation is closed', { anonymous: 'News' }, {}, ['anonymous']],
  ['keys are read elsewhere', {}, { keys: [{ in: 'query', name: 'key' }] }, ['authentication']],
  ['rules of all operations', {}, { policies: [{ policy: 'access-rules', options: {} }] }, ['access-rules']],
  ['rules of one operation', {}, { own: [{ policy: 'access-rules', options: {} }] }, ['access-rules']],
  ['addresses', { own: [{ policy: 'ip-rules', options: { allow: ['10.0.0.0/8'] } }] }, {}, ['address-lists']],
  ['a rate limit is no change of access', {}, { own: [{ policy: 'rate-limit', options: {} }] }, []],
  ['validation', {}, { validation: 'report' }, ['validation-mode']],
  ['the default said aloud is no change', {}, { validation: 'block' }, []],
])('%s', (_, before, after, kinds) => {
  expect(accessChangesOf(content(before), content(after)).map(({ kind }) => kind)).toEqual(kinds)
})

test('an operation that loses the tag at which a guardrail holds is a change of that guardrail', () => {
  const guarded = new Map([['admin', ['Office only']]])
  const [before, after] = [content({ tags: ['admin', 'orders'] }), content({ tags: ['orders'] })]
  expect(accessChangesOf(before, after, guarded)).toEqual([
    { kind: 'guardrail', sentence: '`GET /orders` loses the tag “admin”, at which “Office only” held.' },
  ])
  expect(accessChangesOf(before, content({ tags: ['admin'] }), guarded)).toEqual([])
  expect(accessChangesOf(before, after, new Map())).toEqual([])
})
