import { randomUUID } from 'node:crypto'
import type { JsonObject } from '@gatehouse/contracts/json'
import { snapshotManifest, snapshotPart } from '@gatehouse/contracts/snapshot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { updateApi } from '../src/apis/update-api.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { putVersionSettings } from '../src/contracts/put-version-settings.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { findDueStages, publishStage } from '../src/publishing/publish-stage.ts'
import { createPromotionWorld, type Path, type PromotionWorld } from './promotion-world.ts'

let world: PromotionWorld
beforeAll(async () => {
  world = await createPromotionWorld()
})
afterAll(() => world.app.drop())

const copyOf = (path: Path) =>
  world.app.db.prisma.workingCopy.findFirstOrThrow({ where: { version: { api: { slug: path.api } } } })

const rules = (example: object): JsonObject =>
  JSON.parse(
    JSON.stringify({
      rules: [{ name: 'office', effect: 'allow', when: [{ of: 'address', anyOf: ['10.0.0.0/8'] }] }],
      examples: [{ title: 'The office gets in', ...example, expect: 'allow' }],
    }),
  ) as JsonObject

async function setPolicies(path: Path, policies: { policy: string; options: JsonObject }[]) {
  const { etag } = await copyOf(path)
  return putVersionSettings({ ctx: world.owner, input: { ...path, policies }, ifMatch: etag })
}

describe('S12 examples of policies', () => {
  test('one that comes out otherwise can be saved, but not deployed; the sentence says what came out', async () => {
    const path = await world.deployed()
    await setPolicies(path, [{ policy: 'access-rules', options: rules({ address: '192.0.2.7' }) }])
    await expect(deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })).rejects.toMatchObject({
      code: 'deploy_blocked',
      detail: expect.stringContaining(
        'the example “The office gets in” should be allowed, but is refused, as no rule applies',
      ),
    })
    await setPolicies(path, [{ policy: 'access-rules', options: rules({ address: '10.1.2.3' }) }])
    expect(await deploy({ ctx: world.owner, input: { ...path, stage: 'development' } })).toMatchObject({
      changed: true,
    })
    await world.change('staging', { gate: [{ check: 'policy-examples', required: true }] })
    const { id } = await world.promote(path, { mode: 'prepare' })
    const [check] = (await world.advance(id)).checks
    expect(check).toMatchObject({ state: 'passed', verdict: '1 example holds.' })
    expect(check?.evidence.sentences).toEqual([
      'All operations: “The office gets in” is allowed by the rule “office”, as expected',
    ])
    await world.change('staging', { gate: [] })
  })

  test('what nothing could run is not saved: unknown policies, wrong options, guardrails’ own, two lists of rules', async () => {
    const path = await world.deployed()
    const good = { policy: 'access-rules', options: rules({ address: '10.1.2.3' }) }
    for (const [policies, message] of [
      [[{ policy: 'magic', options: {} }], /no policy “magic”/],
      [[good, { policy: 'rate-limit', options: { limit: 0 } }], /rate-limit/],
      [[{ policy: 'requirements', options: { noAnonymous: true } }], /guardrails only/],
      [[good, good], /two lists/],
    ] as const) {
      await expect(setPolicies(path, [...policies])).rejects.toMatchObject({
        code: 'invalid_input',
        detail: expect.stringMatching(message),
      })
    }
    const [operation] = (await listOperations({ ctx: world.owner, input: path })).items
    const { etag } = await copyOf(path)
    await expect(
      putOperationSettings({
        ctx: world.owner,
        input: { ...path, operation: operation?.id ?? '', policies: [{ policy: 'magic', options: {} }] },
        ifMatch: etag,
      }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('S22 guardrails in a stage’s snapshot', () => {
  const stageId = async (slug: string) => (await world.app.db.prisma.stage.findUniqueOrThrow({ where: { slug } })).id
  const guardrail = async (
    policy: string,
    options: object,
    scope: { stageId?: string; audience?: string; tag?: string } = {},
  ) =>
    world.app.db.prisma.guardrail.create({
      data: { id: `grd_${randomUUID().replaceAll('-', '')}`, name: randomUUID(), policy, options, ...scope },
    })
  async function published(slug: string, path: Path) {
    const id = await stageId(slug)
    const outcome = await publishStage(world.owner, id)
    if (outcome.outcome === 'blocked') throw new Error(JSON.stringify(outcome.issues))
    const row = await world.app.db.prisma.stageSnapshot.findFirstOrThrow({
      where: { stageId: id },
      orderBy: { seq: 'desc' },
    })
    const manifest = snapshotManifest.parse(JSON.parse(row.manifest))
    const version = manifest.versions.find(({ apiSlug }) => apiSlug === path.api)
    const hash = version?.deployments[0]?.part ?? ''
    const part = await world.app.db.prisma.$queryRaw<
      { content: string }[]
    >`SELECT content FROM snapshot_part WHERE hash = ${hash}`
    return { manifest, version, hash, part: snapshotPart.parse(JSON.parse(part[0]?.content ?? '{}')) }
  }

  test('hold where all that they name agrees; a stage under none keeps its bytes', async () => {
    const path = await world.deployed()
    const before = await published('development', path)
    const deny = { rules: [{ effect: 'deny' }] }
    const elsewhere = await guardrail('access-rules', deny, { stageId: await stageId('staging') })
    expect((await published('development', path)).manifest).toEqual(before.manifest)
    const here = await guardrail('access-rules', deny, {
      stageId: await stageId('development'),
      audience: 'public',
      tag: 'money',
    })
    const under = await published('development', path)
    expect(under.manifest.guardrails).toEqual([
      { policy: 'access-rules', options: deny, guardrail: here.id, audience: 'public', tag: 'money' },
    ])
    expect(under.manifest.capabilities).toEqual(expect.arrayContaining(['access-rules', 'guardrail-scopes']))
    const api = await world.app.db.prisma.api.findUniqueOrThrow({ where: { slug: path.api } })
    expect(under.version?.audience).toBe(api.audience)
    expect(under.hash).toBe(before.hash)
    await world.app.db.prisma.guardrail.deleteMany({ where: { id: { in: [here.id, elsewhere.id] } } })
    expect((await published('development', path)).manifest).toEqual(before.manifest)
  })

  test('one that asks for judged answers moves the parts that it is about, and back, with no deploy', async () => {
    const path = await world.deployed()
    const before = await published('development', path)
    expect(before.part.operations.some(({ responses }) => responses !== undefined)).toBe(false)
    const asking = await guardrail('requirements', { responseValidation: 'report' })
    const asked = await published('development', path)
    expect(asked.hash).not.toBe(before.hash)
    expect(asked.part.operations.every(({ responses }) => responses !== undefined)).toBe(true)
    expect(asked.version?.deployments[0]?.id).toBe(before.version?.deployments[0]?.id)
    await world.app.db.prisma.guardrail.delete({ where: { id: asking.id } })
    expect((await published('development', path)).hash).toBe(before.hash)
  })

  test('an API for another audience is told to the gateways', async () => {
    const path = await world.deployed()
    const id = await stageId('development')
    await publishStage(world.owner, id)
    expect(await findDueStages(world.owner)).not.toContain(id)
    const api = await world.app.db.prisma.api.findUniqueOrThrow({ where: { slug: path.api } })
    const input = { api: path.api, audience: api.audience === 'public' ? ('internal' as const) : ('public' as const) }
    await updateApi({ ctx: world.owner, input, ifMatch: api.etag })
    expect(await findDueStages(world.owner)).toContain(id)
  })
})
