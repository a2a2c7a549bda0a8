import type { ConfigurationDocument } from '@gatehouse/contracts/configuration'
import { canonicalJson } from '@gatehouse/contracts/json'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAudit } from '../src/audit/list-audit.ts'
import { applyConfiguration } from '../src/configuration/apply-configuration.ts'
import { exportConfiguration } from '../src/configuration/export-configuration.ts'
import { planConfiguration } from '../src/configuration/plan-configuration.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { getStageValues, putStageValues, setSecret } from '../src/deployments/stage-values.ts'
import type { Context } from '../src/grammar/context.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'
import { configuredShop } from './configured-shop.ts'

let app: TestInstallation
let admin: Context
beforeAll(async () => {
  app = await createTestInstallation()
  admin = app.ctx(await app.member('Admin'))
})
afterAll(() => app.drop())

const plan = (document: ConfigurationDocument, prune = false, ctx = admin) =>
  planConfiguration({ ctx, input: { document, prune } })
const apply = (document: ConfigurationDocument, more: { prune?: boolean; hash?: string } = {}, ctx = admin) =>
  applyConfiguration({ ctx, input: { document, ...more } })
const exported = (ctx = admin) => exportConfiguration({ ctx, input: {} })
/** As it comes back from files. */
const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value))

describe('a configuration document', () => {
  test('makes an installation, and once applied changes nothing more', async () => {
    const planned = await plan(configuredShop())
    expect(planned.changes.map(({ blocked }) => blocked)).toEqual(planned.changes.map(() => null))
    expect(planned.notes).toContain('The secret “token” of orders v1 on development is to be set: files hold none.')
    const applied = await apply(configuredShop(), { hash: planned.hash })
    expect(applied.failed).toBeNull()
    expect(applied).toMatchObject({ left: 0, hash: null, blocked: [] })
    expect(applied.done).toEqual(planned.changes)
    expect((await plan(configuredShop())).changes).toEqual([])
    expect((await apply(configuredShop())).done).toEqual([])
  })

  test('that was exported and applied differs in nothing, also where it shall be all there is', async () => {
    const document = copyOf(await exported())
    expect((await plan(document)).changes).toEqual([])
    expect((await plan(document, true)).changes).toEqual([])
    expect(canonicalJson(await exported())).toBe(canonicalJson(document))
  })

  test('makes the same installation elsewhere', async () => {
    const other = await createTestInstallation()
    try {
      const owner = other.ctx(await other.member('Admin'))
      const document = copyOf(await exported())
      const applied = await apply(document, {}, owner)
      expect(applied).toMatchObject({ failed: null, left: 0 })
      expect(canonicalJson(await exported(owner))).toBe(canonicalJson(document))
    } finally {
      await other.drop()
    }
  })

  test('leaves alone what it does not mention', async () => {
    const before = copyOf(await exported())
    const summary = 'What customers order'
    await apply({ format: 1, apis: [{ slug: 'orders', summary, versions: [{ name: 'v1', stages: {} }] }] })
    const after = copyOf(await exported())
    expect(after.apis?.[1]?.summary).toBe(summary)
    expect(canonicalJson({ ...after, apis: [] })).toBe(canonicalJson({ ...before, apis: [] }))
    expect(after.apis?.[1]?.versions).toEqual(before.apis?.[1]?.versions)
  })

  test('keeps identities of operations, and what hangs on them, when the contract changes', async () => {
    const path = { api: 'orders', version: 'v1' }
    const before = await listOperations({ ctx: admin, input: path })
    const document = copyOf(await exported())
    const contract = document.apis?.[1]?.versions?.[0]?.contract as { paths: Record<string, unknown>; info: object }
    contract.paths = { '/carts': contract.paths['/orders'], ...contract.paths }
    const planned = await plan(document)
    expect(planned.changes.map(({ object }) => object)).toEqual(['apis/orders/v1/contract'])
    expect(planned.changes[0]?.contract.map(({ sentence }) => sentence).join()).toContain('/carts')
    expect(await apply(document)).toMatchObject({ failed: null })
    const after = await listOperations({ ctx: admin, input: path })
    const ids = new Map(after.items.map(({ key, id }) => [key, id]))
    for (const { key, id } of before.items) expect(ids.get(key)).toBe(id)
    expect((await plan(document)).changes).toEqual([])
  })

  test('is refused as a whole with each place that is wrong', async () => {
    const wrong: ConfigurationDocument = {
      format: 1,
      apis: [
        {
          slug: 'nowhere',
          name: 'Nowhere',
          team: 'Nobody',
          versions: [{ name: 'v1', stages: { moon: { backends: {} } } }],
        },
        { slug: 'orders', versions: [{ name: 'v1', operations: { 'GET /nothing': {} }, portals: ['none'] }] },
      ],
      products: [
        {
          slug: 'bundle',
          name: 'Bundle',
          team: 'Commerce',
          items: [{ include: 'version', api: 'orders', version: 'v9' }],
        },
      ],
    }
    await expect(apply(wrong)).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [
        { pointer: '/document/apis/0/team' },
        { pointer: '/document/apis/0/versions/0/stages/moon' },
        { pointer: '/document/apis/1/versions/0/operations' },
        { pointer: '/document/apis/1/versions/0/portals/0' },
        { pointer: '/document/products/0/items' },
      ].map((error) => expect.objectContaining(error)),
    })
    const contract = { openapi: '3.1.0', info: { title: 'Broken', version: '1' }, paths: 'none' }
    await expect(
      plan({ format: 1, apis: [{ slug: 'orders', versions: [{ name: 'v1', contract }] }] }),
    ).rejects.toMatchObject({ code: 'import_failed', detail: expect.stringContaining('orders v1') })
  })

  test('is not applied when the installation moved since its plan', async () => {
    const document: ConfigurationDocument = { format: 1, organization: { name: 'Acme Two' } }
    const { hash } = await plan(document)
    await apply({ format: 1, organization: { name: 'Acme Three' } })
    await expect(apply(document, { hash })).rejects.toMatchObject({ code: 'changed_meanwhile' })
    expect((await exported()).organization?.name).toBe('Acme Three')
  })

  test('never holds a secret or a header in clear, and keeps both where they are', async () => {
    const path = { api: 'orders', version: 'v1', stage: 'development' }
    await setSecret({ ctx: admin, input: { ...path, secret: 'token', value: 'very-secret-value' } })
    const before = await getStageValues({ ctx: admin, input: path })
    const backend = before.values.backends.default
    if (!backend || backend.mock) throw new Error('no backend')
    const headers = [...backend.headers, { name: 'x-clear', value: 'typed-in-clear' }]
    const values = { ...before.values, backends: { ...before.values.backends, default: { ...backend, headers } } }
    await putStageValues({ ctx: admin, input: { ...path, values }, ifMatch: before.etag })
    const document = copyOf(await exported())
    const text = JSON.stringify([document, await plan(configuredShop(), true)])
    expect(text).not.toContain('very-secret-value')
    expect(text).not.toContain('typed-in-clear')
    expect(text).toContain('x-clear')
    expect((await plan(document)).changes).toEqual([])
    const said = document.apis?.[1]?.versions?.[0]?.stages?.development?.backends.default
    if (!said || said.mock) throw new Error('no backend')
    said.timeoutMs = 12_345
    expect(await apply(document)).toMatchObject({ failed: null })
    const after = (await getStageValues({ ctx: admin, input: path })).values.backends.default
    expect(after).toMatchObject({ timeoutMs: 12_345, headers })
  })

  test('says nothing of persons', async () => {
    const text = JSON.stringify(await exported())
    const { prisma } = app.db
    for (const { email, name } of await prisma.person.findMany()) {
      expect(text).not.toContain(email)
      expect(text).not.toContain(name)
    }
  })

  test('removes what it leaves out only where it shall be all there is, and never what has callers or a history', async () => {
    const document = copyOf(await exported())
    const fresh: ConfigurationDocument = {
      ...document,
      apis: [
        ...(document.apis ?? []),
        { slug: 'spare', name: 'Spare', team: 'Commerce', versions: [{ name: 'v1' }, { name: 'v2' }] },
      ],
      products: [
        ...(document.products ?? []),
        { slug: 'spare', name: 'Spare', team: 'Commerce', plans: [{ slug: 'free' }] },
      ],
      stages: [...(document.stages ?? []), { slug: 'extra', name: 'Extra', gatewayUrl: 'http://localhost:4999' }],
    }
    expect(await apply(fresh)).toMatchObject({ failed: null })
    await deploy({ ctx: admin, input: { api: 'orders', version: 'v1', stage: 'development' } })
    expect((await plan(document)).changes).toEqual([])
    const without = { ...document, apis: document.apis?.filter(({ slug }) => slug !== 'orders') ?? [] }
    const planned = await plan({ ...without, products: [] }, true)
    const deleted = planned.changes.filter(({ act }) => act === 'delete')
    expect(deleted.map(({ object, blocked }) => [object, blocked !== null])).toEqual([
      ['products/shop', false],
      ['products/spare', false],
      ['apis/orders', true],
      ['apis/spare', false],
      ['stages/extra', false],
    ])
    const applied = await apply({ ...without, products: [] }, { prune: true })
    expect(applied).toMatchObject({ failed: null, left: 0, blocked: [{ object: 'apis/orders' }] })
    const left = await exported()
    expect(left.apis?.map(({ slug }) => slug)).toEqual(['catalogue', 'orders'])
    expect(left.stages?.map(({ slug }) => slug)).toEqual(['development', 'staging', 'production'])
    expect(await apply(document)).toMatchObject({ failed: null })
  })

  test('changes only what its bearer may change, each change with an audit entry of its own', async () => {
    const viewer = app.ctx(await app.member('Viewer'))
    const document: ConfigurationDocument = { format: 1, apis: [{ slug: 'orders', summary: 'Seen' }] }
    expect((await plan(document, false, viewer)).changes).toHaveLength(1)
    const refused = await apply(document, {}, viewer)
    expect(refused).toMatchObject({ done: [], failed: { problem: { code: 'forbidden' } }, left: 0 })
    await expect(plan({ format: 1, serviceAccounts: [] }, false, viewer)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await exported(viewer)).not.toHaveProperty('serviceAccounts')
    await apply(document)
    const audit = await listAudit({ ctx: admin, input: { action: ['api.update'], limit: 1 } })
    expect(audit.items[0]).toMatchObject({ action: 'api.update', actor: { kind: 'member' } })
  })

  test('holds what a role of one team shows of it', async () => {
    const team = await app.db.prisma.team.findFirstOrThrow({ where: { name: 'Catalogue' } })
    const member = await app.member()
    const scope = { kind: 'team' as const, teamId: team.id as never }
    const ctx = app.ctx({ ...member, grants: [{ permissions: ['api.read'], scope }] })
    const document = await exported(ctx)
    expect(document.apis?.map(({ slug }) => slug)).toEqual(['catalogue'])
    expect(document).not.toHaveProperty('stages')
    expect(document).not.toHaveProperty('products')
  })
})
