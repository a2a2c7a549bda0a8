import { hashKey } from '@gatehouse/auth/credentials'
import type { importKeys as endpoint } from '@gatehouse/contracts/endpoints/key-imports'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { revokeCredential } from '../src/credentials/revoke-credential.ts'
import { importKeys } from '../src/key-imports/import-keys.ts'
import { previewKeyFile } from '../src/key-imports/preview-key-file.ts'
import { getKeyImport, listKeyImportRecords, listKeyImports } from '../src/key-imports/read-key-imports.ts'
import { offerVersion } from '../src/products/offer-version.ts'
import { readChanges } from '../src/publishing/read-changes.ts'
import { createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.end())

type Input = z.input<typeof endpoint.body>
const csv = (rows: string) => [{ name: 'keys.csv', text: `key,consumer,plan,name\n${rows}` }]
const ask = (files: Input['files'], over: Partial<Input> = {}): Input => ({
  source: 'csv',
  files,
  stageId: world.stages.live.id as never,
  to: { kind: 'team', teamId: world.team },
  dryRun: false,
  ...over,
})
const run = (input: Input, ctx = world.system) => importKeys({ ctx, input })
let serial = 0
/** A key of another platform that no other test has. */
function legacy(): string {
  serial += 1
  return `legacy-${serial}-${newId('request').slice(-12)}`
}
const byKey = (key: string) =>
  world.db.prisma.credential.findUnique({ where: { hash: hashKey(key) }, include: { application: true } })
const plan = async () => {
  const { versionId } = await world.listedVersion()
  const [first] = (await offerVersion({ ctx: world.system, input: { versionId } })).plans
  if (!first) throw new Error('no plan')
  return first.id
}

describe('S31: keys move in', () => {
  test('by value and by hash, each consumer an application of the team, with its plan; gateways are told of all', async () => {
    const [one, two, three] = [legacy(), legacy(), legacy()]
    const gold = await plan()
    const { _max } = await world.db.prisma.changeLog.aggregate({ _max: { seq: true } })
    const files = [
      {
        name: 'keys.csv',
        text: `key,sha256,consumer,plan,name,scopes,expires\n${one},,Acme,gold,First,orders:read,2099-01-01\n${two},,Acme,gold,,,\n,${hashKey(three)},Beta,,,,\n`,
      },
    ]
    const report = await run(ask(files, { plans: [{ group: 'gold', planId: gold }] }))
    expect(report).toMatchObject({
      counts: { records: 3, imported: 3, already: 0, refused: 0 },
      applications: { made: 2, used: 0 },
      subscriptions: { made: 1, kept: 0 },
    })
    const first = await byKey(one)
    expect(first).toMatchObject({
      name: 'First',
      scopes: ['orders:read'],
      keyImportId: report.id,
      application: { name: 'Acme', teamId: world.team },
      expiresAt: new Date('2099-01-01'),
    })
    expect((await byKey(three))?.start).toBe('')
    const changes = await readChanges(world.db, Number(_max.seq ?? 0n))
    const rows = changes.access.flatMap(({ row }) => row?.(world.stages.live.id) ?? [])
    expect(rows.filter(({ kind }) => kind === 'credential').map((row) => 'hash' in row && row.hash)).toEqual(
      expect.arrayContaining([one, two, three].map(hashKey)),
    )
    expect(rows.find(({ kind }) => kind === 'subscription')).toMatchObject({
      applicationId: first?.applicationId,
      state: 'active',
    })
  })

  test('into one application that exists', async () => {
    const application = await world.db.prisma.application.create({
      data: { id: newId('application'), teamId: world.team, name: 'All in one', createdBy: {} },
    })
    const key = legacy()
    const to = { kind: 'application', applicationId: application.id as never } as const
    expect(await run(ask(csv(`${key},Whoever,,\n`), { to }))).toMatchObject({ applications: { made: 0, used: 1 } })
    expect((await byKey(key))?.applicationId).toBe(application.id)
  })

  test('a consumer goes to the application that was chosen for him, else to the one of his name', async () => {
    const make = (name: string) =>
      world.db.prisma.application.create({
        data: { id: newId('application'), teamId: world.team, name, createdBy: {} },
      })
    const [chosen, same] = [await make('Chosen'), await make('Same name')]
    const [one, two] = [legacy(), legacy()]
    const consumers = [{ consumer: 'acme-prod', applicationId: chosen.id as never }]
    const to = { kind: 'team', teamId: world.team, consumers } as const
    await run(ask(csv(`${one},acme-prod,,\n${two},Same name,,\n`), { to }))
    expect([(await byKey(one))?.applicationId, (await byKey(two))?.applicationId]).toEqual([chosen.id, same.id])
  })

  test('the dry run says what the run does, and saves nothing', async () => {
    const count = () =>
      Promise.all([
        world.db.prisma.credential.count(),
        world.db.prisma.application.count(),
        world.db.prisma.keyImport.count(),
        world.db.prisma.changeLog.count(),
        world.db.prisma.auditLog.count(),
      ])
    const before = await count()
    const input = ask(csv(`${legacy()},Dry,,\nnot a key,Dry,,\n`))
    const dry = await run({ ...input, dryRun: true })
    expect(await count()).toEqual(before)
    expect(dry.id).toBeNull()
    const real = await run(input)
    expect({ ...real, id: null, at: dry.at, first: [] }).toEqual({ ...dry, first: [] })
    expect(real.first.map(({ list }) => list)).toEqual(dry.first.map(({ list }) => list))
  })

  test('every record is in exactly one list: again, twice, of another, revoked, unreadable', async () => {
    const [again, others, gone, fresh] = [legacy(), legacy(), legacy(), legacy()]
    await run(ask(csv(`${again},Lists,,\n${others},Somebody else,,\n${gone},Lists,,\n`)))
    const revoked = await byKey(gone)
    await revokeCredential({ ctx: world.system, input: { credentialId: (revoked?.id ?? '') as never } })
    const text = `${again},Lists,,\n${others},Lists,,\n${gone},Lists,,\n${fresh},Lists,,\n${fresh},Lists,,\ntwo words,Lists,,\n`
    const report = await run(ask(csv(text)))
    expect(report.counts).toEqual({ records: 6, imported: 1, already: 1, refused: 4 })
    const listed = await listKeyImportRecords({
      ctx: world.system,
      input: { keyImportId: report.id ?? newId('keyImport') },
    })
    expect(listed.items.map(({ at, list }) => `${at}: ${list}`).sort()).toEqual([
      'line 2: already',
      'line 3: refused',
      'line 4: refused',
      'line 5: imported',
      'line 6: refused',
      'line 7: refused',
    ])
    expect(JSON.stringify(report)).not.toContain(fresh)
  })

  test('an import that fails half-way leaves nothing behind', async () => {
    const keys = [legacy(), legacy()]
    await world.db.pool.query(
      `CREATE FUNCTION refuse_second() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$;
       CREATE TRIGGER refuse_second BEFORE INSERT ON credential FOR EACH ROW WHEN (NEW.name = 'Fails') EXECUTE FUNCTION refuse_second()`,
    )
    const before = await world.db.prisma.application.count()
    await expect(run(ask(csv(`${keys[0]},Half,,Good\n${keys[1]},Half,,Fails\n`)))).rejects.toThrow()
    await world.db.pool.query('DROP TRIGGER refuse_second ON credential')
    expect(await byKey(keys[0] ?? '')).toBeNull()
    expect(await world.db.prisma.application.count()).toBe(before)
  })

  test('two imports of the same file at once bring each key once', async () => {
    const input = ask(csv(Array.from({ length: 50 }, () => `${legacy()},Race,,\n`).join('')))
    const outcomes = await Promise.allSettled([run(input), run(input)])
    const made = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.counts.imported] : []))
    expect(made.reduce((sum, one) => sum + one, 0)).toBe(50)
  })
})

