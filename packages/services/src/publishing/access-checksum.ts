import type { Database } from '@gatehouse/db/client'
import { inOneSnapshot } from './repeatable-read.ts'

/** Checksum of a stage's access table (contracts/access.ts) and the head of the log that it holds for. */
export function readAccessChecksum(db: Database, stageId: string): Promise<{ seq: number; value: string }> {
  return inOneSnapshot(db.pool, async (client) => {
    const { rows } = await client.query<{ head: string; value: string }>(
      `SELECT greatest((SELECT max(seq) FROM change_log), (SELECT max(seq) FROM access_version), 0) AS head,
         coalesce(bit_xor(('x' || left(md5(kind || ':' || entity_id || ':' || seq), 16))::bit(64)::bigint), 0)::text AS value
       FROM access_version WHERE NOT deleted AND (stage_id IS NULL OR stage_id = $1)`,
      [stageId],
    )
    return { seq: Number(rows[0]?.head ?? 0), value: rows[0]?.value ?? '0' }
  })
}
