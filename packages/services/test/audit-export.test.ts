import { createHash } from 'node:crypto'
import { chainedRecord, chainText } from '@gatehouse/contracts/audit-chain'
import { plainField } from '@gatehouse/contracts/csv'
import { csvRows } from '@gatehouse/importers/keys/csv-rows'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createAuditExport, downloadAuditExport } from '../src/audit/export-audit.ts'
import { listAudit } from '../src/audit/list-audit.ts'
import { verb } from '../src/grammar/verb.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let admin: Awaited<ReturnType<TestInstallation['member']>>
beforeAll(async () => {
  app = await createTestInstallation()
  admin = await app.member('Admin')
})
afterAll(() => app.drop())

const say = verb({
  name: 'test.say',
  allowed: { systemOnly: true },
  input: z.strictObject({ targets: z.array(z.string()) }),
  run: async () => ({}),
  audit: ({ input }) => input.targets.map((id) => ({ target: { kind: 'test', id }, after: { said: id } })),
})
const exported = async (format: 'csv' | 'ndjson', search: object, actor: typeof admin = admin) => {
  const { ticket, rows, fileName } = await createAuditExport({ ctx: app.ctx(actor), input: { format, search } })
  const file = await downloadAuditExport({ ctx: app.ctx(actor), input: { ticket } })
  let text = ''
  for await (const chunk of file.chunks) text += chunk
  return { ticket, rows, fileName, text }
}
const failure = (act: Promise<unknown>) =>
  act.then(
    () => 'passed',
    ({ code }) => code as string,
  )

test('D10: whatever stands in a field, a spreadsheet computes nothing, and it reads back as it was', async () => {
  const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', `'=1`, `''=1`, `'tis`, 'a,b', 'x "y"', 'ü\n😀', '']
  await say({ ctx: app.ctx(), input: { targets: texts } })
  const { text, rows } = await exported('csv', { action: ['test'] })
  expect(rows).toBe(texts.length)
  const [head, ...lines] = csvRows(text.slice(1)).map(({ cells }) => cells)
  const column = head?.indexOf('target id') ?? -1
  const fields = lines.filter((line) => line.length > 1).map((line) => line[column] ?? '')
  for (const field of fields) expect(field).not.toMatch(/^[=+\-@\t\r\n]/)
  expect(fields.map(plainField)).toEqual(texts)
})

test('NDJSON holds the search and nothing else, oldest first, and each line gives its hash', async () => {
  const { text } = await exported('ndjson', { targetId: '=1+1' })
  const records = text
    .trim()
    .split('\n')
    .map((line) => chainedRecord.parse(JSON.parse(line)))
  expect(records).toHaveLength(1)
  for (const record of records)
    expect(createHash('sha256').update(chainText(record.prevHash, record)).digest('hex')).toBe(record.hash)
  const whole = await exported('ndjson', {})
  const seqs = whole.text
    .trim()
    .split('\n')
    .map((line) => Number(JSON.parse(line).seq))
  expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
  expect(seqs[0]).toBe(1)
})

test('an export of many pages misses and repeats nothing', async () => {
  const targets = Array.from({ length: 2_500 }, (_, at) => `many-${at}`)
  await say({ ctx: app.ctx(), input: { targets } })
  const { text } = await exported('ndjson', { targetKind: 'test', text: 'many' })
  const ids = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).targetId)
  expect(ids).toEqual(targets)
})

test('each export is an entry of its own, without the words that were typed', async () => {
  await exported('csv', { text: 'Zebulon', action: ['test'] })
  const { items } = await listAudit({ ctx: app.ctx(admin), input: { action: ['audit.export'], limit: 1 } })
  expect(items[0]).toMatchObject({ actor: { id: admin.personId }, after: { format: 'csv', rows: 0 } })
  expect(JSON.stringify(items)).not.toContain('Zebulon')
})

test('a ticket is its owner’s, for ten minutes, and nobody makes one up', async () => {
  const { ticket } = await exported('csv', {})
  const other = await app.member('Admin')
  const download = (ctx: ReturnType<TestInstallation['ctx']>, of = ticket) =>
    failure(downloadAuditExport({ ctx, input: { ticket: of } }))
  expect(await download(app.ctx(other))).toBe('not_possible')
  const late = app.ctx(admin, { now: () => new Date(Date.now() + 11 * 60_000) })
  expect(await download(late)).toBe('not_possible')
  expect(await download(app.ctx(admin), 'e30')).toBe('not_possible')
  expect(await download(app.ctx(admin))).toBe('passed')
})

test('it needs the permission: a role that only reads exports nothing', async () => {
  const reader = {
    ...admin,
    grants: [{ permissions: ['audit.read'] as const, scope: { kind: 'organization' as const } }],
  }
  expect(await failure(createAuditExport({ ctx: app.ctx(reader), input: { format: 'csv' } }))).toBe('forbidden')
})
