import type { PolicyKind } from '@gatehouse/contracts/endpoints/policy-reviews'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getWorkingCopy } from '../src/contracts/get-working-copy.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { deploy } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { createProduct } from '../src/products/create-product.ts'
import { decidePromotion } from '../src/promotions/decide-promotion.ts'
import { getPolicy } from '../src/reviews/get-policy.ts'
import { listPolicies } from '../src/reviews/list-policies.ts'
import { recordReviewsOf } from '../src/reviews/record-review.ts'
import { reviewPolicy } from '../src/reviews/review-policy.ts'
import { getPolicyReviewRule, putPolicyReviewRule } from '../src/reviews/review-rule.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
let reviewer: Context
let other: Context
beforeAll(async () => {
  world = await createPromotionWorld()
  reviewer = await world.member('Security reviewer')
  other = await world.member('Security reviewer')
})
afterAll(() => world.app.drop())

const source = (title: string) => contract({ title, paths: { '/orders/{id}': { get: { responses: {} } } } })
const redeploy = (path: Path) => deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })

async function configure(path: Path, operation: string, settings: object, ctx = world.owner): Promise<void> {
  const { etag } = await getWorkingCopy({ ctx, input: path })
  const { items } = await listOperations({ ctx, input: path })
  const id = items.find(({ method, path: template }) => `${method} ${template}` === operation)?.id ?? ''
  await putOperationSettings({ ctx, input: { ...path, operation: id, ...settings }, ifMatch: etag })
}

async function rows(path: Path, more: object = {}, ctx: Context = reviewer) {
  return (await listPolicies({ ctx, input: { api: path.api, kind: 'version', ...more } })).items
}
async function first(path: Path, stage = 'development') {
  const found = (await rows(path, { stage }))[0]
  if (!found) throw new Error('nothing in force')
  return found
}
type Subject = { kind: PolicyKind; subjectId: string; hash: string; stage?: { slug: string } | null }
const review = (ctx: Context, { kind, subjectId, hash, stage }: Subject, more: object = {}) =>
  reviewPolicy({
    ctx,
    input: { kind, subject: subjectId, hash, ...(stage ? { stage: stage.slug } : {}), ...more },
  })
const detail = (ctx: Context, { kind, subjectId, hash, stage }: Subject, more: object = {}) =>
  getPolicy({ ctx, input: { kind, subject: subjectId, hash, ...(stage ? { stage: stage.slug } : {}), ...more } })

