import type { accessPage } from '@gatehouse/contracts/sync'
import type { Database } from '@gatehouse/db/client'
import type { z } from 'zod'
import { decodeCursor, encodeCursor } from '../grammar/page.ts'
import { loadAccessRows } from './access-rows.ts'
import { inOneSnapshot } from './repeatable-read.ts'

const pageSize = 2_000

/** One page of the whole access table of a stage, walked by key: rows that change meanwhile come again on the stream. */
export function readAccessPage(
  db: Database,
  stageId: string,
  cursor: string | undefined,
): Promise<z.input<typeof accessPage>> {
  const [kind, id] = cursor === undefined ? ['', ''] : decodeCursor(cursor, 2)
  return inOneSnapshot(db.pool, async (client) => {
    const { rows } = await client.query<{ kind: string; entity_id: string; stage_id: string | null; seq: string }>(
      `SELECT kind, entity_id, stage_id, seq FROM access_version
       WHERE (kind, entity_id) > ($1, $2) AND NOT deleted AND (stage_id IS NULL OR stage_id = $3)
       ORDER BY kind, entity_id LIMIT $4`,
      [kind, id, stageId, pageSize],
    )
    const sources = await loadAccessRows(
      client,
      rows.map((row) => ({
        kind: row.kind,
        id: row.entity_id,
        seq: Number(row.seq),
        stageId: row.stage_id,
        deleted: false,
      })),
    )
    const last = rows.at(-1)
    return {
      rows: sources.flatMap(({ seq, row }) => (row ? [{ seq, row: row(stageId) }] : [])),
      next: rows.length === pageSize && last ? encodeCursor(last.kind, last.entity_id) : null,
    }
  })
}
