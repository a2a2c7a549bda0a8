import {
  getKeyImport as getEndpoint,
  type ImportedRecord,
  type KeyImportView,
  listKeyImports as listEndpoint,
  listKeyImportRecords as recordsEndpoint,
} from '@gatehouse/contracts/endpoints/key-imports'
import { cursorNumber, decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query, type Reader } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { type StoredReport, shownRecords } from './import-keys.ts'

type Row = { id: string; actor: unknown; summary: StoredReport['summary'] }

export const listKeyImports = query({
  name: 'key-import.list',
  allowed: { permission: 'application.read' },
  input: listEndpoint.query,
  run: async ({ db, input }) => {
    const before = input.cursor === undefined ? null : (decodeCursor(input.cursor, 1)[0] ?? '')
    // The summary alone: a report may have 100,000 records.
    const rows = await db.$queryRaw<Row[]>`
      SELECT id, actor, report->'summary' AS summary FROM key_import
      WHERE ${before}::text IS NULL OR id < ${before}::text ORDER BY id DESC LIMIT ${input.limit + 1}`
    return toPage(
      await views(db, rows),
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id ?? ''),
    )
  },
})

async function views(db: Reader, rows: readonly Row[]): Promise<Omit<KeyImportView, 'first'>[]> {
  const nameOf = await actorNames(
    db,
    rows.map(({ actor }) => actor),
  )
  return rows.map(({ actor, summary }) => ({ ...summary, by: nameOf(actor) }))
}

const scope = async (db: Reader, input: { keyImportId: string }) =>
  (await db.keyImport.findUnique({ where: { id: input.keyImportId }, select: { id: true } })) ? {} : null

export const getKeyImport = query({
  name: 'key-import.get',
  allowed: { permission: 'application.read' },
  input: getEndpoint.params,
  scope: (db, input) => scope(db, input),
  run: async ({ db, input }) => {
    const rows = await db.$queryRaw<Row[]>`
      SELECT id, actor, report->'summary' AS summary FROM key_import WHERE id = ${input.keyImportId}`
    const [view] = await views(db, rows)
    if (!view) throw new Error('an import without its report')
    const first: ImportedRecord[] = []
    for (const list of ['refused', 'already', 'imported'] as const)
      first.push(...(await records(db, input.keyImportId, list, 0, shownRecords)).map(({ record }) => record))
    return { ...view, first }
  },
})

export const listKeyImportRecords = query({
  name: 'key-import.records',
  allowed: { permission: 'application.read' },
  input: recordsEndpoint.params.extend(recordsEndpoint.query.shape),
  scope: (db, input) => scope(db, input),
  run: async ({ db, input }) => {
    const after = input.cursor === undefined ? 0 : cursorNumber(decodeCursor(input.cursor, 1)[0])
    const rows = await records(db, input.keyImportId, input.list ?? null, after, input.limit + 1)
    return toPage(
      rows,
      input.limit,
      ({ record }) => record,
      ({ place }) => encodeCursor(Number(place)),
    )
  },
})

function records(db: Reader, id: string, list: string | null, after: number, most: number) {
  return db.$queryRaw<{ place: bigint; record: ImportedRecord }[]>`
    SELECT e.place, e.record FROM key_import k, json_array_elements(k.report->'records') WITH ORDINALITY AS e(record, place)
    WHERE k.id = ${id} AND e.place > ${after} AND (${list}::text IS NULL OR e.record->>'list' = ${list}::text)
    ORDER BY e.place LIMIT ${most}`
}
