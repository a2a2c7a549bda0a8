import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getWorkingCopy } from '../src/contracts/get-working-copy.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { deploy } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { createProduct } from '../src/products/create-product.ts'
import { listPolicies } from '../src/reviews/list-policies.ts'
import { reviewPolicy } from '../src/reviews/review-policy.ts'
import { verifyDocument } from '../src/signed-documents/document-keys.ts'
import type { StageDocument } from '../src/stage-export/collect-stage.ts'
import { exportStageAccess } from '../src/stage-export/export-stage-access.ts'
import { contract, createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
let path: Path
const hostile = 'Orders <script>alert(1)</script> | *x*'
beforeAll(async () => {
  world = await createPromotionWorld()
  path = await world.deployed(contract({ title: hostile, paths: { '/prices': { get: { responses: {} } } } }))
  const { prisma } = world.app.db
  const configure = async (operation: string, settings: object) => {
    const { etag } = await getWorkingCopy({ ctx: world.owner, input: path })
    const { items } = await listOperations({ ctx: world.owner, input: path })
    const id = items.find((one) => `${one.method} ${one.path}` === operation)?.id ?? ''
    await putOperationSettings({ ctx: world.owner, input: { ...path, operation: id, ...settings }, ifMatch: etag })
  }
  await configure('GET /prices', { anonymous: { reason: 'The price list is public' } })
  const rules = [{ name: 'readers', effect: 'allow', when: [{ of: 'scopes', all: ['orders.read'] }] }]
  const examples = [{ title: 'A reader', caller: { credential: 'token', scopes: ['orders.read'] }, expect: 'allow' }]
  await configure('GET /orders', { policies: [{ policy: 'access-rules', options: { rules, examples } }] })
  await deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })
  const version = await prisma.version.findFirstOrThrow({ where: { api: { slug: path.api } } })
  const items = [{ versionId: version.id as never, include: 'version' as const }]
  const limits = { default: {}, stages: {} }
  await createProduct({
    ctx: world.owner,
    input: { name: 'Everything', teamId: world.teamId as never, items, plans: [{ name: 'Gold', limits }] },
  })
  const reviewer = await world.member('Security reviewer')
  const [row] = (await listPolicies({ ctx: reviewer, input: { api: path.api, kind: 'version' } })).items
  if (!row) throw new Error('in force')
  await reviewPolicy({ ctx: reviewer, input: { kind: 'version', subject: row.subjectId, hash: row.hash } })
  await prisma.guardrail.create({
    data: { id: newId('guardrail'), name: 'Only our network', policy: 'ip-rules', options: { allow: ['10.0.0.0/8'] } },
  })
  // A rule that holds elsewhere is none of this stage.
  const production = await prisma.stage.findFirstOrThrow({ where: { slug: 'production' } })
  await prisma.guardrail.create({
    data: {
      id: newId('guardrail'),
      name: 'Elsewhere',
      policy: 'ip-rules',
      options: { deny: ['192.0.2.1'] },
      stageId: production.id,
    },
  })
  await prisma.apiTokenRule.create({
    data: {
      id: newId('apiTokenRule'),
      apiId: version.apiId,
      stageId: (await prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })).id,
      rule: { accept: false },
    },
  })
})
afterAll(() => world.app.drop())

const written = (format: 'md' | 'html' | 'json', ctx: Context = world.owner) =>
  exportStageAccess({ ctx, input: { stage: 'development', format } })

describe('S24 the readable export of a stage', () => {
  test('says of each operation who can call it, by which rule, with examples, calls and the reviewer', async () => {
    const { document, fileName } = await written('json')
    const { guardrails, versions, tokenRules, products } = JSON.parse(document) as StageDocument
    expect(fileName).toMatch(/^access-development-\d{4}-\d\d-\d\d\.json$/)
    expect(guardrails.map(({ title }) => title)).toEqual(['Only our network'])
    expect(guardrails[0]?.statements.map(({ sentence }) => sentence)).toEqual([
      'It holds everywhere.',
      'Allow calls from 10.0.0.0/8 only.',
    ])
    const [version] = versions
    expect(version).toMatchObject({
      version: 'v1',
      revision: 'r2',
      review: { state: 'reviewed', reviewer: expect.stringMatching(/^Person/) },
    })
    const [orders, prices] = ['GET /orders', 'GET /prices'].map((key) =>
      version?.operations.find(({ operation }) => operation === key),
    )
    expect(prices).toMatchObject({ anonymous: true })
    expect(prices?.statements[0]?.sentence).toBe('Everybody can call it: The price list is public')
    expect(orders).toMatchObject({
      anonymous: false,
      callers: [{ product: 'Everything', plans: [{ name: 'Gold', applications: 0 }] }],
      examples: [{ title: 'A reader', expected: 'allowed', holds: true }],
    })
    expect(orders?.statements.find(({ rule }) => rule === 'readers')).toMatchObject({
      sentence: expect.stringContaining('orders.read'),
      hits: { allowed: 0, refused: 0, lastAt: null },
    })
    expect(tokenRules[0]?.statements[0]?.sentence).toBe('The OAuth server here: No token of this issuer is taken.')
    expect(products.map(({ title }) => title)).toEqual(['Product Everything'])
  })

  test.each(['md', 'html', 'json'] as const)('as %s is signed, and each change of a word shows', async (format) => {
    const { document } = await written(format)
    expect(await verifyDocument(world.app.db.prisma, document)).toMatchObject({ outcome: 'good' })
    const other = document.replace('The price list is public', 'The price list is secret')
    expect(other).not.toBe(document)
    expect(await verifyDocument(world.app.db.prisma, other)).toMatchObject({ outcome: 'changed' })
  })

  test('stands by itself as HTML: no script, nothing from elsewhere, and names of people are text', async () => {
    const { document } = await written('html')
    expect(document).not.toMatch(/<script|<link|<img|src=|https?:\/\/(?!localhost)/)
    expect(document).toContain('Orders &lt;script&gt;')
    expect(document).toContain('<html lang="en">')
    expect(document).toContain('@page { size: A4')
    const headings = [...document.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level))
    expect(headings.filter((level, at) => at > 0 && level > (headings[at - 1] ?? 0) + 1)).toEqual([])
  })

  test('is no markup of somebody’s own as Markdown', async () => {
    const { document } = await written('md')
    expect(document).toContain('### Orders \\<script\\>')
    expect(document).toContain('Who can call: Anybody, without a credential.')
  })

  test('holds nothing that the reader may not see', async () => {
    const { actor } = world.owner
    if (actor.kind !== 'member') throw new Error('a member')
    const scope = { kind: 'team' as const, teamId: newId('team') }
    const stranger = { ...world.owner, actor: { ...actor, grants: [{ permissions: ['api.read' as const], scope }] } }
    const { guardrails, versions, products } = JSON.parse((await written('json', stranger)).document) as StageDocument
    expect([guardrails, versions, products]).toEqual([[], [], []])
  })
})
