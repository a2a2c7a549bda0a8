import { canonicalJson } from '@gatehouse/contracts/json'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyConfiguration } from '../src/configuration/apply-configuration.ts'
import { exportConfiguration } from '../src/configuration/export-configuration.ts'
import { planConfiguration } from '../src/configuration/plan-configuration.ts'
import type { Context } from '../src/grammar/context.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'
import { configuredShop } from './configured-shop.ts'
import { editAtRandom, randomFrom, type WholeDocument } from './random-edits.ts'

let app: TestInstallation
let admin: Context
beforeAll(async () => {
  app = await createTestInstallation()
  admin = app.ctx(await app.member('Admin'))
  await applyConfiguration({ ctx: admin, input: { document: configuredShop() } })
})
afterAll(() => app.drop())

type Version = NonNullable<WholeDocument['apis'][number]['versions']>[number]

function newVersions(before: WholeDocument, after: WholeDocument): Version[] {
  const known = new Set(before.apis.flatMap(({ slug, versions = [] }) => versions.map(({ name }) => `${slug} ${name}`)))
  return after.apis.flatMap(({ slug, versions = [] }) => versions.filter(({ name }) => !known.has(`${slug} ${name}`)))
}

/** What a new version has without being told: the mock on the first stage. */
function addFirstValues({ stages }: WholeDocument, version: Version): void {
  const first = stages[0]
  if (first === undefined || first.exposure === 'live' || version.stages === undefined) return
  version.stages[first.slug] ??= { backends: { default: { mock: true } } }
}

/** Rounds of edits, 200 in all. */
const rounds = 40
const editsOfRound = 5

test('200 random edits: applied, the plan says no difference, and the export is the document', {
  timeout: 120_000,
}, async () => {
  const random = randomFrom(20_260)
  let count = 0
  for (let round = 0; round < rounds; round += 1) {
    const before = JSON.parse(JSON.stringify(await exportConfiguration({ ctx: admin, input: {} }))) as WholeDocument
    const document = structuredClone(before)
    const said: string[] = []
    for (let n = 0; n < editsOfRound; n += 1) {
      count += 1
      said.push(editAtRandom(document, random, count))
    }
    for (const version of newVersions(before, document)) addFirstValues(document, version)
    const input = { document, prune: true }
    const applied = await applyConfiguration({ ctx: admin, input })
    expect(applied, said.join('\n')).toMatchObject({ failed: null, left: 0, blocked: [] })
    expect((await planConfiguration({ ctx: admin, input })).changes, said.join('\n')).toEqual([])
    const after = await exportConfiguration({ ctx: admin, input: {} })
    if (canonicalJson(after) !== canonicalJson(document)) expect(after, said.join('\n')).toEqual(document)
  }
})