describe('S31: an import', () => {
  test('is refused without the permission, with plans by who may not decide on access, for a closed stage', async () => {
    const files = csv(`${legacy()},Nobody,,\n`)
    const analyst = await world.member('Analyst')
    await expect(run(ask(files), analyst)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(previewKeyFile({ ctx: analyst, input: { source: 'csv', files } })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const operator = await world.member('Operator')
    await expect(run(ask(files, { planId: await plan() }), operator)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(run(ask(files, { stageId: world.stages.hidden.id as never }))).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(run(ask(csv('').slice(0, 1), { source: 'kong' }))).rejects.toMatchObject({ code: 'invalid_input' })
    expect((await run(ask(files), operator)).counts.imported).toBe(1)
  })

  test('is read before: consumers with applications of their name, groups, what cannot be taken', async () => {
    const key = legacy()
    await run(ask(csv(`${key},Known consumer,,\n`)))
    const files = csv(`${key},Known consumer,gold,\nshort,New consumer,gold;vip,\ntwo words,,,\n`)
    const preview = await previewKeyFile({ ctx: world.system, input: { source: 'csv', files } })
    expect(preview).toMatchObject({
      records: 3,
      already: 1,
      weak: 1,
      groups: [
        { name: 'gold', keys: 2 },
        { name: 'vip', keys: 1 },
      ],
      refused: { total: 1 },
    })
    expect(preview.consumers.items.find(({ name }) => name === 'Known consumer')?.application).toMatchObject({
      name: 'Known consumer',
      team: 'Commerce',
    })
  })

  test('keeps its report: in the list, by itself, by pages', async () => {
    const keys = Array.from({ length: 7 }, () => `${legacy()},Pages,,\n`).join('')
    const { id } = await run(ask(csv(keys)))
    if (id === null) throw new Error('no report')
    expect((await listKeyImports({ ctx: world.system, input: { limit: 1 } })).items).toMatchObject([{ id }])
    expect((await getKeyImport({ ctx: world.system, input: { keyImportId: id } })).first).toHaveLength(7)
    const page = async (cursor?: string) =>
      listKeyImportRecords({
        ctx: world.system,
        input: { keyImportId: id, limit: 3, list: 'imported', ...(cursor ? { cursor } : {}) },
      })
    const first = await page()
    const second = await page(first.next ?? '')
    const third = await page(second.next ?? '')
    expect([first, second, third].map(({ items }) => items.length)).toEqual([3, 3, 1])
    expect(third.next).toBeNull()
  })

  test('of a file so large that a thread reads it', async () => {
    const rows = Array.from({ length: 4_000 }, () => `${legacy()},Many ${serial % 500},,\n`).join('')
    const report = await run(ask(csv(rows)))
    expect(report).toMatchObject({ counts: { imported: 4_000 }, applications: { made: 500 } })
    const stored = await world.db.prisma.credential.count({ where: { keyImportId: report.id } })
    expect(stored).toBe(4_000)
  })
})