describe('S24 every policy in force', () => {
  test('is one that nobody reviewed, until a reviewer says that he has read just this', async () => {
    const path = await world.deployed(source('Plain'))
    const row = await first(path)
    expect(row).toMatchObject({ state: 'never', review: null, revision: 'r1', stage: { slug: 'development' } })
    await review(reviewer, row, { note: 'As agreed.' })
    expect(await first(path)).toMatchObject({
      state: 'reviewed',
      hash: row.hash,
      review: { hash: row.hash, note: 'As agreed.', source: 'review', stage: { name: 'Development' } },
    })
    const { policy } = await world.app.db.prisma.policyReview.findFirstOrThrow({
      where: { subjectId: row.subjectId },
      include: { policy: true },
    })
    expect(policy.content).toMatchObject({ kind: 'version' })
    const audit = await world.app.db.prisma.auditLog.findFirst({
      where: { action: 'policy.review', targetId: row.subjectId },
    })
    expect(audit?.after).toMatchObject({ hash: row.hash, policy: 'version' })
  })

  test('keeps its review while only words and schemas change, also on another stage', async () => {
    const path = await world.deployed(source('Words'))
    const row = await first(path)
    await review(reviewer, row)
    await world.next(path, contract({ title: 'Other words', paths: { '/orders/{id}': { get: { responses: {} } } } }))
    expect(await first(path)).toMatchObject({ state: 'reviewed', hash: row.hash, revision: 'r2' })
    await world.promote(path)
    expect(await first(path, 'staging')).toMatchObject({ state: 'reviewed', hash: row.hash })
  })

  test('has changed since its review when one setting did, said in a sentence, and is as it was when that is taken back', async () => {
    const path = await world.deployed(source('Changed'))
    const before = await first(path)
    await review(reviewer, before)
    await configure(path, 'GET /orders', { anonymous: { reason: 'Price list is public' } })
    await redeploy(path)
    const [row] = await rows(path, { state: 'changed' })
    expect(row).toMatchObject({ state: 'changed', review: { hash: before.hash } })
    const seen = await detail(other, row as Subject)
    expect(seen.changes).toEqual([
      '`GET /orders`: Now: Everybody can call it: Price list is public',
      '`GET /orders`: No longer: Callers need a credential.',
    ])
    expect(seen.sections.find(({ anonymous }) => anonymous)?.operations).toEqual(['GET /orders'])
    await configure(path, 'GET /orders', { anonymous: null })
    await redeploy(path)
    expect(await first(path)).toMatchObject({ state: 'reviewed', hash: before.hash })
  })

  test('is due again after the days that the organization sets', async () => {
    const path = await world.deployed(source('Due'))
    await review(reviewer, await first(path))
    const later = { ...reviewer, now: () => new Date(Date.now() + 31 * 86_400_000) }
    expect((await rows(path, {}, later))[0]?.state).toBe('reviewed')
    const security = await world.member('Security admin')
    const { etag } = await getPolicyReviewRule({ ctx: security, input: {} })
    await putPolicyReviewRule({ ctx: security, input: { dueAfterDays: 30 }, ifMatch: etag })
    expect((await rows(path, {}, later))[0]?.state).toBe('due')
    expect(await rows(path, { open: 'true' }, later)).toHaveLength(1)
    await putPolicyReviewRule({ ctx: security, input: { dueAfterDays: null }, ifMatch: etag + 1 })
    expect((await rows(path, {}, later))[0]?.state).toBe('reviewed')
    const who = { ctx: reviewer, input: { dueAfterDays: 1 }, ifMatch: etag + 2 }
    await expect(putPolicyReviewRule(who)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('says of each rule how often it decided, and how its examples come out', async () => {
    const path = await world.deployed(source('Rules'))
    const rules = [
      { name: 'readers', effect: 'allow', when: [{ of: 'scopes', all: ['orders.read'] }] },
      { name: 'nobody-else', effect: 'deny', say: 'Ask for orders.read.' },
    ]
    const examples = [{ title: 'A reader', caller: { credential: 'token', scopes: ['orders.read'] }, expect: 'allow' }]
    const policies = [{ policy: 'access-rules', options: { rules, examples } }]
    await configure(path, 'GET /orders', { policies })
    await redeploy(path)
    const row = await first(path)
    const seen = await detail(reviewer, row)
    const section = seen.sections.find(({ operations }) => operations.includes('GET /orders'))
    expect(section?.examples).toMatchObject([{ title: 'A reader', holds: true }])
    expect(section?.statements.filter(({ rule }) => rule !== null)).toMatchObject([
      { rule: 'readers', sentence: expect.stringContaining('orders.read'), hits: { allowed: 0, refused: 0 } },
      { rule: 'nobody-else', sentence: expect.stringContaining('Ask for orders.read.') },
      { rule: 'otherwise' },
    ])
  })
})

describe('S24 four eyes', () => {
  test('nobody reviews what he wrote, nor what he has not the permission for', async () => {
    const path = await world.deployed(source('Eyes'))
    const row = await first(path)
    await expect(review(world.owner, row)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('wrote it last'),
    })
    expect((await detail(world.owner, row)).mayReview).toEqual({
      allowed: false,
      why: 'You wrote it last. Somebody else must review it.',
    })
    await expect(review(await world.member('Product owner'), row)).rejects.toMatchObject({ code: 'forbidden' })
    await review(reviewer, row)
  })

  test('nor what he changed among others since its last review', async () => {
    const path = await world.deployed(source('Among'))
    await review(reviewer, await first(path))
    const admin = await world.member('Admin')
    await configure(path, 'GET /orders', { requestValidation: 'off' }, admin)
    await configure(path, 'GET /orders/{id}', { requestValidation: 'off' })
    await redeploy(path)
    const row = await first(path)
    await expect(review(admin, row)).rejects.toMatchObject({
      message: expect.stringContaining('since its last review'),
    })
    await review(reviewer, row)
  })

  test('a review binds to what was shown: what changed meanwhile is refused', async () => {
    const path = await world.deployed(source('Bound'))
    const row = await first(path)
    await configure(path, 'GET /orders', { requestValidation: 'off' })
    await redeploy(path)
    await expect(review(reviewer, row)).rejects.toMatchObject({ code: 'changed_meanwhile' })
  })

  test('nobody sees a policy of an API that he may not see', async () => {
    const path = await world.deployed(source('Hidden'))
    const row = await first(path)
    if (reviewer.actor.kind !== 'member') throw new Error('a member')
    const scope = { kind: 'team' as const, teamId: newId('team') }
    const stranger = {
      ...reviewer,
      actor: { ...reviewer.actor, grants: [{ permissions: ['api.read' as const, 'access.approve' as const], scope }] },
    }
    expect(await rows(path, {}, stranger)).toEqual([])
    await expect(detail(stranger, row)).rejects.toMatchObject({ code: 'not_found' })
    await expect(review(stranger, row)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('S24 guardrails, products and token rules', () => {
  test('are reviewed like versions; an approval of a change is a review of what it brought', async () => {
    const { prisma } = world.app.db
    const id = newId('guardrail')
    await prisma.guardrail.create({
      data: { id, name: 'No strangers', policy: 'requirements', options: { noAnonymous: true } },
    })
    const own = async (kind: PolicyKind, subject: string) =>
      (await listPolicies({ ctx: reviewer, input: { kind } })).items.find(({ subjectId }) => subjectId === subject)
    expect(await own('guardrail', id)).toMatchObject({ state: 'never', title: 'No strangers', stage: null })
    if (other.actor.kind !== 'member') throw new Error('a member')
    const { personId } = other.actor
    const act = { reviewerId: personId, source: 'access-change' as const, sourceId: 'acg_1', at: new Date() }
    await prisma.$transaction((tx) => recordReviewsOf(tx, { kind: 'guardrail', id }, act))
    expect(await own('guardrail', id)).toMatchObject({ state: 'reviewed', review: { source: 'access-change' } })
    await prisma.guardrail.update({ where: { id }, data: { tag: 'admin' } })
    const row = await own('guardrail', id)
    expect(row?.state).toBe('changed')
    expect((await detail(reviewer, row as Subject)).changes).toEqual([
      'Now: It holds at operations with the tag “admin”.',
      'No longer: It holds everywhere.',
    ])
    await prisma.guardrail.delete({ where: { id } })

    const path = await world.deployed(source('Bundled'))
    const version = await prisma.version.findFirstOrThrow({ where: { api: { slug: path.api } } })
    const product = await createProduct({
      ctx: world.owner,
      input: {
        name: 'Bundle',
        teamId: world.teamId as never,
        items: [{ versionId: version.id as never, include: 'version' }],
      },
    })
    const bundle = await own('product', product.id)
    expect(bundle).toMatchObject({ state: 'never', title: 'Product Bundle' })
    await expect(review(world.owner, bundle as Subject)).rejects.toMatchObject({ code: 'forbidden' })
    await review(reviewer, bundle as Subject)
    expect((await detail(reviewer, bundle as Subject)).sections[0]?.statements[0]?.sentence).toBe(
      'All operations of Bundled v1, new ones included.',
    )
    const stage = await prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })
    await prisma.apiTokenRule.create({
      data: { id: newId('apiTokenRule'), apiId: version.apiId, stageId: stage.id, rule: { accept: false } },
    })
    const rule = await own('token-rules', version.apiId)
    expect((await detail(reviewer, rule as Subject)).sections[0]?.statements[0]?.sentence).toBe(
      'The OAuth server here: No token of this issuer is taken.',
    )
    await review(reviewer, rule as Subject)
    expect(await own('token-rules', version.apiId)).toMatchObject({ state: 'reviewed' })
  })

  test('the list pages without a gap or a repetition, what needs a review first', async () => {
    const seen: string[] = []
    const states: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof listPolicies>> = await listPolicies({
        ctx: reviewer,
        input: { limit: 3, ...(cursor === null ? {} : { cursor }) },
      })
      seen.push(...page.items.map(({ kind, subjectId, stage, hash }) => [kind, subjectId, stage?.id, hash].join(' ')))
      states.push(...page.items.map(({ state }) => state))
      cursor = page.next
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(seen.length)
    const rank = ['never', 'changed', 'due', 'reviewed']
    expect(states).toEqual([...states].sort((a, b) => rank.indexOf(a) - rank.indexOf(b)))
    const { counts } = await listPolicies({ ctx: reviewer, input: {} })
    expect(counts.never + counts.changed + counts.due + counts.reviewed).toBe(seen.length)
  })
})

describe('S24 the gate check', () => {
  beforeEach(() => world.change('staging', { gate: [{ check: 'access-review', required: true }] }))

  test('lets pass what is reviewed, and what changes nothing of access', async () => {
    const path = await world.deployed(source('Gate'))
    await review(reviewer, await first(path))
    const view = await world.promote(path)
    expect(view.checks[0]).toMatchObject({ state: 'passed', verdict: expect.stringContaining('Reviewed by Person') })
    await world.next(path, contract({ title: 'New words', paths: { '/orders/{id}': { get: { responses: {} } } } }))
    const { prisma } = world.app.db
    await prisma.policyReview.deleteMany({ where: { kind: 'version' } })
    expect((await world.promote(path)).checks[0]).toMatchObject({ verdict: 'Nothing changes of who may call what.' })
  })

  test('holds what nobody reviewed, until somebody reviews just what it would bring', async () => {
    const path = await world.deployed(source('Held'))
    const view = await world.promote(path)
    expect(view).toMatchObject({ state: 'blocked', checks: [{ state: 'failed' }] })
    const [check] = view.checks
    expect(check?.evidence.sentences).toContain(
      '`GET /orders` is new. Callers need a credential. Requests that break the contract are refused.',
    )
    const version = await world.app.db.prisma.version.findFirstOrThrow({ where: { api: { slug: path.api } } })
    expect(check?.evidence.link).toBe(`/access/reviews/version/${version.id}?promotion=${view.id}`)
    const subject = { kind: 'version' as const, subjectId: version.id, hash: '' }
    const seen = await detail(reviewer, subject, { promotion: view.id })
    expect(seen.stage).toMatchObject({ slug: 'staging' })
    await expect(review(world.owner, { ...subject, hash: seen.hash }, { promotion: view.id })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await review(reviewer, { ...subject, hash: seen.hash }, { promotion: view.id })
    expect(await world.advance(view.id)).toMatchObject({ checks: [{ state: 'passed' }] })
  })

  test('the approval of a Security reviewer is a review, that of a product owner is none', async () => {
    await world.change('staging', { gate: [], approval: { needed: 2, when: 'always' } })
    const path = await world.deployed(source('Approved'))
    const { id, boundHash } = await world.promote(path)
    const decide = (ctx: Context) => decidePromotion({ ctx, input: { promotion: id, decision: 'approved', boundHash } })
    await decide(await world.member('Product owner'))
    expect((await first(path)).state).toBe('never')
    await decide(reviewer)
    await world.advance(id)
    expect(await first(path, 'staging')).toMatchObject({
      state: 'reviewed',
      review: { source: 'promotion', sourceId: id },
    })
    await world.change('staging', { approval: { needed: 0, when: 'always' } })
  })
})
